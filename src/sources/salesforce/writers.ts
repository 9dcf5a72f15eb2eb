import { cellText } from "../kit/cells.ts";
import type { Json, Row } from "../kit/row.ts";
import type { OrgView, RowWriter, Written } from "./object-stream.ts";
import { plainWriter } from "./object-stream.ts";

/** Records of a cluster: one that was merged into another tells so. */
export const accountWriter: RowWriter = {
  ...plainWriter,
  write: (row) => ({ rows: [row], merged: mergedInto(row, row["MasterRecordId"] ?? null) }),
};

/**
 * Leads: merged ones tell it, and one that was converted is the account it
 * became from then on, so that it is not counted twice. `worked_at` is when it
 * counts as worked on where nothing else says so.
 */
export async function leadWriter(org: OrgView): Promise<RowWriter> {
  const statuses = await leadStatuses(org);
  const tracked = await org.count(
    "SELECT COUNT() FROM LeadHistory WHERE Field = 'Status'",
    "whether lead status is tracked",
  );
  const untracked = statuses.first.size > 0 && (tracked ?? 0) === 0;
  if (untracked)
    org.note(
      "leads: no change of Lead Status is on record (Setup → Field History Tracking): a lead whose status is not the first one counts as worked on since it was created",
    );
  return {
    ...plainWriter,
    write(row): Written {
      const { Id, Status, IsConverted, ConvertedAccountId, MasterRecordId, CreatedDate } = row;
      const isWorked = untracked && typeof Status === "string" && !statuses.first.has(Status);
      const account = IsConverted === true ? (ConvertedAccountId ?? null) : null;
      return {
        rows: [{ ...row, worked_at: isWorked ? (CreatedDate ?? null) : null }],
        merged: [...mergedInto({ Id: Id ?? null }, MasterRecordId ?? null), ...mergedInto({ Id: Id ?? null }, account)],
      };
    },
  };
}

/** Changes of leads, with whether the new status is the one that new leads have. */
export async function leadHistoryWriter(org: OrgView): Promise<RowWriter> {
  const { first } = await leadStatuses(org);
  return {
    ...plainWriter,
    write: (row) => ({ rows: [{ ...row, is_first_status: first.has(row["NewValue"] ?? null) }] }),
  };
}

/** Changes of opportunities, with what the stage means. */
export async function opportunityHistoryWriter(org: OrgView): Promise<RowWriter> {
  const rows = await org.rows(
    "SELECT MasterLabel, ApiName, IsWon, IsClosed FROM OpportunityStage",
    "opportunity stages",
  );
  const stages = new Map<Json, Row>();
  for (const stage of rows ?? [])
    for (const name of [stage["MasterLabel"], stage["ApiName"]]) stages.set(name ?? null, stage);
  return {
    ...plainWriter,
    write(row) {
      const stage = stages.get(row["StageName"] ?? null);
      return { rows: [{ ...row, is_won: stage?.["IsWon"] ?? null, is_closed: stage?.["IsClosed"] ?? null }] };
    },
  };
}

/** Tasks: whose they are, of what kind, and when they were done. */
export const taskWriter: RowWriter = {
  ...plainWriter,
  write(row) {
    const kind = taskKind(row);
    const { ActivityDate: due, CompletedDateTime: completed } = row;
    // The date of a logged call or mail is when it was; that of a thing to do is when it is due.
    const done = kind === "task" ? (completed ?? due) : (due ?? completed);
    return {
      rows: [{ ...row, customer_id: customerOf(row), kind, done_at: row["IsClosed"] === true ? (done ?? null) : null }],
    };
  },
};

/** Events: whose they are, and when they began. */
export const eventWriter: RowWriter = {
  ...plainWriter,
  write(row) {
    const { ActivityDate: day, StartDateTime: start, ActivityDateTime: at, IsAllDayEvent } = row;
    const began = IsAllDayEvent === true ? (day ?? start) : (start ?? at ?? day);
    return { rows: [{ ...row, customer_id: customerOf(row), started_at: began ?? null }] };
  },
};

/** Members of campaigns: whose they are. */
export const campaignMemberWriter: RowWriter = {
  ...plainWriter,
  write(row) {
    const { LeadId, ContactId } = row;
    const customer = row["Contact.AccountId"] ?? LeadId ?? null;
    return { rows: [{ ...row, customer_id: customer, member_id: ContactId ?? LeadId ?? null }] };
  },
};

/** People at customers, with the department they are in: without one, the customer itself. */
export const contactWriter: RowWriter = {
  ...plainWriter,
  write(row) {
    const account = row["AccountId"];
    const department = typeof row["Department"] === "string" ? row["Department"].trim() : "";
    const isCustomers = typeof account === "string" && row["pse__Is_Resource__c"] !== true;
    const name = [row["Account.Name"], department].flatMap((part) =>
      typeof part === "string" && part !== "" ? [part] : [],
    );
    return {
      rows: [
        {
          ...row,
          department_id: isCustomers ? (department === "" ? account : `${account}/${department}`) : null,
          department_name: isCustomers ? name.join(" · ") : null,
        },
      ],
    };
  },
};

/** The status of new leads, by all its names; none when it cannot be told. */
async function leadStatuses(org: OrgView): Promise<{ readonly first: ReadonlySet<Json> }> {
  const rows = await org.rows("SELECT MasterLabel, ApiName, IsDefault FROM LeadStatus", "lead statuses");
  const first = rows?.find((status) => status["IsDefault"] === true);
  return { first: new Set([first?.["MasterLabel"], first?.["ApiName"]].filter((name) => typeof name === "string")) };
}

function mergedInto(row: Row, into: Json): NonNullable<Written["merged"]> {
  const from = row["Id"];
  if (typeof from !== "string" || typeof into !== "string" || into === "") return [];
  return [{ kind: "customer", from, into }];
}

/** The account, or the lead that it is about. */
function customerOf({ AccountId, WhoId }: Row): Json {
  if (typeof AccountId === "string" && AccountId !== "") return AccountId;
  return typeof WhoId === "string" && WhoId.startsWith("00Q") ? WhoId : null;
}

function taskKind({ TaskSubtype, Type }: Row): string {
  const words = [TaskSubtype, Type].map((word) => (cellText(word ?? null) ?? "").toLowerCase());
  if (words.some((word) => word === "email" || word === "listemail")) return "email";
  if (words.includes("call")) return "call";
  return words.includes("meeting") ? "meeting" : "task";
}
