import { expect } from "vitest";
import { presetNamed } from "../src/model/presets.ts";
import type { Ran } from "./run-smac.ts";

/** What `report --engine-check` must have said: two executions agree; of groups of an interaction there is one. */
export function expectChecked({ code, stderr }: Ran, command: readonly string[]): void {
  const said = `smac ${command.join(" ")}`;
  expect({ code, stderr: code === 0 ? "" : stderr }, said).toEqual({ code: 0, stderr: "" });
  const { unit } = presetNamed(command[command.indexOf("--definition") + 1] ?? "");
  const told =
    unit === "component"
      ? /engine check: nothing was compared: .* one execution, DuckDB SQL\n/
      : /engine check: DuckDB SQL and in-memory sweep agree on all [\d,]+ numbers?\n/;
  expect(stderr, said).toMatch(told);
}
