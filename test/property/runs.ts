/** The seed of all random histories of this run: `SMAC_PROPERTY_SEED`, or a new one each time, which the tests' names tell. */
export function propertySeed(): number {
  const said = process.env["SMAC_PROPERTY_SEED"];
  return said === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(said);
}

/** How many histories a property is tried on: as many as it asks for, times `SMAC_PROPERTY_RUNS` (default 1). */
export function propertyRuns(asked: number): number {
  return Math.max(1, Math.round(asked * Number(process.env["SMAC_PROPERTY_RUNS"] ?? 1)));
}
