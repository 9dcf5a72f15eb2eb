import type { PdfAbout } from "./pdf.ts";
import { type Font, packed } from "./truetype.ts";

/** The number of an object of a PDF file. */
export type Ref = number;

const encoder = new TextEncoder();

/** The objects of a PDF file, which is written once they are all there. */
export class PdfFile {
  readonly #objects: Uint8Array<ArrayBuffer>[] = [];

  /** An object that is told later. */
  reserve(): Ref {
    return this.#objects.push(new Uint8Array());
  }

  /** Tells what an object is. */
  set(ref: Ref, text: string): void {
    this.#objects[ref - 1] = encoder.encode(text);
  }

  /** A page with its content. */
  async page(
    pages: Ref,
    {
      width,
      height,
      content,
      resources,
    }: { readonly width: number; readonly height: number; readonly content: string; readonly resources: Ref },
  ): Promise<Ref> {
    const stream = await this.#stream("", encoder.encode(content));
    return this.#add(
      `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${width} ${height}] /Resources ${resources} 0 R /Contents ${stream} 0 R >>`,
    );
  }

  /** A font with the letters that were used of it, and what each means. */
  async font(ref: Ref, font: Font, letters: ReadonlyMap<number, number>): Promise<void> {
    const name = `SMAC${String.fromCharCode(65 + (ref % 26))}A+Inter${ref}`;
    const program = await this.#stream(`/Length1 ${font.file.byteLength} `, font.file);
    const descriptor = this.#add(
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${font.box.join(" ")}] /ItalicAngle 0 /Ascent ${Math.round(font.ascent)} /Descent ${Math.round(font.descent)} /CapHeight 727 /StemV 80 /FontFile2 ${program} 0 R >>`,
    );
    const widths = [...letters.keys()].map((glyph) => `${glyph} [${Math.round(font.widthOf(glyph))}]`);
    const own = this.#add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /CIDToGIDMap /Identity /DW 600 /W [${widths.join(" ")}] >>`,
    );
    const meaning = await this.#stream("", encoder.encode(meaningOf(letters)));
    this.set(
      ref,
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${own} 0 R] /ToUnicode ${meaning} 0 R >>`,
    );
  }

  /** A picture in one colour that is seen as far as its mask says. */
  async picture({
    width,
    height,
    colours,
    mask,
  }: {
    readonly width: number;
    readonly height: number;
    readonly colours: Uint8Array<ArrayBuffer>;
    readonly mask: Uint8Array<ArrayBuffer>;
  }): Promise<Ref> {
    const size = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 `;
    const seen = await this.#stream(`${size}/ColorSpace /DeviceGray `, mask);
    return this.#stream(`${size}/ColorSpace /DeviceRGB /SMask ${seen} 0 R `, colours);
  }

  /** The file. */
  whole(pages: Ref, refs: readonly Ref[], { title, made }: PdfAbout): Uint8Array<ArrayBuffer> {
    this.set(pages, `<< /Type /Pages /Count ${refs.length} /Kids [${refs.map((ref) => `${ref} 0 R`).join(" ")}] >>`);
    const root = this.#add(
      `<< /Type /Catalog /Pages ${pages} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    );
    const date = new Date(made).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
    const info = this.#add(`<< /Title <${utf16(title)}> /Producer (smac) /CreationDate (D:${date}Z) >>`);
    const parts: Uint8Array<ArrayBuffer>[] = [
      new Uint8Array([...encoder.encode("%PDF-1.7\n%"), 0xe2, 0xe3, 0xcf, 0xd3, 10]),
    ];
    let at = parts[0]?.byteLength ?? 0;
    const places = this.#objects.map((object, index) => {
      const place = at;
      for (const bytes of [encoder.encode(`${index + 1} 0 obj\n`), object, encoder.encode("\nendobj\n")]) {
        parts.push(bytes);
        at += bytes.byteLength;
      }
      return place;
    });
    const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
    const size = this.#objects.length + 1;
    parts.push(
      encoder.encode(
        `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root ${root} 0 R /Info ${info} 0 R >>\nstartxref\n${at}\n%%EOF\n`,
      ),
    );
    return joined(parts);
  }

  #add(text: string): Ref {
    return this.#objects.push(encoder.encode(text));
  }

  async #stream(about: string, bytes: Uint8Array<ArrayBuffer>): Promise<Ref> {
    const small = await packed(bytes);
    const head = encoder.encode(`<< ${about}/Length ${small.byteLength} /Filter /FlateDecode >>\nstream\n`);
    return this.#objects.push(joined([head, small, encoder.encode("\nendstream")]));
  }
}

/** Which letters glyphs mean, so that texts can be searched and copied. */
function meaningOf(letters: ReadonlyMap<number, number>): string {
  const lines = [...letters].map(
    ([glyph, code]) => `<${glyph.toString(16).padStart(4, "0")}> <${units(String.fromCodePoint(code))}>`,
  );
  const groups: string[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const some = lines.slice(at, at + 100);
    groups.push(`${some.length} beginbfchar\n${some.join("\n")}\nendbfchar`);
  }
  return [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
    "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ...groups,
    "endcmap CMapName currentdict /CMap defineresource pop end end",
  ].join("\n");
}

function utf16(text: string): string {
  return `feff${units(text)}`;
}

function units(text: string): string {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, "0")).join(
    "",
  );
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
