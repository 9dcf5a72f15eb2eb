import { z } from "@hono/zod-openapi";
import {
  type KeptFile,
  type KeptFiles,
  dashboardSchema,
  dashboardsOf,
  noteSchema,
  notesOf,
  segmentSchema,
  segmentsOf,
  targetSchema,
  targetsOf,
} from "../project/kept-files.ts";
import { next } from "./answers.ts";
import { type Match, noVersion, versionNamed } from "./if-match.ts";
import { problemAnswer, problemOf } from "./problem.ts";
import { type Place, type Reply, type Route, route } from "./route.ts";

const params = { name: z.string().max(200).openapi({ example: "monday-review" }) };

/** What people keep in the project as files: choices of clusters, pages of tiles, and what trends show beside their lines. */
export const keptRoutes: readonly Route[] = [
  ...routesOf("Segment", segmentSchema, ({ project }) => segmentsOf(project.folder)),
  ...routesOf("Dashboard", dashboardSchema, ({ project }) => dashboardsOf(project.folder)),
  ...routesOf("Note", noteSchema, ({ project }) => notesOf(project.folder)),
  ...routesOf("Target", targetSchema, ({ project }) => targetsOf(project.folder)),
];

function routesOf<T extends object>(
  title: "Segment" | "Dashboard" | "Note" | "Target",
  schema: z.ZodType<T>,
  files: (place: Place) => KeptFiles<T>,
): readonly Route[] {
  const what = `${title.toLowerCase()}s`;
  const value = schema.openapi(title);
  const tag = `${title}s`;
  const answer = z.strictObject({ name: z.string(), version: z.string(), value }).openapi(`${title}File`);
  const common = { tag, params, answer, versioned: false };
  return [
    route(`/${what}`, {
      tag,
      says: `The ${what} of the project, files in its folder ${what}.`,
      answer: z.strictObject({
        files: z.array(answer),
        unread: z
          .array(z.strictObject({ name: z.string(), problem: problemAnswer }))
          .openapi({ description: "files that are not as they should be" }),
        next,
      }),
      versioned: false,
      list: "files",
      reply: async (_, place) => {
        const { files: all, unread } = files(place).list();
        return { json: { files: all, unread: unread.map((one) => ({ ...one, problem: problemOf(one.problem) })) } };
      },
    }),
    route(`/${what}/{name}`, {
      ...common,
      says: "One of them, with its version as ETag.",
      problems: [404],
      reply: async ({ params: { name } }, place) => told(files(place).read(name)),
    }),
    route(`/${what}/{name}`, {
      ...common,
      method: "put",
      says: "Writes one: a new one with If-None-Match: *, else over the version that If-Match names.",
      scope: "write",
      body: value,
      problems: [404, 412, 428],
      reply: async ({ params: { name }, body, match }, place) => told(files(place).write(name, body, overOf(match))),
    }),
    route(`/${what}/{name}`, {
      ...common,
      method: "delete",
      says: "Deletes the version that If-Match names.",
      scope: "write",
      problems: [404, 412, 428],
      reply: async ({ params: { name }, match }, place) => {
        const over = overOf(match);
        if (over === null) throw noVersion();
        return { json: files(place).remove(name, over) };
      },
    }),
  ];
}

function told<T>(file: KeptFile<T>): Reply {
  return { json: file, headers: { etag: `"${file.version}"` } };
}

/** The version that is written over; null: there must be none. */
function overOf(match: Match): string | null {
  if (match.ifMatch === null && match.ifNoneMatch?.trim() === "*") return null;
  const version = versionNamed(match);
  if (version === null) throw noVersion();
  return version;
}
