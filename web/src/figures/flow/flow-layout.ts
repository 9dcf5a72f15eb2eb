import type { Move, PeriodFlow } from "./moves.ts";

/** A stage of the drawing: a bar as high as what came in or went out, whichever is more. */
export interface FlowNode {
  readonly stage: string;
  readonly x: number;
  readonly top: number;
  readonly size: number;
}

/** A ribbon: where its middle line goes, how thick it is, and where its number stands. */
export interface Ribbon {
  readonly move: Move;
  readonly path: string;
  readonly thickness: number;
  readonly labelX: number;
  readonly labelY: number;
  /** The gap between stages its number stands in, from 0 before the first stage. */
  readonly gap: number;
  readonly kind: "in" | "on" | "skip" | "back" | "out";
}

/** The drawing of a period's flow. */
export interface FlowLayout {
  readonly nodes: readonly FlowNode[];
  readonly ribbons: readonly Ribbon[];
}

/** What the drawing has room for. */
export interface FlowRoom {
  /** The middle of the gap before a stage. */
  readonly gapX: (gap: number) => number;
  readonly step: number;
  readonly top: number;
  readonly bottom: number;
}

const bar = 12;
const thickest = 84;

/** Stages from left to right; who came in comes from above, who left goes down. */
export function flowLayout({ moves, stages }: PeriodFlow, room: FlowRoom): FlowLayout {
  const most = Math.max(1, ...stages.map((each) => Math.max(each.entered, each.exited)));
  const thick = (value: number): number => Math.max(2, (value / most) * thickest);
  const middle = (room.top + room.bottom) / 2;
  const place = new Map(stages.map((each, index) => [each.stage, index]));
  const nodes = stages.map((each, index): FlowNode => {
    const size = Math.max(18, thick(Math.max(each.entered, each.exited)));
    return { stage: each.stage, x: room.gapX(index) + room.step / 2, top: middle - size / 2, size };
  });
  const used = { in: new Map<string, number>(), out: new Map<string, number>() };
  const at = (side: "in" | "out", node: FlowNode, width: number): number => {
    const before = used[side].get(node.stage) ?? 0;
    used[side].set(node.stage, before + width);
    return node.top + before + width / 2;
  };
  const order = moves.toSorted((a, b) => rank(a, place) - rank(b, place));
  const ribbons = order.flatMap((move): Ribbon[] => {
    const [from, to] = [nodes[place.get(move.from ?? "") ?? -1], nodes[place.get(move.to ?? "") ?? -1]];
    const thickness = thick(move.moves);
    if (from === undefined && to !== undefined)
      return [coming(move, to, { y: at("in", to, thickness), thickness, room, place })];
    if (to === undefined && from !== undefined)
      return [leaving(move, from, { y: at("out", from, thickness), thickness, room, place })];
    if (from === undefined || to === undefined) return [];
    const [start, end] = [at("out", from, thickness), at("in", to, thickness)];
    return [across(move, [from, to], { start, end, thickness, room, place })];
  });
  return { nodes, ribbons };
}

type Places = ReadonlyMap<string, number>;

function coming(
  move: Move,
  to: FlowNode,
  {
    y,
    thickness,
    room,
    place,
  }: { readonly y: number; readonly thickness: number; readonly room: FlowRoom; readonly place: Places },
): Ribbon {
  const gap = place.get(to.stage) ?? 0;
  const x = room.gapX(gap);
  const end = to.x - bar / 2;
  const path = `M${x},${room.top}C${x},${(room.top + y) / 2} ${(x + end) / 2},${y} ${end},${y}`;
  return { move, path, thickness, labelX: x, labelY: room.top - 8, gap, kind: "in" };
}

function leaving(
  move: Move,
  from: FlowNode,
  {
    y,
    thickness,
    room,
    place,
  }: { readonly y: number; readonly thickness: number; readonly room: FlowRoom; readonly place: Places },
): Ribbon {
  const gap = (place.get(from.stage) ?? 0) + 1;
  const x = room.gapX(gap);
  const start = from.x + bar / 2;
  const path = `M${start},${y}C${(start + x) / 2},${y} ${x},${(y + room.bottom) / 2} ${x},${room.bottom}`;
  return { move, path, thickness, labelX: x, labelY: room.bottom + 16, gap, kind: "out" };
}

function across(
  move: Move,
  [from, to]: readonly [FlowNode, FlowNode],
  {
    start,
    end,
    thickness,
    room,
    place,
  }: {
    readonly start: number;
    readonly end: number;
    readonly thickness: number;
    readonly room: FlowRoom;
    readonly place: Places;
  },
): Ribbon {
  const [a, b] = [place.get(from.stage) ?? 0, place.get(to.stage) ?? 0];
  const forward = b > a;
  const [x0, x1] = [from.x + (forward ? bar / 2 : -bar / 2), to.x + (forward ? -bar / 2 : bar / 2)];
  const kind = !forward ? "back" : b === a + 1 ? "on" : "skip";
  // What skips a stage goes over it, what goes back passes under.
  const bow = kind === "on" ? null : kind === "skip" ? room.top + 22 : room.bottom - 22;
  const third = (x1 - x0) / (kind === "on" ? 2 : 4);
  const path = `M${x0},${start}C${x0 + third},${bow ?? start} ${x1 - third},${bow ?? end} ${x1},${end}`;
  const gap = Math.max(1, Math.round((a + b + 1) / 2));
  const middle = (start + end) / 2;
  return {
    move,
    path,
    thickness,
    labelX: room.gapX(gap),
    labelY: (bow === null ? middle : middle * 0.25 + bow * 0.75) + 4.5,
    gap,
    kind,
  };
}

/** From the top down: who came in, who skips, who goes on, who goes back, who left. */
function rank(move: Move, place: Places): number {
  if (move.from === null) return 0;
  if (move.to === null) return 4;
  const step = (place.get(move.to) ?? 0) - (place.get(move.from) ?? 0);
  if (step < 0) return 3;
  return step === 1 ? 2 : 1;
}
