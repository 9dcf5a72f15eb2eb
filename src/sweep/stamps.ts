/** Tells which of many numbers were seen since it was last cleared; clearing costs nothing. */
export class Stamps {
  private readonly seen: Int32Array;
  private now = 1;

  constructor(size: number) {
    this.seen = new Int32Array(size);
  }

  clear(): void {
    this.now++;
  }

  /** Whether the number is new since the last clearing; it is not any more. */
  isNew(number: number): boolean {
    if (this.seen[number] === this.now) return false;
    this.seen[number] = this.now;
    return true;
  }
}
