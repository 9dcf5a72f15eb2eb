import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import type { ClusterStatus } from "../../query/report.ts";
import { type RankedCluster, rankClusters } from "../../query/rank.ts";
import type { Context } from "../context.ts";
import { valuesOf } from "../../project/cell-values.ts";
import { cellFlags, periodAsked, withoutColumns } from "../cell-flags.ts";
import { addFlags, askFlags, outputFlags } from "../flags.ts";
import { clusterTable } from "../format/clusters-table.ts";
import { flatRanking } from "../../format/flat-ranking.ts";
import { flatClusters } from "../../format/flat.ts";
import { clustersJson } from "../../format/json.ts";
import { rankingTable } from "../format/ranking.ts";
import type { TextOptions } from "../format/style.ts";
import { openAsked, showSql } from "../opened.ts";
import { print } from "../output.ts";
import { type FlagValues, askFrom } from "../request.ts";

const statuses: readonly ClusterStatus[] = [
  "active",
  "inactive",
  "new",
  "retained",
  "resurrected",
  "dormant",
  "moved",
  "all",
];

/** `smac clusters`: the list behind a number, and the ranking. */
export function clustersCommand(context: Context): Command {
  const command = cellFlags(new Command("clusters"))
    .summary("the list behind a number, and who needs support")
    .description(
      "Lists the clusters behind one number of a report: as many as the number says, each with what it did and why it is listed.",
    )
    .argument("[files...]", "as for smac report; without files, the project of this folder")
    .option("--status <status>", `which clusters: ${statuses.join(", ")}`, "active")
    .option("--rank <order>", "instead: rank the clusters by engagement, “engaged” or “support” first, with reasons")
    .addHelpText(
      "after",
      `
Examples:
  smac clusters --in 2026-10 --of-stage customer --status dormant
  smac clusters --rank support
  smac clusters events.csv --cluster account --at ts --in 2026-03 --status new --format csv`,
    );
  addFlags(command, [...askFlags, ...outputFlags]);
  return command.action(async (files: readonly string[], given: FlagValues) => {
    const flags = withoutColumns(files, given);
    const status = flags["status"] as ClusterStatus;
    if (!statuses.includes(status))
      throw new SmacError("USAGE_BAD_STATUS", `--status: there is no status “${String(status)}”`, {
        hint: `there are: ${statuses.join(", ")}`,
      });
    const opened = await openAsked(context, files, flags);
    try {
      const rank = rankOrder(flags);
      const { answer, statements } = await opened.clusters(periodAsked(askFrom(flags), flags), {
        stage: flags["ofStage"] as string | undefined,
        product: flags["ofProduct"] as string | undefined,
        by: valuesOf(flags["of"] as readonly string[] | undefined),
        status: rank === null ? status : "all",
      });
      showSql(context, flags, statements);
      if (rank === null) {
        await print(context, flags, {
          name: "clusters",
          text: (options) => clusterTable(answer.list, roomy(context, options)),
          json: () => clustersJson(answer.list),
          flat: () => flatClusters(answer.list),
        });
      } else {
        const ranked: readonly RankedCluster[] = rankClusters(answer.facts, rank, !answer.list.period.complete);
        await print(context, flags, {
          name: "ranking",
          text: (options) => rankingTable(answer.list, ranked, roomy(context, options)),
          json: () =>
            JSON.stringify(
              { period: answer.list.period, stage: answer.list.stage, order: rank, clusters: ranked },
              null,
              1,
            ),
          flat: () => flatRanking(ranked),
        });
      }
    } finally {
      await opened.close();
    }
  });
}

function rankOrder(flags: FlagValues): "engaged" | "support" | null {
  const order = flags["rank"] as string | undefined;
  if (order === undefined) return null;
  if (order === "engaged" || order === "support") return order;
  throw new SmacError("USAGE_BAD_RANK", `--rank: there is no order “${order}”`, {
    hint: "there are: engaged, support",
  });
}

/** Lists have long reasons: where there is no terminal they get more room. */
function roomy({ effects }: Context, options: TextOptions): TextOptions {
  return effects.stdout.isTTY ? options : { ...options, width: 180 };
}
