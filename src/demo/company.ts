import { demoAccount } from "./account.ts";
import type { DemoAccount } from "./account.ts";
import { activity } from "./activity.ts";
import type { DemoEvent } from "./activity.ts";
import { journey } from "./journey.ts";
import type { StageStep } from "./journey.ts";
import { newUser, staff } from "./people.ts";
import type { People, Stay } from "./people.ts";
import type { DemoSettings } from "./options.ts";
import { randomStream } from "./random.ts";
import { timeline } from "./timeline.ts";

/** Everything the generated company knows about one account. */
export interface AccountStory {
  readonly account: DemoAccount;
  readonly steps: readonly StageStep[];
  readonly stays: readonly Stay[];
  readonly events: readonly DemoEvent[];
}

/**
 * A software firm with a few hundred to 100,000 accounts, one account at a
 * time, so that any size needs the memory of one. Something is wrong in it: in
 * each of the last four complete months, more customers of one region on one
 * plan that use one product stop using it, while the others sign in more than
 * ever. And a campaign in the last complete month turns most leads into
 * opportunities.
 *
 * @example
 * ```ts
 * for (const { account, events } of company(demoSettings({ customers: 200 }))) {
 *   count += events.length;
 * }
 * ```
 */
export function* company(settings: DemoSettings): Generator<AccountStory, void, undefined> {
  const time = timeline(settings);
  const people: People = { count: 0, looking: [] };
  for (let number = 1; number <= settings.customers; number++) {
    const random = randomStream(settings.seed, number);
    const account = demoAccount(number, random, time);
    const steps = journey(account, random, time);
    const contacts = Array.from({ length: 1 + random.below(3) }, () => newUser(people));
    const stays = staff({ account, steps, contacts, people, random, time });
    const events = activity({ account, steps, contacts, stays, random, time });
    yield { account, steps, stays, events };
  }
}
