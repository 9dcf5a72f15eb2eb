import type { Batch, ReadRequest } from "../kit/source.ts";
import type { Json, Row } from "../kit/row.ts";
import { answersFor, listRows } from "./reader.ts";
import type { AjeraReader, KeyedMethod, ListMethod } from "./reader.ts";
import { bundleOf, chargeRows, formerCharges, phaseRow, projectRow, wholeProjects } from "./projects.ts";
import type { ProjectBundle, WholeProject } from "./projects.ts";
import { keysOf, latest, scopeOf } from "./records.ts";

/** The statuses of a project in Ajera. */
export const projectStatuses = [
  "Preliminary",
  "Active",
  "Hold",
  "WorkHold",
  "BillingHold",
  "Closed",
  "Marketing",
] as const;

/** The streams that an answer of GetProjects is taken apart into. */
export type ProjectPart = "projects" | "invoice_groups" | "phases" | "project_clients";

const rowsOf: Readonly<Record<ProjectPart, (bundle: ProjectBundle) => Row[]>> = {
  projects: ({ projects }) => projects.map(projectRow),
  invoice_groups: ({ groups }) => [...groups],
  phases: ({ phases }) => phases.map(phaseRow),
  project_clients: (bundle) => wholeProjects(bundle).flatMap(chargeRows),
};

/** The method that lists projects. */
export function listProjects(reader: AjeraReader): ListMethod {
  return { method: "ListProjects", version: reader.settings.projects_version, key: "Projects" };
}

/** The keys of all projects, or of those that a filter leaves. */
export async function projectKeys(
  reader: AjeraReader,
  filter: { readonly [name: string]: Json } = {},
): Promise<number[]> {
  const args = { FilterByStatus: [...projectStatuses], ...filter };
  return keysOf(await listRows(reader, listProjects(reader), args), "ProjectKey");
}

function getProjects(reader: AjeraReader): KeyedMethod {
  const version = reader.settings.projects_version;
  const where = { argument: "RequestedProjects", rows: "Projects", key: "ProjectKey" };
  return { method: "GetProjects", version, ...where, most: 25, shared: true };
}

/** One of the streams that projects are taken apart into: what is new or changed, or all when it is time for that. */
export async function* readProjects(
  reader: AjeraReader,
  part: ProjectPart,
  request: ReadRequest,
): AsyncGenerator<Batch, void, undefined> {
  const scope = scopeOf(reader, request, true);
  const listed = (): Promise<number[]> => projectKeys(reader, scope.filter);
  const keys = await listed();
  if (scope.isFull) yield { rows: [], pass: "begins" };
  let modified = scope.modified;
  for await (const content of answersFor(reader, getProjects(reader), { keys, listed })) {
    const bundle = bundleOf(content, reader.name);
    modified = latest(latest(modified, bundle.projects), bundle.phases);
    const former = part === "project_clients" && !scope.isFull ? wholeProjects(bundle).flatMap(formerCharges) : [];
    yield { rows: rowsOf[part](bundle), ...(former.length === 0 ? {} : { gone: former }) };
  }
  const cursor = scope.cursor(modified);
  yield { rows: [], ...(scope.isFull ? { pass: "ends" as const } : {}), ...(cursor === null ? {} : { cursor }) };
}

/** Whole projects, by their keys. */
export async function* wholeProjectsOf(
  reader: AjeraReader,
  keys: readonly number[],
): AsyncGenerator<readonly WholeProject[], void, undefined> {
  const listed = (): Promise<number[]> => projectKeys(reader);
  for await (const content of answersFor(reader, getProjects(reader), { keys, listed }))
    yield wholeProjects(bundleOf(content, reader.name));
}
