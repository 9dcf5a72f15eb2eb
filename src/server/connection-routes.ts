import { z } from "@hono/zod-openapi";
import { checkConnection, connectBy } from "../project/connect-form.ts";
import { settingsOf, systems } from "../project/systems.ts";
import { problemAnswer } from "./problem.ts";
import { type Route, route } from "./route.ts";
import type { Caller } from "./who-asks.ts";

const tag = "Connections";
const text = z.string();
const short = z.string().max(200);
/** Long enough for a private key. */
const answer = z.string().max(20_000);

const step = z
  .strictObject({
    step: text,
    stream: text.nullable().openapi({ description: "the stream it is about; null: the connection as a whole" }),
    ok: z.boolean(),
    found: text,
    hint: text.optional(),
  })
  .openapi("CheckStep");

const systemsAnswer = z
  .strictObject({
    systems: z.array(
      z.strictObject({
        type: text,
        title: text,
        settings: z.array(
          z.strictObject({ name: text, about: text, needed: z.boolean(), choices: z.array(text).nullable() }),
        ),
        ways: z.array(
          z.strictObject({
            name: text,
            title: text,
            steps: z.array(text).openapi({ description: "where to find what is asked" }),
            asks: z.array(z.strictObject({ name: text, ask: text, secret: z.boolean(), optional: z.boolean() })),
            in_browser: z.boolean().openapi({ description: "consent is given in the browser: POST /consents" }),
            in_terminal: z.boolean().openapi({ description: "it needs the browser of the one who runs smac connect" }),
          }),
        ),
      }),
    ),
  })
  .openapi("Systems");

const connectBody = z
  .strictObject({
    name: short.openapi({ description: "what it is called in smac.yml" }),
    type: short,
    way: short,
    settings: z.record(short, short),
    answers: z.record(short, answer).openapi({ description: "what the way to sign in asks for" }),
    passphrase: z.string().max(1000).optional().openapi({
      description: "of the project's secrets, where no keychain keeps their key; known until the server ends",
    }),
  })
  .openapi("ConnectRequest");

const connectedAnswer = z
  .strictObject({
    name: text,
    title: text,
    kept: z.boolean().openapi({ description: "false: a step on which all others rest failed, and nothing was kept" }),
    steps: z.array(step),
    without: z.array(text).openapi({ description: "streams that it is connected without" }),
  })
  .openapi("Connected");

const consentAnswer = z
  .strictObject({
    id: text,
    address: text.openapi({ description: "the service's page, to be opened in a browser of this computer" }),
    state: z.enum(["waiting", "done", "failed"]),
    connected: z.union([connectedAnswer, z.null()]),
    problem: z.union([problemAnswer, z.null()]),
  })
  .openapi("Consent");
const consentId = { id: z.string().max(100).openapi({ example: "0b6a1c9e-1c7f-4e43-9a51-2f0d8a4c7b11" }) };
/** The one that smac connect has the services told of, too. */
const usualPort = 8723;
const patience = 5 * 60_000;

/** Whether the browser is on this computer, so that a service can send it back to it. */
function isHere({ tokenNeeded }: Caller): boolean {
  return !tokenNeeded;
}

/** The systems a project can be connected to, and connecting them: what `smac connect` does. */
export const connectionRoutes: readonly Route[] = [
  route("/systems", {
    tag,
    says: "The systems that can be connected, with what each asks for.",
    answer: systemsAnswer,
    versioned: false,
    reply: async ({ caller }) => ({
      json: {
        systems: systems().map((type) => ({
          type: type.type,
          title: type.title,
          settings: settingsOf(type),
          ways: type.signIn.map(({ name, title, steps, asks, consent }) => ({
            name,
            title,
            steps,
            asks: asks.map((one) => ({
              name: one.name,
              ask: one.ask,
              secret: one.secret,
              optional: one.optional === true,
            })),
            in_browser: consent !== undefined && isHere(caller),
            in_terminal: consent !== undefined && !isHere(caller),
          })),
        })),
      },
    }),
  }),
  route("/connections", {
    method: "post",
    tag,
    says: "Connects a system: tries it step by step, then keeps its secrets encrypted and the rest in smac.yml. Where it fails nothing is kept.",
    scope: "admin",
    body: connectBody,
    answer: connectedAnswer,
    secret: true,
    problems: [409],
    reply: async ({ body: { passphrase, ...form }, signal }, { project, jobs }) => {
      jobs.mustBeIdle();
      if (passphrase !== undefined && passphrase !== "") await project.secrets.tried(passphrase);
      const connected = await connectBy(form, project.secrets.connections(signal));
      return { json: connected };
    },
  }),
  route("/consents", {
    method: "post",
    tag,
    says: "Connects a system by consent in the browser: gives the address where it is asked for, and waits five minutes for the service's answer on a port of this computer. Beyond this computer it is refused.",
    scope: "admin",
    body: connectBody
      .extend({
        port: z
          .int()
          .min(0)
          .max(65_535)
          .optional()
          .openapi({
            description: `the port of the redirect address that the service knows (default: ${usualPort}; 0: any)`,
          }),
      })
      .openapi("ConsentRequest"),
    answer: consentAnswer,
    status: 202,
    secret: true,
    problems: [409],
    reply: async ({ body: { passphrase, port = usualPort, ...form }, caller }, { project, jobs }) => {
      jobs.mustBeIdle();
      const { secrets } = project;
      if (passphrase !== undefined && passphrase !== "") await secrets.tried(passphrase);
      return {
        json: await secrets.consents.begin(async (show, signal) =>
          connectBy(form, secrets.connections(signal), isHere(caller) ? { port, patience, show } : undefined),
        ),
      };
    },
  }),
  route("/consents/{id}", {
    tag,
    says: "Whether consent was given, and what came of it.",
    scope: "admin",
    params: consentId,
    answer: consentAnswer,
    versioned: false,
    problems: [404],
    reply: async ({ params: { id } }, { project }) => ({ json: project.secrets.consents.named(id) }),
  }),
  route("/consents/{id}", {
    method: "delete",
    tag,
    says: "Waits no longer for consent; what is connected already stays.",
    scope: "admin",
    params: consentId,
    answer: consentAnswer,
    problems: [404],
    reply: async ({ params: { id } }, { project }) => ({ json: await project.secrets.consents.stop(id) }),
  }),
  route("/connections/{name}/check", {
    method: "post",
    tag,
    says: "Looks whether a connection works, step by step.",
    scope: "write",
    params: { name: z.string().max(200).openapi({ example: "books" }) },
    answer: z.strictObject({ steps: z.array(step) }).openapi("ConnectionCheck"),
    problems: [404],
    reply: async ({ params: { name }, signal }, { project }) => ({
      json: { steps: await checkConnection(name, project.secrets.connections(signal)) },
    }),
  }),
  route("/passphrase", {
    method: "post",
    tag,
    says: "Tells the passphrase of the project's secrets, which this server then knows until it ends.",
    scope: "admin",
    body: z.strictObject({ passphrase: z.string().min(1).max(1000) }).openapi("PassphraseRequest"),
    answer: z.strictObject({ kept: z.literal("until the server ends") }).openapi("Passphrase"),
    secret: true,
    reply: async ({ body }, { project }) => {
      await project.secrets.tried(body.passphrase);
      return { json: { kept: "until the server ends" } };
    },
  }),
];
