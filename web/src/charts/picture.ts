/** What stands around a picture of a figure, so that it can be read by who has never seen the page. */
export interface PictureWords {
  readonly title: string;
  /** What is counted, when, and how far the data were read. */
  readonly lines: readonly string[];
}

const copied = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const pad = 24;
const [titleHeight, lineHeight] = [30, 20];
const family = `"Inter Variable", Inter, "Segoe UI", Arial, sans-serif`;

/**
 * A drawn plot as a picture of its own: its words above it, colours as in the light theme, nothing loaded from elsewhere.
 * @param face the rule of the font, with the font in it
 */
export function pictureOf(
  plot: SVGSVGElement,
  words: PictureWords,
  face = "",
): { readonly svg: string; readonly width: number; readonly height: number } {
  const box = plot.getBoundingClientRect();
  const lines = words.lines.flatMap((line) => wrapped(line, Math.floor(box.width / 6.8)));
  const above = pad + titleHeight + lines.length * lineHeight + 12;
  const [width, height] = [Math.ceil(box.width) + 2 * pad, Math.ceil(box.height) + above + pad];
  const inner = inLight(() => selfStyled(plot));
  inner.setAttribute("x", String(pad));
  inner.setAttribute("y", String(above));
  inner.setAttribute("overflow", "visible");
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${face}</style>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${pad}" y="${pad + 18}" font-family='${family}' font-size="20" font-weight="600" fill="#1a1916">${escaped(words.title)}</text>`,
    ...lines.map(
      (line, index) =>
        `<text x="${pad}" y="${pad + titleHeight + 14 + index * lineHeight}" font-family='${family}' font-size="13" fill="#4d4a43">${escaped(line)}</text>`,
    ),
    new XMLSerializer().serializeToString(inner),
    "</svg>",
  ];
  return { svg: svg.join(""), width, height };
}

/** Saves a drawn plot as a file: as it is drawn, or as dots, two for each of the screen. */
export async function savePicture(plot: SVGSVGElement, words: PictureWords, format: "svg" | "png"): Promise<void> {
  const { svg, width, height } = pictureOf(plot, words, await fontFace());
  const drawn = new Blob([svg], { type: "image/svg+xml" });
  const blob = format === "svg" ? drawn : await dotted(drawn, width, height);
  saveFile(blob, words.title, format);
}

/** Saves something as a file that is called after a title. */
export function saveFile(blob: Blob, title: string, ending: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  const name = title
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);
  link.download = `${name || "smac"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The rule of the page's font with its Latin letters in it: a picture loads nothing. Empty where it cannot be read. */
export async function fontFace(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const latin = rules.find(
    (rule) =>
      rule instanceof CSSFontFaceRule && /Inter Variable/.test(rule.cssText) && /U\+0?0?0?0-0?0?FF/i.test(rule.cssText),
  );
  const address = /url\("?([^")]+)"?\)/.exec(latin?.cssText ?? "")?.[1];
  if (address === undefined) return "";
  try {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    return `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(data:font/woff2;base64,${text}) format("woff2")}`;
  } catch {
    return "";
  }
}

/** A picture as dots, two for each of the screen. */
export async function dotted(drawn: Blob, width: number, height: number): Promise<Blob> {
  const address = URL.createObjectURL(drawn);
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * 2, height * 2];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("the picture could not be drawn")) : resolve(blob)));
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Does something while the page has its light colours: within one task, so that the screen never shows it. */
export function inLight<T>(work: () => T): T {
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

function selfStyled(plot: SVGSVGElement): Element {
  const clone = plot.cloneNode(true) as Element;
  const [from, to] = [
    [plot, ...plot.querySelectorAll("*")],
    [clone, ...clone.querySelectorAll("*")],
  ];
  for (const [index, element] of from.entries()) {
    const style = getComputedStyle(element);
    const copy = to[index];
    if (copy === undefined) continue;
    for (const name of copied) copy.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "style", "href", "tabindex", "data-count", "aria-hidden"]) copy.removeAttribute(name);
  }
  return clone;
}

/** A text in lines of so many characters. */
export function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
