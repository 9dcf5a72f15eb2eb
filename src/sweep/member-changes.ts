import type { SweepInput } from "./input.ts";

/** On a day the number of a cluster's members changes. */
export interface MemberChange {
  readonly day: number;
  readonly change: number;
}

/** When the number of a cluster's members changes: who belongs at any instant of the window, or acts in it; else who has ever acted. */
export function memberChanges(input: SweepInput, window: number): (cluster: number) => readonly MemberChange[] {
  const { belonging } = input;
  return (cluster) => {
    const acting = actingSpans(input, cluster, belonging === null ? null : window);
    if (belonging === null) return ordered(acting);
    const { offsets, member, fromAt, toAt, fromDay, toDay } = belonging;
    const [from, to] = [offsets[cluster] as number, offsets[cluster + 1] as number];
    const stated = Array.from({ length: to - from }, (_, k): MemberSpan => {
      const row = from + k;
      const begins = fromDay[row] as number;
      const isNone = (fromAt[row] as number) >= (toAt[row] as number);
      return {
        member: member[row] as number,
        from: begins,
        to: isNone ? begins : (toDay[row] as number) - 1 + window,
      };
    });
    return ordered([...acting, ...stated]);
  };
}

interface MemberSpan {
  readonly member: number;
  readonly from: number;
  readonly to: number;
}

function actingSpans(
  { activity: { offsets, day, member } }: SweepInput,
  cluster: number,
  window: number | null,
): readonly MemberSpan[] {
  const spans: MemberSpan[] = [];
  for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
    const who = member?.[row] ?? -1;
    const from = day[row] as number;
    if (who >= 0) spans.push({ member: who, from, to: window === null ? Infinity : from + window });
  }
  return spans;
}

/** The changes of spans in which those of one member count once; what never ends takes nothing away. */
function ordered(spans: readonly MemberSpan[]): readonly MemberChange[] {
  const changes: MemberChange[] = [];
  let [member, end] = [-1, -Infinity];
  const close = (): void => {
    if (Number.isFinite(end)) changes.push({ day: end, change: -1 });
  };
  for (const span of spans.toSorted((a, b) => a.member - b.member || a.from - b.from)) {
    if (span.to <= span.from) continue;
    if (span.member !== member || span.from > end) {
      close();
      changes.push({ day: span.from, change: 1 });
      [member, end] = [span.member, span.to];
    } else end = Math.max(end, span.to);
  }
  close();
  return changes.toSorted((a, b) => a.day - b.day);
}
