/** A font: its file, and what is known of its letters. */
export interface Font {
  readonly file: Uint8Array<ArrayBuffer>;
  /** The letter's number in the font; 0: it has none. */
  readonly glyphOf: (code: number) => number;
  /** How wide a letter is, in thousandths of the size. */
  readonly widthOf: (glyph: number) => number;
  /** In thousandths of the size. */
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly number[];
}

interface Table {
  readonly tag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The TrueType font in a WOFF file (version 1). */
export async function fontOf(woff: ArrayBuffer): Promise<Font> {
  const view = new DataView(woff);
  if (view.getUint32(0) !== 0x774f4646) throw new Error("this is no WOFF font");
  const tables: Table[] = [];
  for (let index = 0; index < view.getUint16(12); index++) {
    const at = 44 + index * 20;
    const tag = String.fromCharCode(...new Uint8Array(woff, at, 4));
    const [offset, packed, length] = [4, 8, 12].map((place) => view.getUint32(at + place));
    const bytes = new Uint8Array(woff, offset, packed);
    tables.push({ tag, bytes: packed === length ? bytes : await unpacked(bytes) });
  }
  const dataOf = (tag: string): DataView => {
    const found = tables.find((table) => table.tag === tag);
    if (found === undefined) throw new Error(`the font has no ${tag}`);
    return new DataView(found.bytes.buffer, found.bytes.byteOffset, found.bytes.byteLength);
  };
  const [head, hhea, hmtx] = [dataOf("head"), dataOf("hhea"), dataOf("hmtx")];
  const unit = 1000 / head.getUint16(18);
  const wide = hhea.getUint16(34);
  const letters = lettersOf(dataOf("cmap"));
  return {
    file: fileOf(tables),
    glyphOf: (code) => letters.get(code) ?? 0,
    widthOf: (glyph) => hmtx.getUint16(Math.min(glyph, wide - 1) * 4) * unit,
    ascent: hhea.getInt16(4) * unit,
    descent: hhea.getInt16(6) * unit,
    box: [36, 38, 40, 42].map((at) => Math.round(head.getInt16(at) * unit)),
  };
}

/** Bytes packed as zlib packs them. */
export async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new CompressionStream("deflate"));
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new DecompressionStream("deflate"));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  by: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(by)).arrayBuffer());
}

/** The letters of a font by their code, from the table that has the most of them. */
function lettersOf(cmap: DataView): ReadonlyMap<number, number> {
  const letters = new Map<number, number>();
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const at = cmap.getUint32(4 + index * 8 + 4);
    const format = cmap.getUint16(at);
    if (format === 4) readSegments(cmap, at, letters);
    if (format === 12) readGroups(cmap, at, letters);
  }
  return letters;
}

function readSegments(cmap: DataView, at: number, letters: Map<number, number>): void {
  const size = cmap.getUint16(at + 6);
  const [ends, starts] = [at + 14, at + 16 + size];
  for (let place = 0; place < size; place += 2) {
    const [end, start] = [cmap.getUint16(ends + place), cmap.getUint16(starts + place)];
    const delta = cmap.getInt16(starts + size + place);
    const rangeAt = starts + 2 * size + place;
    const range = cmap.getUint16(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const found = range === 0 ? code : cmap.getUint16(rangeAt + range + (code - start) * 2);
      const glyph = range !== 0 && found === 0 ? 0 : (found + delta) & 0xffff;
      if (glyph !== 0) letters.set(code, glyph);
    }
  }
}

function readGroups(cmap: DataView, at: number, letters: Map<number, number>): void {
  for (let index = 0; index < cmap.getUint32(at + 12); index++) {
    const [start = 0, end = 0, first = 0] = [0, 4, 8].map((place) => cmap.getUint32(at + 16 + index * 12 + place));
    for (let code = start; code <= end; code++) letters.set(code, first + code - start);
  }
}

/** The tables as one TrueType file. */
function fileOf(tables: readonly Table[]): Uint8Array<ArrayBuffer> {
  const sizes = tables.map(({ bytes }) => Math.ceil(bytes.byteLength / 4) * 4);
  const file = new Uint8Array(12 + tables.length * 16 + sizes.reduce((sum, each) => sum + each, 0));
  const view = new DataView(file.buffer);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  view.setUint32(0, 0x00010000);
  [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16].forEach((value, index) =>
    view.setUint16(4 + index * 2, value),
  );
  let offset = 12 + tables.length * 16;
  for (const [index, { tag, bytes }] of tables.entries()) {
    const at = 12 + index * 16;
    file.set(
      [...tag].map((letter) => letter.charCodeAt(0)),
      at,
    );
    file.set(bytes, offset);
    view.setUint32(at + 4, sumOf(view, offset, sizes[index] ?? 0));
    view.setUint32(at + 8, offset);
    view.setUint32(at + 12, bytes.byteLength);
    offset += sizes[index] ?? 0;
  }
  return file;
}

function sumOf(view: DataView, from: number, length: number): number {
  let sum = 0;
  for (let at = from; at < from + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}
