import {
  type Area,
  circle,
  type Drawing,
  type Mark,
  movedBy,
  type Paint,
  paintOf,
  roundedRect,
  type Step,
  stepsOf,
} from "./drawing.ts";

/** The part of a line's height that lies above its baseline, in Inter. */
const ascent = 0.8006;

/** Where things are seen from. */
interface Eye {
  readonly left: number;
  readonly top: number;
  readonly opacity: number;
}

/** What is seen of an element, from its upper left corner, in the colours it has now. */
export function seenOf(root: Element, wholes: readonly Element[] = []): Drawing {
  const box = root.getBoundingClientRect();
  const eye = { left: box.left, top: box.top, opacity: 1 };
  return {
    width: box.width,
    height: box.height,
    marks: root instanceof SVGSVGElement ? plotMarks(root, eye) : elementMarks(root, eye),
    wholes: wholes.map((each) => areaOf(each.getBoundingClientRect(), eye)),
  };
}

function elementMarks(element: Element, eye: Eye): readonly Mark[] {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.hasAttribute("data-tools")) return [];
  // What is only read aloud.
  if (style.clipPath.startsWith("inset(50%")) return [];
  const own: Eye = { ...eye, opacity: eye.opacity * Number(style.opacity) };
  if (element instanceof SVGSVGElement) return plotMarks(element, own);
  const area = areaOf(element.getBoundingClientRect(), own);
  const inside = [...element.childNodes].flatMap((child) => {
    if (child instanceof Element) return elementMarks(child, own);
    return child instanceof Text ? lineMarks(child, style, own) : [];
  });
  const hidden = style.overflowX !== "visible" || style.overflowY !== "visible";
  const content: readonly Mark[] =
    hidden && inside.length > 0 ? [{ kind: "clipped", box: area, marks: inside }] : inside;
  return [...boxMarks(area, style, own), ...pointMarks(element, area, own), ...content];
}

function boxMarks(area: Area, style: CSSStyleDeclaration, { opacity }: Eye): readonly Mark[] {
  const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
  const marks: Mark[] = [];
  const ground = paintOf(style.backgroundColor, opacity);
  if (ground !== null && area.width > 0) marks.push(filled(roundedRect(area, radius), ground));
  if (style.backgroundImage.includes("repeating-linear-gradient")) {
    const ink = paintOf(/(?:rgba?|color)\([^)]*[1-9][^)]*\)/.exec(style.backgroundImage)?.[0] ?? "", opacity);
    if (ink !== null) marks.push({ kind: "clipped", box: area, marks: hatches(area, ink) });
  }
  const sides = (["Top", "Right", "Bottom", "Left"] as const).map((side) => ({
    width: style[`border${side}Style`] === "none" ? 0 : Number.parseFloat(style[`border${side}Width`]) || 0,
    paint: paintOf(style[`border${side}Color`], opacity),
  }));
  const [top, right, bottom, left] = sides;
  if (top === undefined || right === undefined || bottom === undefined || left === undefined) return marks;
  const even = sides.every((each) => each.width === top.width && each.width > 0);
  if (even && top.paint !== null) {
    const half = top.width / 2;
    const edge = { x: area.x + half, y: area.y + half, width: area.width - top.width, height: area.height - top.width };
    marks.push(stroked(roundedRect(edge, radius), top.paint, top.width));
    return marks;
  }
  const { x, y, width, height } = area;
  const lines: readonly (readonly [typeof top, readonly Step[]])[] = [
    [
      top,
      [
        ["M", x, y + top.width / 2],
        ["L", x + width, y + top.width / 2],
      ],
    ],
    [
      bottom,
      [
        ["M", x, y + height - bottom.width / 2],
        ["L", x + width, y + height - bottom.width / 2],
      ],
    ],
    [
      left,
      [
        ["M", x + left.width / 2, y],
        ["L", x + left.width / 2, y + height],
      ],
    ],
    [
      right,
      [
        ["M", x + width - right.width / 2, y],
        ["L", x + width - right.width / 2, y + height],
      ],
    ],
  ];
  for (const [side, steps] of lines)
    if (side.width > 0 && side.paint !== null) marks.push(stroked(steps, side.paint, side.width));
  return marks;
}

/** The sign before a point of a list. */
function pointMarks(element: Element, area: Area, { opacity }: Eye): readonly Mark[] {
  if (!(element instanceof HTMLLIElement)) return [];
  const style = getComputedStyle(element);
  const paint = paintOf(style.color, opacity);
  if (paint === null || style.listStyleType === "none" || style.display !== "list-item") return [];
  const size = Number.parseFloat(style.fontSize);
  const tall = Number.parseFloat(style.lineHeight) || size * 1.43;
  if (style.listStyleType === "disc")
    return [filled(circle(area.x - size * 0.75, area.y + tall / 2, size * 0.18), paint)];
  const place = [...(element.parentElement?.children ?? [])].indexOf(element) + 1;
  const [text, wide] = [`${place}.`, size * (place > 9 ? 1.5 : 0.9)];
  const line = { kind: "line" as const, text, wide, size, strong: false, slanted: false, even: true, paint };
  return [{ ...line, x: area.x - wide - size * 0.4, y: area.y + tall / 2 + size * 0.36 }];
}

/** A text as it is broken into lines. */
function lineMarks(text: Text, style: CSSStyleDeclaration, eye: Eye): readonly Mark[] {
  const paint = paintOf(style.color, eye.opacity);
  if (paint === null || text.data.trim() === "") return [];
  const lines: { text: string; left: number; right: number; top: number; height: number }[] = [];
  const range = document.createRange();
  for (const word of text.data.matchAll(/\S+\s*/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].trimEnd().length);
    // A word that is broken has a rectangle in each line; the letters of it are told apart only then.
    const rects = [...range.getClientRects()].filter((each) => each.width > 0);
    const pieces =
      rects.length > 1 ? lettersOf(text, word.index, word[0]) : rects.map((rect) => ({ rect, text: word[0] }));
    for (const piece of pieces) {
      const last = lines.at(-1);
      const { left, right, top, height } = piece.rect;
      if (last !== undefined && Math.abs(last.top - top) < 2) {
        last.text += piece.text;
        last.right = right;
      } else lines.push({ text: piece.text, left, right, top, height });
    }
  }
  const size = Number.parseFloat(style.fontSize);
  return lines.map((line) => ({
    kind: "line",
    text: line.text.replaceAll(/\s+/g, " ").trimEnd(),
    x: line.left - eye.left,
    y: line.top - eye.top + line.height * ascent,
    wide: line.right - line.left,
    size,
    strong: Number(style.fontWeight) >= 550,
    slanted: style.fontStyle === "italic",
    even: style.fontVariantNumeric.includes("tabular"),
    paint,
  }));
}

function lettersOf(text: Text, from: number, word: string): { readonly rect: DOMRect; readonly text: string }[] {
  const range = document.createRange();
  return [...word].flatMap((letter, index) => {
    range.setStart(text, from + index);
    range.setEnd(text, from + index + 1);
    const rect = range.getClientRects()[0];
    return rect === undefined || rect.width === 0 ? [] : [{ rect, text: letter }];
  });
}

function plotMarks(plot: SVGElement, eye: Eye): readonly Mark[] {
  return [...plot.children].flatMap((child) => (child instanceof SVGElement ? shapeMarks(child, eye) : []));
}

function shapeMarks(shape: SVGElement, eye: Eye): readonly Mark[] {
  const style = getComputedStyle(shape);
  if (/^(?:defs|pattern|linearGradient|title|clipPath)$/.test(shape.tagName)) return [];
  if (style.display === "none" || style.visibility === "hidden") return [];
  const own = { ...eye, opacity: eye.opacity * Number(style.opacity) };
  if (shape instanceof SVGTextElement) return textMarks(shape, own);
  if (!(shape instanceof SVGGeometryElement)) return plotMarks(shape, own);
  const matrix = matrixOf(shape, eye);
  const steps = movedBy(outlineOf(shape), matrix);
  if (steps.length === 0) return [];
  const fill = paintOf(style.fill, own.opacity * Number(style.fillOpacity));
  const stroke = paintOf(style.stroke, own.opacity * Number(style.strokeOpacity));
  const width = (Number.parseFloat(style.strokeWidth) || 0) * Math.hypot(matrix.a, matrix.b);
  const dashes = style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(Number.parseFloat);
  const marks: Mark[] = [];
  const from = /^url\("?#([^")]+)"?\)/.exec(style.fill)?.[1];
  if (from !== undefined) marks.push(...serverMarks(shape, from, own));
  if (fill !== null || (stroke !== null && width > 0))
    marks.push({ kind: "outline", steps, fill, stroke: width > 0 ? stroke : null, width, dashes });
  return marks;
}

function outlineOf(shape: SVGGeometryElement): readonly Step[] {
  const of = (name: string): number => Number(shape.getAttribute(name) ?? 0) || 0;
  if (shape instanceof SVGRectElement) {
    const area = { x: of("x"), y: of("y"), width: of("width"), height: of("height") };
    return area.width > 0 && area.height > 0 ? roundedRect(area, of("rx")) : [];
  }
  if (shape instanceof SVGCircleElement) return circle(of("cx"), of("cy"), of("r"));
  if (shape instanceof SVGLineElement)
    return [
      ["M", of("x1"), of("y1")],
      ["L", of("x2"), of("y2")],
    ];
  return stepsOf(shape.getAttribute("d") ?? "");
}

/** What a pattern or a gradient puts into a shape: its own shapes again and again, or its colours in strips. */
function serverMarks(shape: SVGGeometryElement, id: string, eye: Eye): readonly Mark[] {
  const server = document.getElementById(id);
  const area = areaOf(shape.getBoundingClientRect(), eye);
  if (server instanceof SVGLinearGradientElement)
    return [{ kind: "clipped", box: area, marks: strips(server, area, eye) }];
  if (!(server instanceof SVGPatternElement)) return [];
  const [wide, tall] = [server.width.baseVal.value, server.height.baseVal.value];
  const turn = server.patternTransform.baseVal.consolidate()?.matrix ?? new DOMMatrix();
  // Patterns are turned about the corner of the plot; a square around the shape holds all that can be turned into it.
  const reach = Math.hypot(area.width, area.height) + wide + tall;
  const back = DOMMatrix.fromMatrix(turn).inverse();
  const plot = shape.ownerSVGElement?.getBoundingClientRect();
  const origin = plot === undefined ? { x: 0, y: 0 } : { x: plot.left - eye.left, y: plot.top - eye.top };
  const middle = back.transformPoint(
    new DOMPoint(area.x + area.width / 2 - origin.x, area.y + area.height / 2 - origin.y),
  );
  const marks: Mark[] = [];
  for (let column = Math.floor((middle.x - reach / 2) / wide); column * wide < middle.x + reach / 2; column++)
    for (let row = Math.floor((middle.y - reach / 2) / tall); row * tall < middle.y + reach / 2; row++) {
      const at = DOMMatrix.fromMatrix(turn).translate(column * wide, row * tall);
      const placed = new DOMMatrix([at.a, at.b, at.c, at.d, at.e + origin.x, at.f + origin.y]);
      marks.push(...tileMarks(server, placed, eye));
    }
  return [{ kind: "clipped", box: area, marks }];
}

function tileMarks(pattern: SVGPatternElement, place: DOMMatrix, { opacity }: Eye): readonly Mark[] {
  return [...pattern.querySelectorAll("rect, circle, path, line")].flatMap((shape): Mark[] => {
    if (!(shape instanceof SVGGeometryElement)) return [];
    const style = getComputedStyle(shape);
    const seen = opacity * Number(style.opacity);
    const fill = paintOf(style.fill, seen * Number(style.fillOpacity));
    const stroke = paintOf(style.stroke, seen * Number(style.strokeOpacity));
    const steps = movedBy(outlineOf(shape), place);
    return [{ kind: "outline", steps, fill, stroke, width: Number.parseFloat(style.strokeWidth) || 1, dashes: [] }];
  });
}

function strips(gradient: SVGLinearGradientElement, area: Area, { opacity }: Eye): readonly Mark[] {
  const stops = [...gradient.querySelectorAll("stop")].map((stop) => {
    const style = getComputedStyle(stop);
    return { at: stop.offset.baseVal, paint: paintOf(style.stopColor, opacity * Number(style.stopOpacity)) };
  });
  const [first, last] = [stops[0], stops.at(-1)];
  if (first === undefined || first.paint === null || last === undefined) return [];
  const [paint, end] = [first.paint, last.paint?.alpha ?? 0];
  const many = 24;
  return Array.from({ length: many }, (_, index) => {
    const share = Math.min(1, Math.max(0, ((index + 0.5) / many - first.at) / (last.at - first.at || 1)));
    const alpha = paint.alpha + (end - paint.alpha) * share;
    const y = area.y + (area.height * index) / many;
    return filled(roundedRect({ ...area, y, height: area.height / many + 0.2 }, 0), { ...paint, alpha });
  });
}

function textMarks(text: SVGTextElement, eye: Eye): readonly Mark[] {
  const parts = [text, ...text.querySelectorAll("tspan")];
  const matrix = matrixOf(text, eye);
  return parts.flatMap((part): Mark[] => {
    // The words of a tspan are its own.
    const words = [...part.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])).join("");
    if (words.trim() === "" || part.getNumberOfChars() === 0) return [];
    const style = getComputedStyle(part);
    const paint = paintOf(style.fill, eye.opacity * Number(style.fillOpacity));
    const start = part.getStartPositionOfChar(0);
    const at = new DOMPoint(start.x, start.y).matrixTransform(matrix);
    if (paint === null) return [];
    const length = Math.min(words.length, part.getNumberOfChars());
    return [
      {
        kind: "line",
        text: words.slice(0, length),
        x: at.x,
        y: at.y,
        wide: part.getSubStringLength(0, length),
        size: Number.parseFloat(style.fontSize),
        strong: Number(style.fontWeight) >= 550,
        slanted: false,
        even: style.fontVariantNumeric.includes("tabular"),
        paint,
      },
    ];
  });
}

function matrixOf(shape: SVGGraphicsElement, eye: Eye): DOMMatrix {
  const { a, b, c, d, e, f } = shape.getScreenCTM() ?? new DOMMatrix();
  return new DOMMatrix([a, b, c, d, e - eye.left, f - eye.top]);
}

function areaOf({ left, top, width, height }: DOMRect, eye: Pick<Eye, "left" | "top">): Area {
  return { x: left - eye.left, y: top - eye.top, width, height };
}

function hatches({ x, y, width, height }: Area, paint: Paint): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = -height; at < width; at += 6)
    marks.push(
      stroked(
        [
          ["M", x + at, y + height],
          ["L", x + at + height, y],
        ],
        paint,
        1,
      ),
    );
  return marks;
}

function filled(steps: readonly Step[], fill: Paint): Mark {
  return { kind: "outline", steps, fill, stroke: null, width: 0, dashes: [] };
}

function stroked(steps: readonly Step[], stroke: Paint, width: number): Mark {
  return { kind: "outline", steps, fill: null, stroke, width, dashes: [] };
}
