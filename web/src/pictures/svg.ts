import type { Drawing, Mark, Paint, Step } from "./drawing.ts";

const family = `"Inter Variable", Inter, "Segoe UI", Arial, sans-serif`;

/** A drawing as an SVG document: its texts are texts. */
export function svgOf({ width, height, marks }: Drawing, face = ""): string {
  const clips: string[] = [];
  const body = marks.map((mark) => markText(mark, clips)).join("");
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">`,
    face === "" ? "" : `<style>${face}</style>`,
    clips.length === 0 ? "" : `<defs>${clips.join("")}</defs>`,
    body,
    "</svg>",
  ].join("");
}

function markText(mark: Mark, clips: string[]): string {
  if (mark.kind === "clipped") {
    const { x, y, width, height } = mark.box;
    const id = `clip-${clips.length + 1}`;
    clips.push(
      `<clipPath id="${id}"><rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/></clipPath>`,
    );
    return `<g clip-path="url(#${id})">${mark.marks.map((each) => markText(each, clips)).join("")}</g>`;
  }
  if (mark.kind === "line") {
    const look = `${mark.strong ? ` font-weight="600"` : ""}${mark.slanted ? ` font-style="italic"` : ""}${mark.even ? ` style="font-variant-numeric:tabular-nums"` : ""}`;
    return `<text x="${short(mark.x)}" y="${short(mark.y)}" font-family='${family}' font-size="${short(mark.size)}"${look} textLength="${short(mark.wide)}"${painted("fill", mark.paint)}>${escaped(mark.text)}</text>`;
  }
  const line =
    mark.stroke === null
      ? ""
      : `${painted("stroke", mark.stroke)} stroke-width="${short(mark.width)}" stroke-linejoin="round"`;
  const dashes = mark.dashes.length === 0 ? "" : ` stroke-dasharray="${mark.dashes.join(" ")}"`;
  return `<path d="${mark.steps.map(stepText).join("")}"${mark.fill === null ? ` fill="none"` : painted("fill", mark.fill)}${line}${dashes}/>`;
}

function stepText([sign, ...numbers]: Step): string {
  return `${sign}${numbers.map(short).join(" ")}`;
}

function painted(what: "fill" | "stroke", { red, green, blue, alpha }: Paint): string {
  const parts = [red, green, blue].map((each) => Math.round(each * 255));
  return ` ${what}="rgb(${parts.join(",")})"${alpha < 1 ? ` ${what}-opacity="${short(alpha)}"` : ""}`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

// What no XML may have is left out, whatever a title is made of.
function escaped(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
