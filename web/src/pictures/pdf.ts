import type { Area, Drawing, Line, Mark, Paint, Step } from "./drawing.ts";
import { type Fonts, fontsFor } from "./fonts.ts";
import { PdfFile, type Ref } from "./pdf-file.ts";
import { letterPicture } from "./letter-picture.ts";
import type { Font } from "./truetype.ts";

const [long, short, margin] = [841.89, 595.28, 28];

/** What a PDF says of itself. */
export interface PdfAbout {
  readonly title: string;
  /** In milliseconds. */
  readonly made: number;
}

/** A page of a drawing: from which height, how high. */
interface Part {
  readonly from: number;
  readonly height: number;
}

/**
 * A drawing as a PDF file: vectors and texts that can be searched and copied, on pages of A4, upright where the
 * drawing is narrow. Pages end between things that should stay whole.
 */
export async function pdfOf(drawing: Drawing, about: PdfAbout): Promise<Uint8Array<ArrayBuffer>> {
  const texts = textsOf(drawing.marks);
  const file = new PdfFile();
  const pen = new Pen(file, await fontsFor(texts.join("")));
  await pen.prepare(drawing.marks);
  const wide = drawing.width > 700;
  const [width, height] = wide ? [long, short] : [short, long];
  const scale = Math.min(1, (width - 2 * margin) / drawing.width);
  const parts = partsOf(drawing, (height - 2 * margin) / scale);
  const pages = file.reserve();
  const refs: Ref[] = [];
  for (const part of parts) {
    const content = pen.page(drawing.marks, part, { scale, width, height });
    refs.push(await file.page(pages, { width, height, content, resources: pen.resources }));
  }
  await pen.finish();
  return file.whole(pages, refs, about);
}

/** Where pages begin: as much on each as fits, without cutting what should stay whole. */
function partsOf({ height, wholes }: Drawing, most: number): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  while (from < height - 1) {
    const last = Math.min(height, from + most);
    let end = last;
    for (let moved = true; moved && end < height;) {
      const cut = wholes.find((area) => area.y < end - 0.5 && area.y + area.height > end + 0.5 && area.y > from + 1);
      moved = cut !== undefined;
      if (cut !== undefined) end = cut.y - 4;
    }
    // What is higher than a page is cut after all.
    if (end <= from + 1) end = last;
    parts.push({ from, height: end - from });
    from = end;
  }
  return parts;
}

/** Draws marks in the words of PDF, and keeps which letters and colours they need. */
class Pen {
  readonly resources: Ref;
  readonly #file: PdfFile;
  readonly #fonts: Fonts;
  readonly #used = new Map<Font, { readonly name: string; readonly ref: Ref; readonly letters: Map<number, number> }>();
  readonly #seen = new Map<string, string>();
  readonly #pictures = new Map<
    string,
    { readonly name: string; readonly ref: Ref; readonly width: number; readonly height: number; readonly down: number }
  >();

  constructor(file: PdfFile, fonts: Fonts) {
    this.#file = file;
    this.#fonts = fonts;
    this.resources = file.reserve();
  }

  /** Letters that no font has become pictures, before anything is drawn. */
  async prepare(marks: readonly Mark[]): Promise<void> {
    for (const mark of marks) {
      if (mark.kind === "clipped") await this.prepare(mark.marks);
      if (mark.kind !== "line") continue;
      for (const run of this.#runs(mark)) {
        if (run.font !== null || this.#pictures.has(pictureKey(mark, run.text))) continue;
        const picture = letterPicture(run.text, mark);
        if (picture === null) continue;
        const name = `I${this.#pictures.size + 1}`;
        const ref = await this.#file.picture(picture);
        this.#pictures.set(pictureKey(mark, run.text), { name, ref, ...picture });
      }
    }
  }

  page(
    marks: readonly Mark[],
    part: Part,
    { scale, width, height }: { readonly scale: number; readonly width: number; readonly height: number },
  ): string {
    const left = margin;
    const words = [`q ${num(left)} ${num(margin)} ${num(width - 2 * left)} ${num(height - 2 * margin)} re W n`];
    // Down is down, as on the screen.
    words.push(`${num(scale)} 0 0 ${num(-scale)} ${num(left)} ${num(height - margin + part.from * scale)} cm`);
    const area = { x: -1e6, y: part.from, width: 2e6, height: part.height };
    words.push(`${num(-1e4)} ${num(part.from)} ${num(2e4)} ${num(part.height)} re W n`);
    for (const mark of marks) if (isIn(mark, area)) words.push(this.#mark(mark, area));
    words.push("Q");
    return words.join("\n");
  }

  async finish(): Promise<void> {
    for (const [font, { ref, letters }] of this.#used) await this.#file.font(ref, font, letters);
    const fonts = [...this.#used.values()].map(({ name, ref }) => `/${name} ${ref} 0 R`);
    const states = [...this.#seen].map(([alpha, name]) => `/${name} << /ca ${alpha} /CA ${alpha} >>`);
    const pictures = [...this.#pictures.values()].map(({ name, ref }) => `/${name} ${ref} 0 R`);
    this.#file.set(
      this.resources,
      `<< /Font << ${fonts.join(" ")} >> /ExtGState << ${states.join(" ")} >> /XObject << ${pictures.join(" ")} >> >>`,
    );
  }

  #mark(mark: Mark, area: Area): string {
    if (mark.kind === "clipped") {
      const { x, y, width, height } = mark.box;
      const inside = mark.marks.filter((each) => isIn(each, area)).map((each) => this.#mark(each, area));
      return ["q", `${num(x)} ${num(y)} ${num(width)} ${num(height)} re W n`, ...inside, "Q"].join("\n");
    }
    if (mark.kind === "line") return this.#line(mark);
    const { steps, fill, stroke, width, dashes } = mark;
    const words = ["q"];
    if (fill !== null) words.push(this.#alpha(fill), `${colour(fill)} rg`);
    if (stroke !== null)
      words.push(fill === null ? this.#alpha(stroke) : "", `${colour(stroke)} RG ${num(width)} w 1 j`);
    if (dashes.length > 0) words.push(`[${dashes.map(num).join(" ")}] 0 d`);
    words.push(steps.map(step).join(" "), fill === null ? "S" : stroke === null ? "f" : "B", "Q");
    return words.filter((each) => each !== "").join("\n");
  }

  #line(line: Line): string {
    const runs = this.#runs(line);
    const natural = runs.reduce((sum, run) => sum + run.wide, 0);
    // As wide as on the screen: what its letters take there is spread between them.
    const between = (line.wide - natural) / Math.max(1, [...line.text].length);
    const words = ["q", this.#alpha(line.paint), `${colour(line.paint)} rg`];
    let x = line.x;
    for (const run of runs) {
      const wide = run.wide + between * [...run.text].length;
      if (run.font === null) words.push(this.#picture(line, run.text, { x, wide }));
      else {
        const { name, letters } = this.#fontOf(run.font);
        const codes = [...run.text].map((letter) => {
          const code = letter.codePointAt(0) ?? 0;
          const glyph = run.font?.glyphOf(code) ?? 0;
          letters.set(glyph, code);
          return glyph.toString(16).padStart(4, "0");
        });
        const slant = line.slanted ? line.size * 0.2 : 0;
        words.push(
          `BT /${name} 1 Tf ${num(between / line.size)} Tc ${num(line.size)} 0 ${num(slant)} ${num(-line.size)} ${num(x)} ${num(line.y)} Tm <${codes.join("")}> Tj ET`,
        );
      }
      x += wide;
    }
    words.push("Q");
    return words.filter((each) => each !== "").join("\n");
  }

  /** A line in runs of letters that one font has; null: none has them. */
  #runs(line: Line): readonly { readonly text: string; readonly font: Font | null; readonly wide: number }[] {
    const fonts = line.strong ? this.#fonts.strong : this.#fonts.usual;
    const runs: { text: string; font: Font | null; wide: number }[] = [];
    for (const letter of line.text) {
      const code = letter.codePointAt(0) ?? 0;
      const font = fonts.find((each) => each.glyphOf(code) !== 0) ?? null;
      const wide = font === null ? line.size * 0.62 : (font.widthOf(font.glyphOf(code)) * line.size) / 1000;
      const last = runs.at(-1);
      if (last !== undefined && last.font === font) {
        last.text += letter;
        last.wide += wide;
      } else runs.push({ text: letter, font, wide });
    }
    return runs;
  }

  #picture(line: Line, text: string, { x, wide }: { readonly x: number; readonly wide: number }): string {
    const picture = this.#pictures.get(pictureKey(line, text));
    if (picture === undefined) return "";
    const tall = (wide * picture.height) / picture.width;
    return `q ${num(wide)} 0 0 ${num(-tall)} ${num(x)} ${num(line.y + (tall * picture.down) / picture.height)} cm /${picture.name} Do Q`;
  }

  #fontOf(font: Font): { readonly name: string; readonly ref: Ref; readonly letters: Map<number, number> } {
    const known = this.#used.get(font);
    if (known !== undefined) return known;
    const made = { name: `F${this.#used.size + 1}`, ref: this.#file.reserve(), letters: new Map<number, number>() };
    this.#used.set(font, made);
    return made;
  }

  #alpha({ alpha }: Paint): string {
    if (alpha >= 1) return "";
    const key = alpha.toFixed(3);
    const name = this.#seen.get(key) ?? `G${this.#seen.size + 1}`;
    this.#seen.set(key, name);
    return `/${name} gs`;
  }
}

function pictureKey({ size, strong, paint }: Line, text: string): string {
  return JSON.stringify([text, size, strong, paint]);
}

function textsOf(marks: readonly Mark[]): readonly string[] {
  return marks.flatMap((mark) =>
    mark.kind === "clipped" ? textsOf(mark.marks) : mark.kind === "line" ? [mark.text] : [],
  );
}

/** Whether any of it can be on a part. */
function isIn(mark: Mark, { y, height }: Area): boolean {
  const [top, bottom] = heights(mark);
  return bottom >= y && top <= y + height;
}

function heights(mark: Mark): readonly [number, number] {
  if (mark.kind === "clipped") return [mark.box.y, mark.box.y + mark.box.height];
  if (mark.kind === "line") return [mark.y - mark.size, mark.y + mark.size / 2];
  const all = mark.steps.flatMap((each) => each.slice(1).filter((_, index) => index % 2 === 1) as number[]);
  return [Math.min(...all) - mark.width, Math.max(...all) + mark.width];
}

function step(one: Step): string {
  const [sign, ...numbers] = one;
  if (sign === "Z") return "h";
  return `${numbers.map(num).join(" ")} ${{ M: "m", L: "l", C: "c" }[sign]}`;
}

function colour({ red, green, blue }: Paint): string {
  return [red, green, blue].map((each) => num(each)).join(" ");
}

function num(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
