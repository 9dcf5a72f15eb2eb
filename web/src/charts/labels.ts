/** Where a label would like to be, and where it is put. */
export interface PlacedLabel {
  readonly wanted: number;
  readonly at: number;
}

/**
 * Puts labels one below the other, each as near to its wanted place as the least distance allows, none outside.
 * @example placedLabels([10, 12, 80], { gap: 16, low: 0, high: 100 }).map((each) => each.at) // [3, 19, 80]
 */
export function placedLabels(
  wanted: readonly number[],
  { gap, low, high }: { readonly gap: number; readonly low: number; readonly high: number },
): readonly PlacedLabel[] {
  interface Block {
    readonly members: number[];
    /** The sum of where its first member would like to be, as each member sees it. */
    sum: number;
  }
  const start = (block: Block): number =>
    Math.min(Math.max(block.sum / block.members.length, low), Math.max(low, high - gap * (block.members.length - 1)));
  const blocks: Block[] = [];
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  for (const index of order) {
    blocks.push({ members: [index], sum: wanted[index] ?? 0 });
    for (;;) {
      const [last, before] = [blocks.at(-1), blocks.at(-2)];
      if (last === undefined || before === undefined) break;
      if (start(before) + gap * before.members.length <= start(last)) break;
      const shift = gap * before.members.length;
      before.sum += last.sum - shift * last.members.length;
      before.members.push(...last.members);
      blocks.pop();
    }
  }
  const at: number[] = [];
  for (const block of blocks)
    for (const [step, index] of block.members.entries()) at[index] = start(block) + step * gap;
  return wanted.map((each, index) => ({ wanted: each, at: at[index] ?? each }));
}
