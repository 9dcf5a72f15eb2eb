import type { ReactNode } from "react";
import type { Transitions } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { rangeTo } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useNarrow } from "../../parts/use-narrow.ts";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { windowText } from "../../words/windows.ts";
import { ConversionTable } from "./conversion-table.tsx";
import styles from "./flow.module.css";
import { FlowChart } from "../../figures/flow/flow-chart.tsx";
import { flowIn, flowTitle, outside } from "../../figures/flow/moves.ts";
import { MovesTable, StagesTable } from "../../figures/flow/moves-table.tsx";

/** How clusters move between the stages, how many go on, and how long they stay. */
export default function Flow(): ReactNode {
  const { base, focus, definition } = useSetting();
  const { by: _, ...plain } = base;
  const params = { ...plain, ...rangeTo(focus, 12) };
  const asking = useAnswer("/api/v1/transitions", params);
  return (
    <>
      {asking.data === null && <PageHead title="Flow between stages" />}
      {asking.problem?.code === "QUERY_NO_STAGE_HISTORY" ? (
        <Empty height={240}>
          <p>
            Nobody is seen to move: “{definition.name}” counts clusters whose stages are not known, or only today’s.
            Choose a definition of clusters with a history of stages above.
          </p>
        </Empty>
      ) : (
        <Answer asking={asking} height={700}>
          {(answer) => <Moved answer={answer} params={params} />}
        </Answer>
      )}
    </>
  );
}

function Moved({
  answer,
  params,
}: {
  readonly answer: Transitions;
  readonly params: Readonly<Record<string, unknown>>;
}): ReactNode {
  const setting = useSetting();
  const { focus, cut } = setting;
  const { asked } = useAsked();
  const flow = flowIn(answer, focus.key);
  const when = cellWhen(focus, setting);
  const text = windowText(focus, cut);
  const time = focus.complete ? `in ${text}` : `on ${text} so far`;
  const narrow = useNarrow();
  const table = narrow || asked.view === "table";
  return (
    <>
      <PageHead
        title={flowTitle(flow, time)}
        lede={
          <>
            {capital(time)},{" "}
            <NumberLink
              count={outside(flow.moves, "from")}
              cell={{ figure: "moves", ...when, from: "none" }}
              className={styles["number"]}
            />{" "}
            came in and{" "}
            <NumberLink
              count={outside(flow.moves, "to")}
              cell={{ figure: "moves", ...when, to: "none" }}
              className={styles["number"]}
            />{" "}
            left the journey. Moves are counted from the stages alone: no activity is needed for them.
          </>
        }
      />
      <div className={styles["page"]}>
        <Panel
          title={`Between the stages, ${text}${focus.complete ? "" : " so far"}`}
          caption="From above: came in. Downwards: left. Under each stage: how many held it, entered it, left it and hold it at the end; how long those that left it had held it."
          actions={<FigureActions address="/api/v1/transitions" params={params} />}
        >
          {flow.moves.length === 0 ? (
            <Empty height={120}>
              <p>Nobody changed stage in this period. Choose an earlier one above.</p>
            </Empty>
          ) : table ? (
            <MovesTable flow={flow} when={when} tight={narrow} />
          ) : (
            <FlowChart flow={flow} when={when} />
          )}
        </Panel>
        <Panel
          title="What each stage began with, gained and lost"
          caption="At the beginning, plus who entered, less who left, is at the end. Median days: of those that left it in the period."
        >
          <StagesTable flow={flow} when={when} tight={narrow} />
        </Panel>
        <Panel
          title="Going on to the next stage"
          caption="Of the clusters that held a stage or entered it in the period: those that went on to the next within it. Under ten, only the numbers are told."
        >
          <ConversionTable answer={answer} />
        </Panel>
      </div>
    </>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
