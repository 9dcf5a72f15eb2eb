import type { Row } from "../kit/row.ts";
import { isObject } from "./answer.ts";
import type { Content } from "./answer.ts";
import { listIn } from "./calls.ts";
import { dayText, momentText } from "./dates.ts";
import { keyIn } from "./reader.ts";

/** What GetProjects tells, taken apart: the same whether it came nested (version 1) or flat (version 2). */
export interface ProjectBundle {
  readonly projects: readonly Content[];
  readonly groups: readonly Content[];
  readonly phases: readonly Content[];
}

/** One project with what belongs to it. */
export interface WholeProject {
  readonly key: number;
  readonly project: Content;
  readonly groups: readonly Content[];
  readonly phases: readonly Content[];
}

/**
 * The parts of an answer of GetProjects. Invoice groups carry `ProjectKey`,
 * `ClientKey` and `ClientDescription`; phases `ProjectKey`, `ParentKey` and
 * `InvoiceGroupKey`, that of the phase above where they have none of their own.
 */
export function bundleOf(content: Content, name: string): ProjectBundle {
  const about = { name, method: "GetProjects" };
  const projects = listIn(content, "Projects", about);
  const isFlat = "InvoiceGroups" in content || "Phases" in content;
  if (!isFlat) return fromTrees(projects);
  const groups = "InvoiceGroups" in content ? listIn(content, "InvoiceGroups", about) : [];
  const phases = "Phases" in content ? listIn(content, "Phases", about) : [];
  return { projects, groups: groups.map(withClient), phases: withGroups(phases) };
}

/** The projects of a bundle with what belongs to each. */
export function wholeProjects({ projects, groups, phases }: ProjectBundle): WholeProject[] {
  const groupsOf = byProject(groups);
  const phasesOf = byProject(phases);
  return projects.flatMap((project) => {
    const key = keyIn(project, "ProjectKey");
    return key === null ? [] : [{ key, project, groups: groupsOf.get(key) ?? [], phases: phasesOf.get(key) ?? [] }];
  });
}

/** The clients that a project is for, by its invoice groups, ascending. */
export function clientsOf({ groups }: WholeProject): number[] {
  const keys = groups.map((group) => keyIn(group, "ClientKey")).filter((key) => key !== null);
  return [...new Set(keys)].toSorted((a, b) => a - b);
}

/** A row of the stream `projects`. */
export function projectRow(project: Content): Row {
  return { ...without(project, ["InvoiceGroups", "Phases"]), ...datesOf(project) };
}

/** A row of the stream `phases`. */
export function phaseRow(phase: Content): Row {
  return { ...phase, ...datesOf(phase) };
}

/**
 * The rows of the stream `project_clients`: what time can be charged to (the
 * project itself and each of its phases), and for which client, department and
 * company that is. A project with several invoice groups has a row for each.
 */
export function chargeRows({ key, project, groups, phases }: WholeProject): Row[] {
  const company = {
    CompanyKey: project["CompanyKey"] ?? null,
    CompanyDescription: project["CompanyDescription"] ?? null,
  };
  const ofProject = {
    DepartmentKey: project["DepartmentKey"] ?? null,
    DepartmentDescription: project["DepartmentDescription"] ?? null,
  };
  const clients = new Map(groups.map((group) => [keyIn(group, "InvoiceGroupKey"), group]));
  const row = (charged: number, phase: Content | null, group: Content | null): Row => ({
    RowKey: `${charged}/${(group === null ? null : keyIn(group, "InvoiceGroupKey")) ?? "-"}`,
    ChargedKey: charged,
    ProjectKey: key,
    PhaseKey: phase?.["PhaseKey"] ?? null,
    InvoiceGroupKey: group?.["InvoiceGroupKey"] ?? null,
    ClientKey: group?.["ClientKey"] ?? null,
    ClientDescription: group?.["ClientDescription"] ?? null,
    ...(phase !== null && keyIn(phase, "DepartmentKey") !== null
      ? { DepartmentKey: phase["DepartmentKey"] ?? null, DepartmentDescription: phase["DepartmentDescription"] ?? null }
      : ofProject),
    ...company,
  });
  const ownGroups = groups.length > 0 ? groups : [null];
  const ofPhases = phases.flatMap((phase) => {
    const phaseKey = keyIn(phase, "PhaseKey");
    // Where both count from one, a phase must not be taken for a project.
    if (phaseKey === null || phaseKey === key) return [];
    const group = clients.get(keyIn(phase, "InvoiceGroupKey"));
    const groupsOfPhase = group === undefined ? ownGroups : [group];
    return groupsOfPhase.map((one) => row(phaseKey, phase, one));
  });
  return [...ownGroups.map((group) => row(key, null, group)), ...ofPhases];
}

/** The keys that {@link chargeRows} would give for other groups of the same project: where a phase was before it moved. */
export function formerCharges(whole: WholeProject): Row[] {
  const { key, groups, phases } = whole;
  const standing = new Set(chargeRows(whole).map((row) => row["RowKey"]));
  const charged = [key, ...phases.map((phase) => keyIn(phase, "PhaseKey")).filter((one) => one !== null)];
  const groupKeys = [...groups.map((group) => keyIn(group, "InvoiceGroupKey")).filter((one) => one !== null), "-"];
  const all = new Set(charged.flatMap((one) => groupKeys.map((group) => `${one}/${group}`)));
  return [...all].filter((RowKey) => !standing.has(RowKey)).map((RowKey) => ({ RowKey }));
}

function fromTrees(projects: readonly Content[]): ProjectBundle {
  const groups: Content[] = [];
  const phases: Content[] = [];
  for (const project of projects) {
    const ProjectKey = project["ProjectKey"] ?? null;
    const take = (
      list: readonly Content[],
      above: { readonly ParentKey: Content[string]; readonly InvoiceGroupKey: Content[string] },
    ): void => {
      for (const phase of list) {
        phases.push({ ...without(phase, ["Phases"]), ProjectKey, ...above });
        take(childrenOf(phase, "Phases"), { ...above, ParentKey: phase["PhaseKey"] ?? null });
      }
    };
    for (const group of childrenOf(project, "InvoiceGroups")) {
      groups.push(withClient({ ...without(group, ["Phases"]), ProjectKey }));
      take(childrenOf(group, "Phases"), { ParentKey: ProjectKey, InvoiceGroupKey: group["InvoiceGroupKey"] ?? null });
    }
    take(childrenOf(project, "Phases"), { ParentKey: ProjectKey, InvoiceGroupKey: null });
  }
  return { projects, groups, phases };
}

function withClient(group: Content): Content {
  const { Client: client, ...rest } = group;
  if (!isObject(client)) return group;
  return { ...rest, ClientKey: client["ClientKey"] ?? null, ClientDescription: client["Description"] ?? null };
}

function withGroups(phases: readonly Content[]): Content[] {
  const byKey = new Map(phases.map((phase) => [keyIn(phase, "PhaseKey"), phase]));
  const groupOf = (phase: Content, depth: number): Content[string] => {
    if (keyIn(phase, "InvoiceGroupKey") !== null) return phase["InvoiceGroupKey"] ?? null;
    const above = byKey.get(keyIn(phase, "ParentKey"));
    return above === undefined || depth > 20 ? null : groupOf(above, depth + 1);
  };
  return phases.map((phase) => ({ ...phase, InvoiceGroupKey: groupOf(phase, 0) }));
}

function byProject(rows: readonly Content[]): Map<number, Content[]> {
  const map = new Map<number, Content[]>();
  for (const row of rows) {
    const key = keyIn(row, "ProjectKey");
    if (key === null) continue;
    const own = map.get(key);
    if (own === undefined) map.set(key, [row]);
    else own.push(row);
  }
  return map;
}

/** What is below a part of a tree: a list, a single one, or nothing. */
function childrenOf(row: Content, name: string): Content[] {
  const list = row[name];
  if (isObject(list)) return [list];
  return Array.isArray(list) ? list.filter((one) => isObject(one)) : [];
}

function without(row: Content, names: readonly string[]): Content {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

function datesOf(row: Content): Row {
  return {
    modified: momentText(row["LastModifiedDate"]),
    started: dayText(row["ActualStartDate"]),
    completed: dayText(row["ActualCompletionDate"]),
  };
}
