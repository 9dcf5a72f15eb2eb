/**
 * The seed of all random histories of this run, which the tests' names tell:
 * `SMAC_PROPERTY_SEED`, a number or `random`; by default one and the same, so
 * that a build passes or fails for what was changed in it.
 */
export function propertySeed(): number {
  const said = process.env["SMAC_PROPERTY_SEED"] ?? "31";
  return said === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(said);
}

/** How many histories a property is tried on: as many as it asks for, times `SMAC_PROPERTY_RUNS` (default 1). */
export function propertyRuns(asked: number): number {
  return Math.max(1, Math.round(asked * Number(process.env["SMAC_PROPERTY_RUNS"] ?? 1)));
}
