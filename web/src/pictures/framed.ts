import type { Drawing, Line, Mark, Paint } from "./drawing.ts";
import { movedBy } from "./drawing.ts";

/** The words around a picture, so that it can be read by who has never seen the page. */
export interface FrameWords {
  /** Above it; empty: the picture has its own. */
  readonly title: string;
  /** Under the title. */
  readonly lede: readonly string[];
  /** At the foot: what is counted, how far the data were read, when it was made. */
  readonly foot: readonly string[];
}

const pad = 24;
const ink: Paint = { red: 0.102, green: 0.098, blue: 0.086, alpha: 1 };
const faint: Paint = { red: 0.302, green: 0.29, blue: 0.263, alpha: 1 };
const white: Paint = { red: 1, green: 1, blue: 1, alpha: 1 };

/** A drawing on a white ground with words above and below it. */
export function framed(drawing: Drawing, words: FrameWords): Drawing {
  const width = Math.max(drawing.width, 320) + 2 * pad;
  const room = width - 2 * pad;
  const lines: Line[] = [];
  let y = pad;
  const write = (
    text: string,
    look: { readonly size: number; readonly strong?: boolean; readonly paint: Paint },
  ): void => {
    for (const part of brokenTo(text, room, look)) {
      y += look.size * 1.35;
      lines.push({ kind: "line", x: pad, y, slanted: false, strong: false, even: false, ...look, ...part });
    }
  };
  if (words.title !== "") write(words.title, { size: 22, strong: true, paint: ink });
  for (const each of words.lede) write(each, { size: 14, paint: faint });
  const top = lines.length === 0 ? pad : y + 16;
  y = top + drawing.height + 10;
  for (const each of words.foot) write(each, { size: 12, paint: faint });
  const height = y + pad;
  const at = new DOMMatrix([1, 0, 0, 1, pad, top]);
  const ground: Mark = {
    kind: "outline",
    steps: [["M", 0, 0], ["L", width, 0], ["L", width, height], ["L", 0, height], ["Z"]],
    fill: white,
    stroke: null,
    width: 0,
    dashes: [],
  };
  return {
    width,
    height,
    marks: [ground, ...lines, ...drawing.marks.map((mark) => shifted(mark, at))],
    wholes: [
      ...drawing.wholes.map((area) => ({ ...area, x: area.x + pad, y: area.y + top })),
      { x: 0, y: top + drawing.height, width, height: height - top - drawing.height },
    ],
  };
}

function shifted(mark: Mark, by: DOMMatrix): Mark {
  if (mark.kind === "line") return { ...mark, x: mark.x + by.e, y: mark.y + by.f };
  if (mark.kind === "outline") return { ...mark, steps: movedBy(mark.steps, by) };
  const box = { ...mark.box, x: mark.box.x + by.e, y: mark.box.y + by.f };
  return { kind: "clipped", box, marks: mark.marks.map((each) => shifted(each, by)) };
}

/** A text in lines that are as wide as there is room. */
function brokenTo(
  text: string,
  room: number,
  { size, strong = false }: { readonly size: number; readonly strong?: boolean },
): readonly { readonly text: string; readonly wide: number }[] {
  const pen = document.createElement("canvas").getContext("2d");
  const wideOf = (words: string): number => pen?.measureText(words).width ?? words.length * size * 0.55;
  if (pen !== null) pen.font = `${strong ? 600 : 400} ${size}px "Inter Variable", Inter, Arial, sans-serif`;
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && wideOf(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => ({ text: line, wide: wideOf(line) }));
}
