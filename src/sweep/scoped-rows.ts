/** Rows of one cluster that count for one number (everything, one product, one label), ordered by day. */
export interface ScopedRows {
  /** Places in the columns; the first `count` are meant. */
  readonly rows: Int32Array;
  readonly count: number;
}

/** A place for the rows of one scope that is used again for the next. */
export class RowBuffer implements ScopedRows {
  rows: Int32Array = new Int32Array(256);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(row: number): void {
    if (this.count === this.rows.length) {
      const wider = new Int32Array(this.rows.length * 2);
      wider.set(this.rows);
      this.rows = wider;
    }
    this.rows[this.count++] = row;
  }

  /** Exactly the rows from `from` to `to`. */
  range(from: number, to: number): void {
    this.clear();
    for (let row = from; row < to; row++) this.add(row);
  }
}
