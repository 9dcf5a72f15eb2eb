import type { ReactNode } from "react";
import { stageColours } from "../../charts/colours.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import tableStyles from "../../parts/number-table.module.css";
import { StageName } from "../../parts/stage-name.tsx";
import type { Cell } from "../../url/cell.ts";
import { count, rateText } from "../../words/numbers.ts";
import { type Balance, type Move, type PeriodFlow, placeName } from "./moves.ts";

// Few are counted: no decimals, the same in every line.
const few = 1;

interface FlowTable {
  readonly flow: PeriodFlow;
  readonly when: Cell;
  /** Whether there is little room: what else has a column stands under what it belongs to. */
  readonly tight?: boolean;
}

/** Every stage with what it began with, what came, what left, and how long it was held. */
export function StagesTable({ flow, when, tight = false }: FlowTable): ReactNode {
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="region" aria-label="Stages">
      <table className={tableStyles["table"]}>
        <thead>
          <tr>
            <th scope="col">{tight ? "Stage, median days in it" : "Stage"}</th>
            <th scope="col">at the beginning</th>
            <th scope="col">entered</th>
            <th scope="col">left</th>
            <th scope="col">at the end</th>
            {!tight && <th scope="col">median days in it</th>}
          </tr>
        </thead>
        <tbody>
          {flow.stages.map((balance, index) => (
            <Stage
              key={balance.stage}
              balance={balance}
              when={when}
              colour={stageColours(index, flow.stages.length).mark}
              tight={tight}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Stage({
  balance,
  when,
  colour,
  tight,
}: {
  readonly balance: Balance;
  readonly when: Cell;
  readonly colour: string;
  readonly tight: boolean;
}): ReactNode {
  const { stage, opening, entered, exited, closing, held } = balance;
  const median = held.median === null ? null : count(Math.round(held.median));
  return (
    <tr>
      <th scope="row">
        <StageName stage={stage} colour={colour} />
        {tight && (
          <span className={tableStyles["note"]}>
            {median === null ? "nobody left it" : `${median} days, of ${count(held.known)}`}
          </span>
        )}
      </th>
      <td>{count(opening)}</td>
      <td>
        <NumberLink count={entered} cell={{ figure: "moves", ...when, to: stage }} text={`+${count(entered)}`} />
      </td>
      <td>
        <NumberLink count={exited} cell={{ figure: "moves", ...when, from: stage }} text={`\u2212${count(exited)}`} />
      </td>
      <td>{count(closing)}</td>
      {!tight && (
        <td>
          {median ?? "–"}
          {median !== null && <span className={tableStyles["faint"]}> of {count(held.known)}</span>}
        </td>
      )}
    </tr>
  );
}

/** Every way with its number, whom it could have been, and how long the stage was held before. */
export function MovesTable({ flow, when, tight = false }: FlowTable): ReactNode {
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="region" aria-label="Moves">
      <table className={tableStyles["table"]}>
        <thead>
          <tr>
            <th scope="col">{tight ? "From and to" : "From"}</th>
            {!tight && (
              <th scope="col" className={tableStyles["start"]}>
                To
              </th>
            )}
            <th scope="col">moves</th>
            <th scope="col">of</th>
            <th scope="col">share</th>
            <th scope="col">median days before</th>
          </tr>
        </thead>
        <tbody>
          {flow.moves.map((move) => (
            <Way key={`${move.from} ${move.to}`} move={move} flow={flow} when={when} tight={tight} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Way({
  move,
  flow,
  when,
  tight,
}: {
  readonly move: Move;
  readonly flow: PeriodFlow;
  readonly when: Cell;
  readonly tight: boolean;
}): ReactNode {
  const stage = (name: string | null, none: string): ReactNode => {
    const index = flow.stages.findIndex((each) => each.stage === name);
    if (name === null) return <span className={tableStyles["faint"]}>{none}</span>;
    return <StageName stage={name} colour={stageColours(index, flow.stages.length).mark} />;
  };
  const cell = { figure: "moves", ...when, from: placeName(move.from), to: placeName(move.to) };
  return (
    <tr>
      <th scope="row">
        {stage(move.from, "from outside")}
        {tight && <div>{stage(move.to, "left the journey")}</div>}
      </th>
      {!tight && <td className={tableStyles["start"]}>{stage(move.to, "left the journey")}</td>}
      <td>
        <NumberLink count={move.moves} cell={cell} />
      </td>
      <td>
        {move.could === null ? (
          "–"
        ) : (
          <NumberLink
            count={move.could}
            cell={{ figure: "moves", ...when, from: placeName(move.from), could: "yes" }}
          />
        )}
      </td>
      <td>{move.could === null ? "–" : rateText(move.rate, few)}</td>
      <td>{move.held.median === null ? "–" : count(Math.round(move.held.median))}</td>
    </tr>
  );
}
