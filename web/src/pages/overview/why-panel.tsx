import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { windowText } from "../../words/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { countedThings, stageName } from "../../words/names.ts";
import { count, countOf, pointsBetween, signedCount, signedPoints } from "../../words/numbers.ts";
import { type ShownPart, shownParts } from "../../data/explained-parts.ts";
import { rateOf, totalIn } from "../../data/numbers-of.ts";
import styles from "./why-panel.module.css";

/** Why the number moved, in parts that add up. */
export function WhyPanel({
  when,
  trend,
  earlier,
}: {
  /** False: not asked yet. */
  readonly when: boolean;
  readonly trend: Report | null;
  readonly earlier: Report | null;
}): ReactNode {
  const setting = useSetting();
  const { base, focus, compared } = setting;
  const { by: _, ...plain } = base;
  const { choices } = setting.definition;
  const divides = choices?.counts === "cluster" && (base.denominator ?? choices.denominator) !== "none";
  const asking = useAnswer(
    "/api/v1/explanation",
    compared === null ? { from: "", to: "" } : { ...plain, from: compared.key, to: focus.key },
    { when: when && divides && compared !== null },
  );
  const points = pointsOf(trend, earlier, setting);
  const shown = asking.data === null ? null : shownParts(asking.data, points);
  const total = asking.data?.count.change ?? 0;
  const things = countedThings(choices?.counts);
  const caption =
    compared === null || !divides
      ? undefined
      : `${windowText(focus, setting.cut)} against ${windowText(compared, setting.cut)}. The parts add up.`;
  return (
    <Panel title={shown === null ? "What moved it" : `What moved it: ${largest(shown)}`} caption={caption}>
      {!divides ? (
        <Empty height={300}>
          <p>
            {setting.definition.name} divides by nobody, so its change has no parts: {things} are active or they are
            not.
          </p>
          <Quiet trend={trend} />
        </Empty>
      ) : compared === null ? (
        <Empty height={300}>
          <p>Compare with an earlier period to see why the number moved.</p>
        </Empty>
      ) : (
        <Answer asking={asking} height={330}>
          {() => (
            <>
              <PartsTable parts={shown ?? []} points={points} total={total} />
              <Quiet trend={trend} />
            </>
          )}
        </Answer>
      )}
    </Panel>
  );
}

function PartsTable({
  parts,
  points,
  total,
}: {
  readonly parts: readonly ShownPart[];
  readonly points: number | null;
  readonly total: number;
}): ReactNode {
  const inPoints = points !== null;
  const sizes = parts.map((each) => (inPoints ? (each.points ?? 0) : each.clusters));
  const [low, high] = [Math.min(0, ...sizes), Math.max(0, ...sizes)];
  const reach = high - low || 1;
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">
            <span className="aloud">Size</span>
          </th>
          {inPoints && <th scope="col">pts</th>}
          <th scope="col" style={{ width: widthOf(total, parts) }}>
            clusters
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((each, index) => {
          const size = sizes[index] ?? 0;
          return (
            <tr key={each.part}>
              <th scope="row">
                <span className={styles["name"]}>
                  <PageLink to="/why" own={{ part: each.part }}>
                    {each.name}
                  </PageLink>
                </span>
                <span className={styles["note"]}>{each.note}</span>
              </th>
              <td className={styles["bars"]}>
                <div className={styles["zero"]} style={{ left: `${(-low / reach) * 100}%` }} />
                {size !== 0 && (
                  <div
                    className={styles["bar"]}
                    data-direction={size < 0 ? "down" : "up"}
                    style={{
                      left: `${((Math.min(0, size) - low) / reach) * 100}%`,
                      width: `max(2px, ${(Math.abs(size) / reach) * 100}%)`,
                    }}
                  />
                )}
              </td>
              {inPoints && <td className={styles["points"]}>{signedPoints(each.points ?? 0)}</td>}
              <td className={styles["clusters"]}>{signedCount(each.clusters)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            Together
          </th>
          {inPoints && <td>{signedPoints(points)}</td>}
          <td>{signedCount(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** How wide the numbers of clusters are, with the air before them. */
function widthOf(total: number, parts: readonly ShownPart[]): number {
  const longest = Math.max(...[total, ...parts.map((each) => each.clusters)].map((each) => signedCount(each).length));
  return Math.max(58, longest * 9 + 14);
}

/** Who is not active any more, with the list. */
function Quiet({ trend }: { readonly trend: Report | null }): ReactNode {
  const setting = useSetting();
  const { focus } = setting;
  const total = trend?.totals.find((each) => each.period.start === focus.span.start);
  if (total === undefined || total.dormant === null) return null;
  const { counts } = setting.definition.choices ?? {};
  // Users are of the stage they acted in: who did not act is in none, and has left it.
  const quiet = total.dormant + (counts === "member" ? (total.left ?? 0) : 0);
  if (quiet === 0)
    return total.retained === null || total.retained === 0 ? null : (
      <p className={styles["sentence"]}>
        All {countedThings(counts)} that were active the period before {focus.complete ? "were" : "are"} active again.
      </p>
    );
  const row = trend?.rows
    .filter((each) => each.period.start === focus.span.start && each.stage !== null)
    .toSorted((a, b) => (b.dormant ?? 0) - (a.dormant ?? 0))[0];
  return (
    <p className={styles["sentence"]}>
      <NumberLink
        count={quiet}
        cell={{ ...cellWhen(focus, setting), status: "dormant" }}
        text={countOf(quiet, countedThings(counts, 1))}
        className={counts === "cluster" ? styles["opens"] : undefined}
      />{" "}
      active the period before {quiet === 1 ? "is" : "are"} not active {focus.complete ? "any more" : "yet"}
      {row !== undefined && row.stage !== null && (row.dormant ?? 0) > 0 && (
        <>
          {", "}
          <NumberLink
            count={row.dormant ?? 0}
            cell={{ ...cellWhen(focus, setting), stage: row.stage, status: "dormant" }}
            text={`${count(row.dormant ?? 0)} of them in ${stageName(row.stage)}`}
            className={styles["opens"]}
          />
        </>
      )}
      .
    </p>
  );
}

function largest(parts: readonly ShownPart[]): string {
  const size = (each: ShownPart): number => Math.abs(each.points ?? each.clusters);
  const top = parts.toSorted((a, b) => size(b) - size(a))[0];
  if (top === undefined || size(top) === 0) return "nothing did";
  const down = (top.points ?? top.clusters) < 0;
  return {
    behaviour: down ? "clusters went quiet" : "clusters became active",
    mix: "clusters changed stage",
    "entry-exit": "clusters came and left",
    restated: "data were corrected",
    definition: "the definition changed",
  }[top.part];
}

function pointsOf(trend: Report | null, earlier: Report | null, setting: ReturnType<typeof useSetting>): number | null {
  if (trend === null || earlier === null || setting.compared === null) return null;
  const [now, before] = [totalIn(trend, setting.focus.key), totalIn(earlier, setting.compared.key)];
  const [rate, was] = [rateOf(now), rateOf(before)];
  return rate === null || was === null ? null : pointsBetween(rate, was);
}
