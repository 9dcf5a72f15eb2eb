import { Readable } from "node:stream";
import { type Project, openProject } from "../../src/project/open-project.ts";

const views = {
  table: async (project: Project) => (await project.clusterTable({})).answer,
  cluster: async (project: Project) => {
    const { list } = (await project.clusters({}, { status: "all" })).answer;
    return (await project.cluster({}, list.clusters[0]?.cluster ?? "")).answer;
  },
  comparison: async (project: Project) => (await project.comparison({}, {})).answer,
  difference: async (project: Project) => (await project.difference({}, { definition: "customers" })).answer,
  picks: async (project: Project) => (await project.picks({})).answer,
  isSettled: (project: Project) => project.isSettled(),
  lastActivity: (project: Project) => project.lastActivity(),
} as const;

/** What the page asks of a project: the table of clusters, one of them, comparisons, choices, and how it stands. */
export const pageViews = Object.keys(views) as (keyof typeof views)[];

/** What the project in a folder answers to them. */
export async function viewsOf(
  cwd: string,
  env: Readonly<Record<string, string>>,
  {
    names = pageViews,
    now = "2026-11-22T12:00:00Z",
  }: { readonly names?: readonly (keyof typeof views)[]; readonly now?: string } = {},
): Promise<Record<string, unknown>> {
  const terminal = { write: () => true, isTTY: false, columns: 80 };
  const effects = {
    now: () => Date.parse(now) * 1000,
    env,
    cwd,
    stdin: Readable.from([]),
    stdout: terminal,
    stderr: terminal,
    signal: new AbortController().signal,
  };
  const project = await openProject(cwd, { effects, note: () => undefined });
  try {
    const found: Record<string, unknown> = {};
    for (const name of names) found[name] = await views[name](project);
    return found;
  } finally {
    await project.close();
  }
}
