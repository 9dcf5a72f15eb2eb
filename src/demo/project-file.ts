import { dateText } from "./options.ts";
import type { DemoSettings } from "./options.ts";

/**
 * The `smac.yml` of a generated company: where its files are, what their
 * columns mean, and the definitions to begin with. Its files say they are
 * complete through the last day, so that a month cut short stays incomplete
 * whenever it is looked at.
 */
export function demoProjectFile({ lastDay }: DemoSettings): string {
  const through = `${dateText(lastDay)}T23:59:59Z`;
  return `# A generated company: a software firm, its accounts, and what they do.
# Try:  smac report            the share of active customers in every stage, month by month
#       smac explain           why it changed between the last two months
#       smac clusters --status dormant --stage customer    who stopped, by name
timezone: Europe/Berlin

sources:
  accounts:    { type: files, files: accounts.csv, through: "${through}" }
  stages:      { type: files, files: stages.csv, through: "${through}" }
  memberships: { type: files, files: memberships.csv, through: "${through}" }
  events:      { type: files, files: events.csv, id: event_id, through: "${through}" }

# Who is counted: customers (accounts), and the teams inside them.
clusters:
  customer:
    from: accounts
    key: account_id
    name: name
    owner: owner
    created: created_at
    attributes: [region, plan, owner]
  team:
    from: memberships
    key: cluster

# Who belonged to which team, and when: people move.
memberships:
  team: { from: memberships, member: member, cluster: cluster, valid_from: valid_from, valid_to: valid_to }

# The journey. An empty stage means that the account left it: lost, or churned.
stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  history: { from: stages, cluster: cluster, stage: stage, at: from }

activities:
  event:
    from: events
    at: at
    member: user_id
    kind: { column: kind }
    product: { column: product }
    clusters: { customer: account_id, team: team }

# An invoice is sent by us: it says nothing about the product being used.
definitions:
  stage-rate:
    preset: stage-rate
    activity: "kind <> 'invoice'"
  teams:
    preset: clusters
    cluster: team
    activity: [login]
  customers:
    preset: customers
    activity: "kind <> 'invoice'"
`;
}
