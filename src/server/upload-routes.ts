import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { safeEndings } from "../project/upload-name.ts";
import { type Upload, isImporting } from "../project/uploads.ts";
import { type Match, noVersion, versionNamed } from "./if-match.ts";
import { jobAnswer } from "./project-answers.ts";
import { type Reply, type Route, route } from "./route.ts";
import { mappingBody, partBody, uploadAnswer, uploadLookAnswer, uploadsAnswer } from "./upload-answers.ts";
import { uploadJob } from "./upload-job.ts";
import { type Looked, isImportable, lookAnswer } from "./upload-looks.ts";

const tag = "Uploads";
const params = { id: z.string().max(100).openapi({ example: "aB3dE5fG7hI9jK1l" }) };
const scope = "write" as const;
const versioned = false;

/** Files that are sent to be imported: what they hold, what their rows mean, and bringing them into the project. */
export const uploadRoutes: readonly Route[] = [
  route("/uploads", {
    tag,
    says: "The files that were sent and wait to be imported, the latest first, and how much may be sent.",
    scope,
    answer: uploadsAnswer,
    versioned,
    reply: async (_, { project: { uploads } }) => {
      const { bytes, kept, hours } = uploads.limits;
      return { json: { uploads: uploads.list().map(plain), limits: { bytes, kept, hours }, endings: safeEndings } };
    },
  }),
  route("/uploads", {
    method: "post",
    tag,
    says: "Sends a file: its bytes are the body, its name is only shown. It is written down, and nothing is imported yet.",
    scope,
    query: {
      name: z
        .string()
        .min(1)
        .max(500)
        .openapi({ param: { description: "what it is called; its ending tells one kind of text from another" } }),
    },
    takesBytes: true,
    answer: uploadAnswer,
    problems: [409],
    reply: async ({ query, sent, signal }, { project: { uploads } }) => {
      const { bytes: body, length } = sent;
      return { json: plain(await uploads.receive({ name: query.name, body, length, signal })) };
    },
  }),
  route("/uploads/{id}", {
    tag,
    says: "What a file that was sent was recognised as, how its rows would be understood, and what is wrong with them.",
    scope,
    params,
    answer: uploadLookAnswer,
    versioned,
    problems: [404, 413],
    reply: async ({ params: { id }, signal }, { project: { uploads, looks } }) =>
      told(await looks.of(uploads.named(id), signal)),
  }),
  route("/uploads/{id}", {
    method: "put",
    tag,
    says: "Corrects what its rows mean; the answer says how they would be understood then.",
    scope,
    params,
    body: mappingBody,
    answer: uploadLookAnswer,
    problems: [404],
    reply: async ({ params: { id }, body, signal }, { project: { uploads, looks } }) => {
      const upload = uploads.named(id);
      uploads.note(upload, { mapping: body });
      return told(await looks.of(upload, signal));
    },
  }),
  route("/uploads/{id}/part", {
    method: "put",
    tag,
    says: "Chooses the sheet or table that is meant, where a file has several; what its rows mean is guessed anew.",
    scope,
    params,
    body: partBody,
    answer: uploadLookAnswer,
    problems: [404],
    reply: async ({ params: { id }, body, signal }, { project: { uploads, looks } }) => {
      const upload = uploads.named(id);
      const before = uploads.notes(upload);
      uploads.note(upload, { part: body.part, look: null, mapping: null });
      try {
        return told(await looks.of(upload, signal));
      } catch (error) {
        uploads.note(upload, before);
        throw error;
      }
    },
  }),
  route("/uploads/{id}", {
    method: "delete",
    tag,
    says: "Removes a file that was sent and not imported.",
    scope,
    params,
    answer: uploadAnswer,
    problems: [404, 409],
    reply: async ({ params: { id } }, { jobs, project: { uploads } }) => {
      const upload = uploads.named(id);
      if (isImporting(upload)) jobs.mustBeIdle();
      uploads.remove(upload);
      return { json: plain(upload) };
    },
  }),
  route("/uploads/{id}/import", {
    method: "post",
    tag,
    says: "Puts the file into the project's folder imports, its source into smac.yml, and starts to read its rows. If-Match names the version that was looked at.",
    scope,
    params,
    answer: jobAnswer,
    status: 202,
    problems: [404, 409, 412, 413, 428],
    reply: async ({ params: { id }, match, signal }, { project, jobs }) => {
      const { uploads, looks } = project;
      const upload = uploads.named(id);
      jobs.mustBeIdle();
      const looked = await looks.of(upload, signal);
      mustMatch(match, looked);
      mustBeImportable(looked);
      return { json: jobs.start("import", uploadJob(looked, { project, uploads })) };
    },
  }),
];

function plain({ id, name, bytes, received }: Upload) {
  return { id, name, bytes, received };
}

function told(looked: Looked): Reply {
  return { json: lookAnswer(looked), headers: { etag: `"${looked.version}"` } };
}

function mustMatch(match: Match, { version }: Looked): void {
  const named = versionNamed(match);
  if (named === null) throw noVersion();
  if (named === version) return;
  throw new SmacError(
    "USAGE_CHANGED_MEANWHILE",
    "smac.yml or the mapping was changed meanwhile, so nothing was imported",
    {
      hint: "look at the file again: the mapping is held against smac.yml as it is now",
    },
  );
}

function mustBeImportable(looked: Looked): void {
  if (isImportable(looked)) return;
  const [first] = looked.checked.problems;
  if (first !== undefined) throw first;
  throw new SmacError("INPUT_BAD_ROWS", `${looked.checked.badRows.count} rows of the file cannot be read`, {
    hint: "leave them out with bad_rows: skip, or mend them and send the file again",
  });
}
