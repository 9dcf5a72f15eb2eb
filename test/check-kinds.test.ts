import { afterEach, expect, test } from "vitest";
import { runSmac } from "./run-smac.ts";
import { projectFolder } from "./store/project-folder.ts";
import type { ProjectFolder } from "./store/project-folder.ts";

// An activity that names its customer need not belong to a department: that is worth a note, not a warning.

const yaml = `
sources:
  visits: { files: visits.csv }
  people: { files: people.csv }
activities:
  use: { from: visits, at: at, clusters: { customer: customer }, member: user }
memberships:
  department: { from: people, member: user, cluster: department }
`;
const visits = ["at,customer,user", "2026-01-05,acme,ann", "2026-01-06,acme,lee", "2026-01-07,,lee", "2026-01-08,,ann"];
const people = ["user,department", "ann,sales"];

let folder: ProjectFolder | null = null;
afterEach(() => folder?.remove());

test("what is said of activities of other kinds", async () => {
  folder = projectFolder(yaml, { "visits.csv": visits, "people.csv": people });
  await runSmac(["import"], { cwd: folder.directory });
  const { stdout } = await runSmac(["check", "--json"], { cwd: folder.directory });
  const told = (JSON.parse(stdout) as { code: string; kind: string; severity: string; title: string }[]).map(
    ({ code, kind, severity, title }) => `${severity} ${code} ${kind}: ${title}`,
  );
  expect(told).toEqual([
    "warning CHECK_UNATTRIBUTED department: 1 activity of no cluster, which count for nobody",
    "note CHECK_OTHER_KIND department: 1 activity of no cluster of this kind, which count for clusters of other kinds alone",
    "warning CHECK_ORPHAN_MEMBERS department: 1 acting member in no membership (1 activity)",
    "warning CHECK_UNATTRIBUTED customer: 2 activities of no cluster, which count for nobody",
  ]);
});
