import type { AnswerOf } from "../../api/ask.ts";
import type { Project, Status } from "../../api/schema.ts";
import { dayOf, localDay } from "../../calendar/days.ts";
import { daysText } from "../../words/dates.ts";

type Sources = AnswerOf<"/api/v1/sources">;

/** A source of rows: files, or a connected system, with how it stands. */
export interface Known {
  readonly name: string;
  readonly kind: "files" | "system";
  /** What it is: “files”, or the system's name. */
  readonly type: string;
  readonly through: string | null;
  /** When rows last came; null: never. */
  readonly last: string | null;
  readonly rows: number;
  readonly rejected: number;
  readonly forgotten: number;
  readonly missing: readonly string[];
  readonly files: readonly string[];
  readonly streams: Status["connections"][number]["streams"];
  readonly budget: Status["connections"][number]["budget"];
  /** The first thing that went wrong; null: nothing did. */
  readonly error: { readonly code: string; readonly message: string; readonly at: string | null } | null;
}

/** All sources of a project, those of files first. */
export function knownSources({ files, connections }: Sources, status: Status): readonly Known[] {
  return [
    ...files.map((each): Known => {
      const found = status.sources.find((one) => one.source === each.name);
      return {
        name: each.name,
        kind: "files",
        type: "files",
        through: found?.through ?? each.through,
        last: found?.last_load?.finished ?? null,
        rows: found?.rows ?? 0,
        rejected: found?.rejected ?? 0,
        forgotten: found?.forgotten ?? 0,
        missing: found?.missing ?? [],
        files: each.files,
        streams: [],
        budget: null,
        error: null,
      };
    }),
    ...connections.map((each): Known => {
      const found = status.connections.find((one) => one.connection === each.name);
      const streams = found?.streams ?? [];
      const sum = (of: "rows" | "rejected" | "forgotten"): number => streams.reduce((all, one) => all + one[of], 0);
      return {
        name: each.name,
        kind: "system",
        type: each.title,
        through: found?.through ?? null,
        last: latest(streams.map((one) => one.changed)),
        rows: sum("rows"),
        rejected: sum("rejected"),
        forgotten: sum("forgotten"),
        missing: [],
        files: [],
        streams,
        budget: found?.budget ?? null,
        error: streams.find((one) => one.error !== null)?.error ?? null,
      };
    }),
  ];
}

/** How a source stands: fine, late, broken, or never read. */
export type Standing = "fine" | "late" | "error" | "empty";

/** How a source stands, and that in words. */
export function standingOf(source: Known, project: Project | null): { readonly is: Standing; readonly words: string } {
  if (source.error !== null) return { is: "error", words: source.error.message };
  if (source.last === null && source.rows === 0) return { is: "empty", words: "not read yet" };
  if (source.missing.length > 0)
    return { is: "late", words: `${source.missing.length} of its files not there any more; their rows still count` };
  const unread = source.streams.filter((each) => each.rows === 0 && each.through === null && each.changed === null);
  if (unread.length > 0)
    return { is: "late", words: `${unread.length} of its ${source.streams.length} streams not read yet` };
  const behind = behindOf(source, project);
  if (behind > 1) return { is: "late", words: `${daysText(behind)} behind` };
  return { is: "fine", words: "up to date" };
}

function behindOf({ through }: Known, project: Project | null): number {
  if (through === null || project === null) return 0;
  const today = dayOf(project.today) ?? 0;
  return today - localDay(Date.parse(through) + 1000, project.timezone);
}

function latest(instants: readonly (string | null)[]): string | null {
  return instants.reduce((last, each) => (each !== null && (last === null || each > last) ? each : last), null);
}
