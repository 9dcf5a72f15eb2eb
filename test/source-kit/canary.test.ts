import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import { httpClient } from "../../src/sources/kit/client.ts";
import type { HttpPolicy, HttpRequest } from "../../src/sources/kit/http.ts";
import { requestToken } from "../../src/sources/kit/oauth.ts";
import { HIDDEN, addressSecrets, redactor } from "../../src/sources/kit/redact.ts";
import { serve } from "../../src/stand-ins/serve.ts";
import type { Asked, Reply, Served } from "../../src/stand-ins/serve.ts";
import { quickWorld } from "./quick-world.ts";

// Secrets of every make, put in every place, echoed in every way: none may be shown.
const SECRETS = [
  "canary-T0ken.of_3~months",
  `p@ss w/rd+100%&=?#"'<>\\;`,
  "Pässwörd-🐤-日本語",
  "00Dxx0000001gPL!AR8AQJXg5oJ8jXSgxJfA0lBog",
  "a+b/c=d+e/f==aGVsbG8=",
  "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----",
];

// What a server, a proxy or a library may make of a text. Written with other means than the redactor.
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "in capitals": (secret) => secret.toUpperCase(),
  "percent-encoded": (secret) => encodeURIComponent(secret),
  "percent-encoded in small letters": (secret) =>
    encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  "percent-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "percent-encoded in full": (secret) => [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join(""),
  "as a form": (secret) => new URLSearchParams({ s: secret }).toString().slice(2),
  "in an address": (secret) => new URL(`http://x/?${secret}`).href.slice(10),
  "in JSON": (secret) => JSON.stringify(secret).slice(1, -1),
  "in JSON in JSON": (secret) => JSON.stringify(JSON.stringify(secret)),
  "in JSON of ASCII": (secret) =>
    secret.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "in HTML": (secret) =>
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  "in HTML by number": (secret) => [...secret].map((char) => `&#${char.codePointAt(0)};`).join(""),
  "in base64": (secret) => Buffer.from(secret).toString("base64"),
  "in base64 for addresses": (secret) => Buffer.from(secret).toString("base64url"),
  "in base64 behind a name": (secret) => Buffer.from(`me:${secret}`).toString("base64"),
  "in base64 between others": (secret) => Buffer.from(`{"k":"${secret}","x":1}`).toString("base64"),
  "in base64, percent-encoded": (secret) => encodeURIComponent(Buffer.from(`u:${secret}`).toString("base64")),
  "in hexadecimal": (secret) => Buffer.from(secret).toString("hex"),
};

let server: Served;
let reply: (asked: Asked) => Reply = () => ({ json: null });

beforeAll(async () => {
  server = await serve((asked) => reply(asked));
});
afterAll(() => server.close());

describe("a text without secrets", () => {
  for (const [form, spell] of Object.entries(FORMS)) {
    test(form, () => {
      for (const secret of SECRETS) {
        const shown = redactor(() => SECRETS)(`before ${spell(secret)} after`);
        expect(traces(shown), shown).toEqual([]);
        expect(shown).toMatch(/^before .*after$/s);
        expect(shown).toContain(HIDDEN);
      }
    });
  }

  test("a secret that is cut off, a short one, one inside another, and no others", () => {
    const hide = redactor(() => ["abc", "canary-token", "canary-token-of-march", " padded-one\n"]);
    expect(hide("it ends with canary-tok")).toBe(`it ends with ${HIDDEN}`);
    expect(hide("abc or abcd, xabc, ABC.")).toBe(`${HIDDEN} or abcd, xabc, ${HIDDEN}.`);
    expect(hide("canary-token-of-march")).toBe(HIDDEN);
    expect(hide("padded-one")).toBe(HIDDEN);
    expect(hide("canary, token, can")).toBe("canary, token, can");
    expect(redactor(() => ["", " "])("plain text")).toBe("plain text");
  });

  test("secrets and texts that are made to take long take no time", () => {
    const slash = "\\";
    const hide = redactor(() => [
      `${slash.repeat(40)}a`,
      "%5c".repeat(8),
      `${slash}u005c`.repeat(20),
      `${slash}"`.repeat(20),
    ]);
    const texts = [slash, "%255c", `${slash}u005c`, `${slash.repeat(4)}"`, "%25", "&#92;", "%", "&"];
    const begun = process.cpuUsage();
    for (const text of texts) expect(hide(`${text.repeat(Math.ceil(20_000 / text.length))} !`)).toMatch(/ !$/);
    expect(process.cpuUsage(begun).user / 1000, "milliseconds").toBeLessThan(10_000);
    expect(hide(`x${slash.repeat(80)}a`)).toBe(`x${HIDDEN}`);
    expect(hide(`${slash}u005c`.repeat(20))).toBe(HIDDEN);
  });

  test("secrets that are only known later are hidden too", () => {
    const tokens: string[] = [];
    const hide = redactor(() => tokens);
    expect(hide("first-token")).toBe("first-token");
    tokens.push("first-token");
    expect(hide("first-token")).toBe(HIDDEN);
  });

  test("an address gives itself away by its path and query, not by its host", () => {
    const address = "https://firm.example/V012345/Api.ashx?eyJDbGllbnRJRCI6MX0=";
    const hide = redactor(() => addressSecrets(address));
    expect(hide(`GET ${address}: refused`)).toBe(`GET ${HIDDEN}: refused`);
    expect(hide("POST /V012345/Api.ashx?eyJDbGllbnRJRCI6MX0%3D on firm.example")).toBe(
      `POST ${HIDDEN} on firm.example`,
    );
    expect(hide("eyJDbGllbnRJRCI6MX0=")).toBe(HIDDEN);
  });
});

// Where a service may repeat what it was sent.
const ECHOES: Readonly<Record<string, (text: string) => Reply>> = {
  "a text in a success": (text) => ({ text }),
  "a broken JSON": (text) => ({ text: `{"said":"${text}` }),
  "the title of a page": (text) => ({ text: `<html><title>${text}</title>`, headers: { "content-type": "text/html" } }),
  "an error in JSON": (text) => ({ status: 400, json: { error: text, error_description: text } }),
  "an error in text": (text) => ({ status: 418, text }),
  "a busy answer": (text) => ({ status: 429, text }),
  "a refused sign-in": (text) => ({ status: 401, text }),
  "a redirect to a path": (text) => ({ status: 302, headers: { location: `/again?${encodeURIComponent(text)}` } }),
  "a redirect to a host": (text) => ({
    status: 302,
    headers: {
      location: `https://${/^[\w-]{1,63}$/.test(text) ? text : "elsewhere"}.example/${encodeURIComponent(text)}`,
    },
  }),
  "a content type": (text) => ({ text: "x", headers: { "content-type": `text/${encodeURIComponent(text)}` } }),
};

describe("nothing that a person sees holds a secret", () => {
  for (const [m, [place, echo]] of Object.entries(ECHOES).entries()) {
    test(`which the service repeats in ${place}`, async () => {
      for (const [n, spell] of Object.values(FORMS).entries()) {
        const secret = SECRETS[(m + n) % SECRETS.length] ?? "";
        reply = () => echo(spell(secret));
        const shown = await everythingShown(secret);
        expect(traces(shown), shown).toEqual([]);
      }
    });
  }

  test("which is in a call that gets no answer, or cannot be sent", async () => {
    reply = () => ({ json: 1 });
    server.have({ what: "reset", times: 1_000_000 });
    for (const secret of SECRETS) expect(traces(await everythingShown(secret))).toEqual([]);
    server.heal();
    for (const url of ["not an address", "http://service.example/", "https://me:SECRET@service.example/"]) {
      for (const secret of SECRETS) {
        const address = url.replace("SECRET", encodeURIComponent(secret));
        expect(traces(await everythingShown(secret, address))).toEqual([]);
      }
    }
  });

  test("which the sign-in itself repeats", async () => {
    for (const secret of SECRETS) {
      for (const spell of Object.values(FORMS)) {
        reply = () => ({ status: 400, json: { error: "invalid_grant", error_description: `no ${spell(secret)}` } });
        const world = quickWorld();
        const form = { grant_type: "refresh_token", client_id: "me", refresh_token: secret };
        const asked = { name: "books", url: `${server.url}/token`, form, hints: {} };
        const error = await requestToken(asked, world).catch((refused: unknown) => refused);
        expect(error).toMatchObject({ code: "SOURCE_SIGN_IN" });
        expect(traces(inspect(error, { depth: 9, showHidden: true }))).toEqual([]);
      }
    }
  });
});

// Calls with the secret in header, address, query and body, by a policy that repeats what the service says.
async function everythingShown(secret: string, url = `${server.url}/${encodeURIComponent(secret)}`): Promise<string> {
  const world = quickWorld();
  const policy: HttpPolicy = {
    name: "books",
    signIn: async () => ({ authorization: `Basic ${Buffer.from(`me:${secret}`).toString("base64")}` }),
    verdict: (answer, { label }) => {
      const text = `books: ${label}: ${answer.text}`;
      const error = new SmacError("SOURCE_SIGN_IN", text, { hint: text, cause: new Error(text) });
      if (answer.status === 401) return { is: "sign-in", error };
      if (answer.status === 429) return { is: "again", why: answer.text };
      return answer.status === 200 ? { is: "done" } : { is: "failed", error };
    },
    limits: { perMinute: 1e9, atOnce: 4, tries: 2, timeout: 5000, largest: 1e6 },
    secrets: () => SECRETS,
  };
  const client = httpClient(policy, world);
  const header = { "x-secret": encodeURIComponent(secret) };
  const requests: HttpRequest[] = [
    { url, label: "rows", query: { secret }, headers: header },
    { url, label: "rows", method: "POST", body: { form: { secret } }, signedIn: false },
    { url, label: "rows", method: "POST", body: { json: { secret } }, headers: { "x-raw": `${secret}\n` } },
  ];
  const came = await Promise.all(requests.map((request) => client.send(request).catch((error: unknown) => error)));
  const errors = came.filter((each) => each instanceof Error);
  expect(errors.every((error) => error instanceof SmacError)).toBe(true);
  return `${inspect(errors, { depth: 9, showHidden: true })}\n${JSON.stringify(world.calls)}`;
}

// The forms of secrets of which a text holds eight letters in a row, or, of long ones, somewhat more.
function traces(text: string): string[] {
  const small = text.toLowerCase();
  return PIECES.filter(({ pieces }) => pieces.some((piece) => small.includes(piece))).map(({ name }) => name);
}

const PIECES = Object.entries(FORMS).flatMap(([form, spell]) =>
  SECRETS.map((secret) => {
    const spelled = spell(secret).toLowerCase();
    const size = Math.max(8, Math.ceil(spelled.length / 8));
    const starts = Array.from({ length: Math.floor(spelled.length / size) }, (_, i) => i * size);
    const pieces = starts.map((at) => spelled.slice(at, at + size));
    // What stands around any secret is none.
    const around = spell("x".repeat(Buffer.byteLength(secret))).toLowerCase();
    const own = pieces.filter((piece) => !around.includes(piece) && !/^(?:-|%2d|%252d)+/.test(piece));
    return { name: `${form}: ${secret.slice(0, 12)}`, pieces: own };
  }),
);
