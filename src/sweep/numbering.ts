/** Which sum of the report: its part, cell, product (−1: everything) and status. */
export interface SumKey {
  readonly part: string;
  readonly cell: number;
  readonly product: number;
  readonly status: string;
}

/** The groups of sums of a report by number: the totals, the populations by cell, and the rows by product and cell. */
export class Numbering {
  readonly total = 0;
  readonly totalPopulation = 1;
  readonly left = 2;
  /** Where the population's groups begin, one for each cell. */
  readonly population = 3;
  private readonly cells: number;

  constructor(cells: number) {
    this.cells = cells;
  }

  /** Where the groups of a product's rows begin, one for each cell. */
  row(product: number): number {
    return this.population + (product + 2) * this.cells;
  }

  /** What a status of a group stands for; populations and those who left have none. */
  keyOf(group: number, status: string): SumKey {
    const whole = { cell: 0, product: -1 };
    if (group === this.total) return { part: "total", ...whole, status };
    if (group === this.totalPopulation) return { part: "total_population", ...whole, status: "population" };
    if (group === this.left) return { part: "left", ...whole, status: "left" };
    const place = group - this.population;
    const product = Math.floor(place / this.cells) - 2;
    const cell = place % this.cells;
    return product === -2
      ? { part: "population", cell, product: -1, status: "population" }
      : { part: "row", cell, product, status };
  }
}
