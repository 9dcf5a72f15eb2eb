import { printPredicate } from "../print-predicate.ts";
import { exportRules } from "./exports/write-export.ts";
import type { KindOf } from "./kinds.ts";
import { those } from "./recognised-table.ts";
import type { RecognisedAs, RecognisedTable } from "./recognised-table.ts";
import { comment, list, mapping, scalar } from "./yaml-text.ts";

/** Ways to know a cluster's stage, the surest first. */
interface StageWay {
  readonly kind: string;
  readonly why: string;
  readonly lines: readonly string[];
}

const usualOrder = ["prospect", "lead", "opportunity", "customer"];

/** The cluster kind whose journey it is; null without stages. */
export function stageKind(tables: readonly RecognisedTable[], kindOf: KindOf): string | null {
  return ways(tables, kindOf)[0]?.kind ?? null;
}

/** The section that says how stages are known; other ways to know them stand as comments. */
export function writeStages(tables: readonly RecognisedTable[], kindOf: KindOf): string[] {
  const [best, ...others] = ways(tables, kindOf);
  if (best === undefined)
    return [
      "# The journey, when something says in which stage a cluster is, e.g. a file with columns cluster, stage, from:",
      "# stages:",
      `#   order: ${list(usualOrder)}`,
      "#   history: { from: stages, cluster: cluster, stage: stage, at: from }",
    ];
  return [
    `# The journey: ${comment(best.why)}.`,
    "stages:",
    `  cluster: ${best.kind}`,
    ...best.lines.map((line) => `  ${line}`),
    ...others.flatMap((way) => [
      `  # Or instead, ${comment(way.why)}:`,
      ...way.lines.map((line) => `  #   ${comment(line)}`),
    ]),
  ];
}

function ways(tables: readonly RecognisedTable[], kindOf: KindOf): StageWay[] {
  return [
    ...those(tables, "stages").map((table) => fromHistory(table, kindOf)),
    ...fromExports(those(tables, "export")),
    ...those(tables, "pipeline").map((table) => fromPipeline(table, kindOf)),
    ...those(tables, "records").flatMap((table) =>
      fromToday(table, { cluster: table.meaning.cluster, stage: table.meaning.stage }, kindOf),
    ),
    ...those(tables, "activities").flatMap((table) =>
      fromToday(table, { cluster: table.meaning.clusters[0], stage: table.meaning.stage }, kindOf),
    ),
  ];
}

/** The rules of all exports together: each tells a part of the journey. */
function fromExports(tables: readonly RecognisedAs<"export">[]): StageWay[] {
  const rules = tables.flatMap(({ source, meaning }) => exportRules(source, meaning.export));
  if (rules.length === 0) return [];
  const entered = usualOrder.filter((stage) => rules.some(({ enter }) => enter === stage));
  const remarks = tables.flatMap(({ meaning }) => meaning.export.shape.meaning.remarks ?? []);
  return [
    {
      kind: "customer",
      why: "derived from the exports: the first row that matches moves a customer on",
      lines: [
        `order: ${list(entered)}`,
        "rules:",
        ...rules.map(({ text }) => `  - ${text}`),
        ...remarks.map((remark) => `# ${comment(remark)}`),
      ],
    },
  ];
}

function fromHistory({ source, meaning, table }: RecognisedAs<"stages">, kindOf: KindOf): StageWay {
  const seen = [
    ...new Set(table.sample.map((row) => (row[meaning.stage] ?? "").trim()).filter((stage) => stage !== "")),
  ];
  const history = mapping({
    from: source,
    cluster: scalar(meaning.cluster.column.name),
    stage: scalar(meaning.stage),
    at: scalar(meaning.at),
  });
  const order = orderOf(seen);
  const lines = order.isUsual
    ? [`order: ${list(order.stages)}`, `history: ${history}`]
    : [
        `# order: ${list(order.stages)}     # from first to last: put them in the right order, then take away the #`,
        `history: ${history}`,
      ];
  return {
    kind: kindOf(meaning.cluster),
    why: `rows with dates in ${source}; an empty ${meaning.stage} means that the cluster left`,
    lines,
  };
}

/** The stages seen, in the usual order when they are the usual ones. */
function orderOf(seen: readonly string[]): { readonly stages: readonly string[]; readonly isUsual: boolean } {
  const place = (stage: string) => usualOrder.indexOf(stage.toLowerCase());
  if (seen.length === 0 || seen.some((stage) => place(stage) === -1))
    return { stages: seen.slice(0, 12), isUsual: false };
  return {
    stages: seen.toSorted((a, b) => place(a) - place(b)),
    isUsual: new Set(seen.map(place)).size === seen.length,
  };
}

/** The condition that a deal of a pipeline was won. */
export function wonCondition({ outcome, won }: RecognisedAs<"pipeline">["meaning"]): string {
  return printPredicate({
    op: "compare",
    how: "=",
    left: { kind: "column", name: outcome },
    right: { kind: "literal", value: won },
  });
}

function fromPipeline({ source, meaning }: RecognisedAs<"pipeline">, kindOf: KindOf): StageWay {
  const common = { from: source, cluster: scalar(meaning.cluster.column.name) };
  return {
    kind: kindOf(meaning.cluster),
    why: `derived from ${source}: the first ${meaning.opened} makes an opportunity, the first ${meaning.closed} of a deal that was won a customer`,
    lines: [
      "order: [opportunity, customer]",
      "rules:",
      `  - ${mapping({ enter: "opportunity", ...common, at: scalar(meaning.opened) })}`,
      `  - ${mapping({ enter: "customer", ...common, at: scalar(meaning.closed), where: scalar(wonCondition(meaning)) })}`,
    ],
  };
}

function fromToday(
  { source }: RecognisedTable,
  known: { readonly cluster: RecognisedAs<"records">["meaning"]["cluster"] | undefined; readonly stage: string | null },
  kindOf: KindOf,
): StageWay[] {
  const { cluster, stage } = known;
  if (cluster === undefined || stage === null) return [];
  const attribute = mapping({ from: source, cluster: scalar(cluster.column.name), stage: scalar(stage) });
  return [
    {
      kind: kindOf(cluster),
      why: `today's ${stage} in ${source}; what it was before is not known`,
      lines: [`attribute: ${attribute}`],
    },
  ];
}
