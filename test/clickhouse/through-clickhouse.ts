import { engineOn } from "../../src/engines/clickhouse/engine.ts";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import type { AnswerSource, Answers } from "../../src/project/project.ts";
import { heldBy } from "./hold-facts.ts";
import { type ClickHouseServer, users } from "./server.ts";

/** The server that questions go through, while {@link throughClickHouse} stands in their way. */
export const through: { server: ClickHouseServer | null; questions: number } = { server: null, questions: 0 };

interface ProjectModule {
  answersOver(source: AnswerSource): Answers;
}

/**
 * The program's questions with ClickHouse in the place of the embedded engine:
 * facts are read as always, moved over, and asked there.
 */
export function throughClickHouse<T extends ProjectModule>(original: T): T {
  return {
    ...original,
    answersOver(source: AnswerSource): Answers {
      const { server } = through;
      if (server === null) throw new Error("no server");
      const node = openNode({
        url: `http://${server.http}`,
        database: "default",
        user: "smac",
        password: users.smac,
      });
      return original.answersOver({
        ...source,
        engine: engineOn(node),
        async understand(ask) {
          through.questions += 1;
          const understood = await source.understand(ask);
          return { ...understood, kept: undefined, facts: await heldBy(node, source.engine, understood.facts) };
        },
      });
    },
  };
}
