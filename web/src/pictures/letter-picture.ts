import type { Line } from "./drawing.ts";

const sharp = 4;

/** Letters that no font of the file has, drawn by the browser. */
export interface LetterPicture {
  readonly width: number;
  readonly height: number;
  /** How far the picture reaches below the baseline, in its own dots. */
  readonly down: number;
  readonly colours: Uint8Array<ArrayBuffer>;
  readonly mask: Uint8Array<ArrayBuffer>;
}

/** Draws letters as dots; null: they cannot be drawn here. */
export function letterPicture(text: string, { size, strong, paint }: Line): LetterPicture | null {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) return null;
  const font = `${strong ? 600 : 400} ${size * sharp}px "Inter Variable", ui-sans-serif, system-ui, sans-serif`;
  pen.font = font;
  canvas.width = Math.max(1, Math.ceil(pen.measureText(text).width));
  canvas.height = Math.ceil(size * sharp * 1.4);
  const down = Math.ceil(size * sharp * 0.35);
  pen.font = font;
  pen.fillText(text, 0, canvas.height - down);
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const [colours, mask] = [new Uint8Array(width * height * 3), new Uint8Array(width * height)];
  for (let dot = 0; dot < width * height; dot++) {
    colours.set([paint.red * 255, paint.green * 255, paint.blue * 255], dot * 3);
    mask[dot] = data[dot * 4 + 3] ?? 0;
  }
  return { width, height, down, colours, mask };
}
