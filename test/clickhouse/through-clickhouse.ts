import { engineOn } from "../../src/engines/clickhouse/engine.ts";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import { engineOver } from "../../src/engines/clickhouse/shards.ts";
import type { AnswerSource, Answers } from "../../src/project/project.ts";
import { heldActivity, heldBy } from "./hold-facts.ts";
import { type ClickHouseServer, users } from "./server.ts";

/** The servers that questions go through, while {@link throughClickHouse} stands in their way: one, or the shards. */
export const through: { servers: readonly ClickHouseServer[]; questions: number } = { servers: [], questions: 0 };

interface ProjectModule {
  answersOver(open: () => Promise<AnswerSource>): Answers;
}

const spread = { isParted: () => false, isShared: (table: string) => table.startsWith(heldActivity) };

/**
 * The program's questions with ClickHouse in the place of the embedded engine:
 * facts are read as always, moved over, and asked there.
 */
export function throughClickHouse<T extends ProjectModule>(original: T): T {
  return {
    ...original,
    answersOver(open: () => Promise<AnswerSource>): Answers {
      const nodes = through.servers.map(({ http }) =>
        openNode({ url: `http://${http}`, database: "default", user: "smac", password: users.smac }),
      );
      const [only] = nodes;
      if (only === undefined) throw new Error("no server");
      const engine = nodes.length === 1 ? engineOn(only) : engineOver(nodes, spread);
      return original.answersOver(async () => {
        const source = await open();
        return {
          ...source,
          engine,
          made: undefined,
          async understand(ask) {
            through.questions += 1;
            const understood = await source.understand(ask);
            return { ...understood, kept: undefined, facts: await heldBy(nodes, source.engine, understood.facts) };
          },
        };
      });
    },
  };
}
