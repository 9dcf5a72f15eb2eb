import { SmacError } from "../../errors.ts";
import { openZone } from "../../time/zone.ts";
import type { Row } from "../kit/row.ts";
import type { SourceContext } from "../kit/source.ts";
import type { ZohoApi } from "./api.ts";
import { cell } from "./cell.ts";
import { settingsOf, titleOf } from "./sign-in.ts";
import { zohoStream } from "./streams.ts";

/** The organisation whose books are read. */
export interface Organization {
  readonly id: string;
  /** Its days and months; null: it could not be found out. */
  readonly timezone: string | null;
  /** E.g. `Acme Ltd, plan Professional, America/New_York`. */
  readonly shown: string;
}

/**
 * The organisation that smac.yml names, or the only one there is. When the
 * sign-in may not list organisations, the one in smac.yml is taken at its word.
 *
 * @throws SmacError `SOURCE_NOT_FOUND` when the sign-in does not reach it,
 * `SOURCE_SETTING` when one of several must be chosen.
 */
export async function findOrganization(api: ZohoApi, context: SourceContext): Promise<Organization> {
  const { organization } = settingsOf(context);
  const rows = await listed(api).catch((error: unknown) => {
    if (!(error instanceof SmacError) || error.code !== "SOURCE_PERMISSION" || organization === undefined) throw error;
    context.note(
      "the sign-in may not see the organisation’s settings (ZohoBooks.settings.READ): days are taken to be in the project’s time zone",
    );
    return null;
  });
  if (rows === null) return { id: organization ?? "", timezone: null, shown: `organisation ${organization ?? ""}` };
  return described(chosen(rows, organization, context), context);
}

async function listed(api: ZohoApi): Promise<readonly Row[]> {
  const stream = zohoStream("organizations");
  const { rows } = await api.list({ stream, organization: null, span: { page: 1, size: 200, start: 0 } });
  return rows;
}

function chosen(rows: readonly Row[], wanted: string | undefined, context: SourceContext): Row {
  const all = rows.map((row) => `${cell(row, "organization_id")} (${cell(row, "name")})`).join(", ");
  const name = titleOf(context);
  const [only] = rows;
  if (only === undefined) {
    throw new SmacError("SOURCE_NOT_FOUND", `${name}: the sign-in reaches no organisation`, {
      hint: "sign in as a user of the organisation, in its data centre (“region” in smac.yml)",
    });
  }
  if (wanted === undefined) {
    if (rows.length === 1) return only;
    throw new SmacError("SOURCE_SETTING", `${name}: there are several organisations: ${all}`, {
      hint: `write which one under sources.${context.name} in smac.yml: organization: "${cell(only, "organization_id")}"`,
    });
  }
  const found = rows.find((row) => cell(row, "organization_id") === wanted);
  if (found !== undefined) return found;
  throw new SmacError("SOURCE_NOT_FOUND", `${name}: the sign-in does not reach organisation “${wanted}”`, {
    hint: `it reaches ${all}: write one of them in smac.yml, or sign in as another user`,
  });
}

function described(row: Row, context: SourceContext): Organization {
  const zone = cell(row, "time_zone");
  const timezone = zone === "" ? null : knownZone(zone, context);
  const plan = cell(row, "plan_name");
  const shown = [cell(row, "name"), ...(plan === "" ? [] : [`plan ${plan}`]), ...(zone === "" ? [] : [zone])].join(
    ", ",
  );
  return { id: cell(row, "organization_id"), timezone, shown };
}

function knownZone(zone: string, context: SourceContext): string | null {
  try {
    return openZone(zone).name;
  } catch {
    context.note(`the organisation’s time zone “${zone}” is not known: days are taken to be in the project’s`);
    return null;
  }
}
