/** The colours of one thing: its mark, and its name as text. */
export interface Colours {
  readonly mark: string;
  readonly ink: string;
}

const light = ["#b97d0c", "#038871", "#0859ac", "#301c64"];
const lightInk = ["#8a5c00", "#00715e", "#0859ac", "#301c64"];
const dark = ["#b57e4b", "#4cb098", "#71c1f7", "#e0ddff"];
const darkInk = ["#cb945f", "#4cb098", "#71c1f7", "#e0ddff"];

/** The colours of the stage at a place among so many, from 0: the later, the stronger, also in grey. */
export function stageColours(index: number, total: number): Colours {
  if (total > 6) return { mark: "var(--text-2)", ink: "var(--text)" };
  const place = total <= 1 ? 3 : (index / (total - 1)) * 3;
  const pick = (ramp: readonly string[]): string => between(ramp, place);
  return { mark: `light-dark(${pick(light)}, ${pick(dark)})`, ink: `light-dark(${pick(lightInk)}, ${pick(darkInk)})` };
}

/** The colour of the series at a place, from 0; after eight they repeat, which no figure should need. */
export function seriesColours(index: number): Colours {
  return { mark: `var(--series-${(index % 8) + 1})`, ink: "var(--text)" };
}

/** A colour between the anchors of a ramp, mixed in OKLab. */
function between(ramp: readonly string[], place: number): string {
  const low = Math.min(Math.floor(place), ramp.length - 1);
  const [from, to] = [ramp[low] ?? "#000000", ramp[Math.min(low + 1, ramp.length - 1)] ?? "#000000"];
  const share = place - low;
  if (share === 0) return from;
  return `color-mix(in oklab, ${from} ${Math.round((1 - share) * 100)}%, ${to})`;
}
