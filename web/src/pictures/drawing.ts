/** A colour with how much of it is seen, each part from 0 to 1. */
export interface Paint {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** A step of an outline, in CSS pixels from the upper left. */
export type Step =
  | readonly ["M" | "L", number, number]
  | readonly ["C", number, number, number, number, number, number]
  | readonly ["Z"];

/** An outline that is filled, stroked, or both. */
export interface Outline {
  readonly kind: "outline";
  readonly steps: readonly Step[];
  readonly fill: Paint | null;
  readonly stroke: Paint | null;
  readonly width: number;
  readonly dashes: readonly number[];
}

/** A line of text. */
export interface Line {
  readonly kind: "line";
  readonly text: string;
  readonly x: number;
  /** Of its baseline. */
  readonly y: number;
  /** As wide as it is on the screen. */
  readonly wide: number;
  readonly size: number;
  readonly strong: boolean;
  readonly slanted: boolean;
  /** Whether its digits are equally wide. */
  readonly even: boolean;
  readonly paint: Paint;
}

/** What only shows inside a rectangle. */
export interface Clipped {
  readonly kind: "clipped";
  readonly box: Area;
  readonly marks: readonly Mark[];
}

/** One thing that is drawn. */
export type Mark = Outline | Line | Clipped;

/** A rectangle in CSS pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is on a part of the screen, as it can be drawn anywhere. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** What should not be cut where a page ends. */
  readonly wholes: readonly Area[];
}

/** The steps around a rectangle with round corners. */
export function roundedRect({ x, y, width, height }: Area, radius: number): readonly Step[] {
  const r = Math.max(0, Math.min(radius, width / 2, height / 2));
  const [right, bottom] = [x + width, y + height];
  if (r === 0) return [["M", x, y], ["L", right, y], ["L", right, bottom], ["L", x, bottom], ["Z"]];
  const k = r * 0.5523;
  return [
    ["M", x + r, y],
    ["L", right - r, y],
    ["C", right - r + k, y, right, y + r - k, right, y + r],
    ["L", right, bottom - r],
    ["C", right, bottom - r + k, right - r + k, bottom, right - r, bottom],
    ["L", x + r, bottom],
    ["C", x + r - k, bottom, x, bottom - r + k, x, bottom - r],
    ["L", x, y + r],
    ["C", x, y + r - k, x + r - k, y, x + r, y],
    ["Z"],
  ];
}

/** The steps around a circle. */
export function circle(x: number, y: number, radius: number): readonly Step[] {
  return roundedRect({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }, radius);
}

/** A colour as styles tell it: `rgb(1, 2, 3)`, `rgba(…)`, `color(srgb …)`; null: nothing is seen. */
export function paintOf(text: string, opacity = 1): Paint | null {
  const numbers = [...text.matchAll(/-?[\d.]+(?:e-?\d+)?%?/g)].map(([each]) =>
    each.endsWith("%") ? Number(each.slice(0, -1)) / 100 : Number(each),
  );
  const [red, green, blue, alpha = 1] = numbers;
  if (red === undefined || green === undefined || blue === undefined || !/^(?:rgba?|color)\(/.test(text)) return null;
  const whole = text.startsWith("rgb") ? 255 : 1;
  const seen = alpha * opacity;
  return seen <= 0 ? null : { red: red / whole, green: green / whole, blue: blue / whole, alpha: Math.min(1, seen) };
}

type Point = readonly [number, number];
type Drawn = Exclude<Step, readonly ["Z"]>;

/** How many numbers a sign of a path takes, and the step they make from where the pen is. */
const signs: Readonly<
  Record<string, { readonly size: number; readonly step: (given: readonly number[], from: Point) => Drawn }>
> = {
  M: { size: 2, step: ([x = 0, y = 0]) => ["M", x, y] },
  L: { size: 2, step: ([x = 0, y = 0]) => ["L", x, y] },
  H: { size: 1, step: ([x = 0], [, y]) => ["L", x, y] },
  V: { size: 1, step: ([y = 0], [x]) => ["L", x, y] },
  C: { size: 6, step: ([a = 0, b = 0, c = 0, d = 0, x = 0, y = 0]) => ["C", a, b, c, d, x, y] },
  Q: {
    size: 4,
    step: ([a = 0, b = 0, x = 0, y = 0], [x0, y0]) => {
      const near = (end: number, control: number): number => end + (control - end) * (2 / 3);
      return ["C", near(x0, a), near(y0, b), near(x, a), near(y, b), x, y];
    },
  },
};

/** The steps of an SVG path, in its own pixels; arcs are left out. */
export function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  let at: Point = [0, 0];
  for (const [, sign = "", rest = ""] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const upper = sign.toUpperCase();
    if (upper === "Z") steps.push(["Z"]);
    const known = signs[upper];
    if (known === undefined) continue;
    const numbers = (rest.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    for (let index = 0; index + known.size <= numbers.length; index += known.size) {
      const given = numbers.slice(index, index + known.size);
      const step = known.step(sign === upper ? given : fromHere(given, upper, at), at);
      // Further points after a move are lines.
      steps.push(step[0] === "M" && index > 0 ? ["L", step[1], step[2]] : step);
      at = step[0] === "C" ? [step[5], step[6]] : [step[1], step[2]];
    }
  }
  return steps;
}

function fromHere(given: readonly number[], sign: string, [x, y]: Point): readonly number[] {
  return given.map((each, index) => each + (sign === "V" || index % 2 === 1 ? y : x));
}

/** The same steps elsewhere: each point through a matrix. */
export function movedBy(steps: readonly Step[], { a, b, c, d, e, f }: DOMMatrixReadOnly): readonly Step[] {
  const to = (x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];
  return steps.map((step): Step => {
    if (step[0] === "Z") return step;
    if (step[0] === "C") return ["C", ...to(step[1], step[2]), ...to(step[3], step[4]), ...to(step[5], step[6])];
    return [step[0], ...to(step[1], step[2])];
  });
}
