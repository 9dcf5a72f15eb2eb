import { demoSettings } from "../../demo/options.ts";
import type { DemoSettings } from "../../demo/options.ts";
import type { Instant } from "../../time/instant.ts";
import { serve } from "../serve.ts";
import type { Asked, Fault, Reply } from "../serve.ts";
import { failure, success } from "./envelope.ts";
import { filledTables } from "./fill.ts";
import { BadArguments, methods, TooMany } from "./methods.ts";
import type { Arguments } from "./methods.ts";
import type { Value, View } from "./shapes.ts";
import { sessions } from "./sessions.ts";
import type { Sessions } from "./sessions.ts";
import type { AjeraTables } from "./tables.ts";

const dayMicros = 86_400_000_000;
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** How this Ajera differs from the usual one; what is not known of the real one is a switch. */
export interface AjeraStandInOptions {
  /** Default: filled with the generated company. */
  readonly tables?: AjeraTables;
  readonly settings?: DemoSettings;
  /** See {@link filledTables}. Default `separate`. */
  readonly projects?: "separate" | "one";
  readonly port?: number;
  /** Default: the end of the last day of the company. */
  readonly clock?: () => Instant;
}

/** Switches that may be turned at any time. */
export interface AjeraSwitches {
  /** The `ResponseCode` of a success other than signing in. Default 0. */
  successCode: 0 | 200;
  /** How moments and dates are written. Default `gmt`. */
  dates: "gmt" | "iso" | "us";
  /** Default `start`. */
  timesheetDate: "start" | "end";
  /** The first day of a week, 0 is Monday; null: it is not told. Default 0. */
  weekStart: number | null;
  /** Timesheets after which a list is cut off. Default 500. */
  cut: number;
  /** Keys that a call may hold at most, where that is less than usual; null: as usual. Default null. */
  mostKeys: number | null;
  /** Calls after which a session ends; null: it does not. Default null. */
  sessionCalls: number | null;
  /** Whether lists know pages. Default true. */
  knowsPages: boolean;
  /** Calls in a second above which answers come late; null: any number. Default null. */
  slowAbove: number | null;
  /** How sign-out is called. Default `EndAPISession`. */
  signOut: "EndAPISession" | "CloseAPISession";
  /** Methods that the API user may not call. */
  readonly denied: Set<string>;
  /** Methods that do not exist, but answer a success with nothing in it. */
  readonly absent: Set<string>;
}

/** A server that stands in for Ajera. */
export interface AjeraStandIn {
  /** The whole secret address of the API. */
  readonly url: string;
  readonly credentials: { readonly url: string; readonly username: string; readonly password: string };
  readonly tables: AjeraTables;
  readonly switches: AjeraSwitches;
  /** The method of every call so far. */
  readonly calls: readonly string[];
  /** Sessions that are open. */
  openSessions(): number;
  /** Ends all sessions, as if they had run out. */
  expire(): void;
  /** Sets the clock that `clock` did not fix. */
  setClock(now: Instant): void;
  have(fault: Fault): void;
  heal(): void;
  /** Done just before each answer; null: nothing. */
  before: (() => void) | null;
  close(): Promise<void>;
}

/**
 * An Ajera on this machine, with the generated company or other tables in it.
 *
 * @example
 * ```ts
 * const office = await standIn({ settings: demoSettings({ customers: 200 }) });
 * office.have({ what: "busy", times: 3 });
 * ```
 */
export async function standIn(options: AjeraStandInOptions = {}): Promise<AjeraStandIn> {
  const settings = options.settings ?? demoSettings({});
  const tables = options.tables ?? filledTables({ settings, projects: options.projects ?? "separate", weekStart: 0 });
  let clock = (settings.lastDay + 1) * dayMicros - 1_000_000;
  const now = options.clock ?? (() => clock);
  const state: State = {
    tables,
    now,
    switches: usualSwitches(),
    sessions: sessions({ username: "smac.api", password: "correct horse 7/battery" }),
    before: null,
  };
  const busy = slowness(state.switches);
  const reply = async (asked: Asked): Promise<Reply> => {
    await busy();
    return answer(asked, state);
  };
  const served = await serve(reply, {
    ...(options.port === undefined ? {} : { port: options.port }),
    faults: ownFaults(state),
  });
  // As real ones are: the query says which database.
  const query = Buffer.from(JSON.stringify({ ClientID: 48_151, DatabaseID: 62_342, IsSampleData: false }));
  const url = `${served.url}/V0048151/AjeraAPI.ashx?${query.toString("base64")}`;
  state.search = query.toString("base64");
  return {
    url,
    credentials: { url, username: "smac.api", password: "correct horse 7/battery" },
    tables,
    switches: state.switches,
    get calls() {
      return served.calls.map(methodOf);
    },
    openSessions: () => state.sessions.open(),
    expire: () => state.sessions.expire(),
    setClock(instant) {
      clock = instant;
    },
    have: (fault) => served.have(fault),
    heal: () => served.heal(),
    get before() {
      return state.before;
    },
    set before(hook) {
      state.before = hook;
    },
    close: () => served.close(),
  };
}

/** The method that a call asks for; empty when it cannot be told. */
export function methodOf(asked: Asked): string {
  const { Method: method } = bodyOf(asked);
  return typeof method === "string" ? method : "";
}

interface State {
  readonly tables: AjeraTables;
  readonly now: () => Instant;
  readonly switches: AjeraSwitches;
  readonly sessions: Sessions;
  search?: string;
  before: (() => void) | null;
}

/** Waits a tenth of a second for each call too many in the last second. */
function slowness(switches: AjeraSwitches): () => Promise<void> {
  let recent = 0;
  return async () => {
    recent++;
    setTimeout(() => recent--, 1000).unref();
    const tooMany = switches.slowAbove === null ? 0 : recent - switches.slowAbove;
    if (tooMany > 0) await new Promise((resolve) => void setTimeout(resolve, tooMany * 100));
  };
}

function usualSwitches(): AjeraSwitches {
  return {
    successCode: 0,
    dates: "gmt",
    timesheetDate: "start",
    weekStart: 0,
    cut: 500,
    mostKeys: null,
    sessionCalls: null,
    knowsPages: true,
    slowAbove: null,
    signOut: "EndAPISession",
    denied: new Set(),
    absent: new Set(),
  };
}

function answer(asked: Asked, state: State): Reply {
  const method = methodOf(asked);
  state.before?.();
  if (!asked.path.endsWith("/AjeraAPI.ashx") || asked.search !== state.search)
    return { status: 404, text: "Not Found" };
  if (asked.method !== "POST") return { status: 405, text: "Method Not Allowed" };
  const body = bodyOf(asked);
  if (method === "CreateAPISession") return signIn(body, state);
  const token = typeof body["SessionToken"] === "string" ? body["SessionToken"] : "";
  const version = state.sessions.versionOf(token, state.switches.sessionCalls);
  if (version === null) return failure(-151, "Invalid Session");
  if (method === state.switches.signOut) {
    state.sessions.end(token);
    return success(0, {});
  }
  return called(method, body, { state, version });
}

function signIn(body: Arguments, { sessions: open, switches }: State): Reply {
  const version = body["APIVersion"];
  if (version !== 1 && version !== 2) return failure(-152, "The API version is not supported");
  const token = open.begin(body, version);
  if (token === null) return failure(-150, "Unable to authenticate user");
  return success(200, {
    CompanyName: "Generated Engineers",
    AllowEmployeeTypeChanges: true,
    UsingICRMobile: false,
    Timesheets: {
      UserHasAccess: true,
      ...(switches.weekStart === null ? {} : { TimeStartOfWeek: weekdays[switches.weekStart] ?? "" }),
      TimeStartOfWeekValue: 1,
    },
    SessionToken: token,
    SessionExpiration: "",
    APIURL: "",
    AjeraVersion: "9.80.03",
  });
}

function called(
  name: string,
  body: Arguments,
  { state, version }: { readonly state: State; readonly version: 1 | 2 },
): Reply {
  const { switches, tables } = state;
  if (switches.absent.has(name)) return success(200, {});
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined || switches.denied.has(name)) return failure(-160, `Unauthorized method: ${name}`);
  if (!method.versions.includes(version)) {
    const other = version === 1 ? 2 : 1;
    return failure(
      -161,
      `Unauthorized method ${name} for api version ${version} but is supported with api version ${other}`,
    );
  }
  const args = body["MethodArguments"];
  if (typeof args !== "object" || args === null) return failure(-170, "One or more properties contain invalid data");
  const today = Math.floor(state.now() / dayMicros);
  const view: View = { tables, today, dates: switches.dates, timesheetDate: switches.timesheetDate };
  try {
    const { mostKeys } = switches;
    if (mostKeys !== null && Object.values(args).some((keys) => Array.isArray(keys) && keys.length > mostKeys))
      throw new TooMany();
    const content = method.run(args as Arguments, { ...view, version, cut: switches.cut });
    return success(switches.successCode, content, switches.knowsPages ? pageOf(body) : undefined);
  } catch (error) {
    if (error instanceof TooMany) return failure(-100, "Too many keys were requested", -100);
    if (error instanceof BadArguments) return failure(-170, "One or more properties contain invalid data");
    throw error;
  }
}

function pageOf(body: Arguments): { readonly size: number; readonly number: number } | undefined {
  if (body["PageResults"] !== true) return undefined;
  const { PageSize: size, PageNumber: number } = body;
  return { size: typeof size === "number" ? size : 10, number: typeof number === "number" ? number : 1 };
}

/** Troubles in Ajera's own words. */
function ownFaults(
  state: State,
): Readonly<Record<string, (asked: Asked, right: () => Promise<Reply>) => Reply | Promise<Reply>>> {
  return {
    "expired-token": async (_, right) => {
      state.sessions.expire();
      return right();
    },
    "error-in-200": () => failure(-199, "An unexpected error occurred"),
    "no-permission": (asked) => failure(-160, `Unauthorized method: ${methodOf(asked)}`),
    "nothing-inside": () => success(0, {}),
    "first-left-out": async (_, right) => {
      const reply = (await right()).json as { readonly [name: string]: Value };
      const content = reply["Content"] as { readonly [name: string]: Value };
      const [[name, rows] = ["", null]] = Object.entries(content);
      return { json: { ...reply, Content: { ...content, [name]: Array.isArray(rows) ? rows.slice(1) : rows } } };
    },
    remark: async (_, right) => {
      const reply = (await right()).json as { readonly [name: string]: Value };
      return { json: { ...reply, Errors: [{ ErrorID: 12, ErrorMessage: "Some data is being recalculated" }] } };
    },
  };
}

function bodyOf(asked: Asked): Arguments {
  try {
    const body: unknown = JSON.parse(asked.body);
    return typeof body === "object" && body !== null ? (body as Arguments) : {};
  } catch {
    return {};
  }
}
