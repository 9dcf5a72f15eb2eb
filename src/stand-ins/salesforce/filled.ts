import type { Day } from "../../time/day.ts";
import type { BusinessAccount } from "../business.ts";
import type { StandInOrg, Values } from "./org.ts";

/** What the records of one account refer to. */
export interface Filled {
  readonly org: StandInOrg;
  readonly account: BusinessAccount;
  /** The id of the Account; null: it is a lead still. */
  readonly accountId: string | null;
  /** The day from which it is an Account. */
  readonly since: Day;
  readonly contacts: ReadonlyMap<string, string>;
  /** The id of a record by its object and name, made when there is none. */
  readonly named: (object: string, name: string, values?: Values) => string;
}
