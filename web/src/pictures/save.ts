import type { Drawing } from "./drawing.ts";
import { framed, type FrameWords } from "./framed.ts";
import { pdfOf } from "./pdf.ts";
import { dotted, fontFace } from "./raster.ts";
import { saveFile } from "./save-file.ts";
import { seenOf } from "./seen.ts";
import { svgOf } from "./svg.ts";

/** The formats of pictures. */
export type PictureFormat = "png" | "svg" | "pdf";

/** What is saved: a part of the page, what in it stays whole, and the words around it. */
export interface Pictured {
  readonly root: Element;
  readonly wholes?: readonly Element[];
  readonly words: FrameWords;
  /** What the file is called. */
  readonly name: string;
}

/** Saves what is seen of a part of the page as a picture, in the light colours. */
export async function saveSeen({ root, wholes = [], words, name }: Pictured, format: PictureFormat): Promise<void> {
  const drawing = inLight(() => framed(seenOf(root, wholes), words));
  saveFile(await fileOf(drawing, name, format), name, format);
}

async function fileOf(drawing: Drawing, title: string, format: PictureFormat): Promise<Blob> {
  if (format === "pdf")
    return new Blob([await pdfOf(drawing, { title, made: Date.now() })], { type: "application/pdf" });
  const svg = new Blob([svgOf(drawing, await fontFace())], { type: "image/svg+xml" });
  return format === "svg" ? svg : dotted(svg, Math.ceil(drawing.width), Math.ceil(drawing.height));
}

// Within one task, so that the screen never shows it.
function inLight<T>(work: () => T): T {
  const { dataset } = document.documentElement;
  const theme = dataset["theme"];
  dataset["theme"] = "light";
  try {
    return work();
  } finally {
    if (theme === undefined) delete dataset["theme"];
    else dataset["theme"] = theme;
  }
}
