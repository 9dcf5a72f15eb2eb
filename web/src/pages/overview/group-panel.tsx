import type { ReactNode } from "react";
import { useAnswer } from "../../api/use-answer.ts";
import { DotChange } from "../../charts/dot-change.tsx";
import { useSetting } from "../../data/setting.ts";
import { Answer } from "../../parts/answer.tsx";
import { Change } from "../../parts/change.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import { cellWhen } from "../../lists/count-clusters.ts";
import { valueName } from "../../words/names.ts";
import { matters, pointsBetween, rateText } from "../../words/numbers.ts";
import { nowOf } from "../../data/windows.ts";
import { windowText } from "../../words/windows.ts";
import styles from "./group-panel.module.css";
import { byValue, rateOf, type Share, stagesOf } from "../../data/numbers-of.ts";

interface Group {
  readonly value: string | null;
  readonly now: Share;
  readonly before: Share | null;
}

/** The values of an attribute: now, before, and the way between. Nothing where the project has none to split by. */
export function GroupPanel({ when }: { readonly when: boolean }): ReactNode {
  const setting = useSetting();
  const { base, focus, compared } = setting;
  const picks = useAnswer("/api/v1/picks", { definition: base.definition });
  const wanted = base.by?.split(",")[0];
  const attribute =
    picks.data?.attributes.find((each) => each.name === wanted) ??
    picks.data?.attributes.find((each) => each.values_all > 1);
  const name = attribute?.name ?? "";
  const asks = when && attribute !== undefined && setting.definition.choices?.counts === "cluster";
  const now = useAnswer("/api/v1/report", { ...base, by: name, from: focus.key, to: focus.key }, { when: asks });
  const before = useAnswer(
    "/api/v1/report",
    compared === null
      ? {}
      : {
          ...base,
          by: name,
          from: compared.key,
          to: compared.key,
          ...(compared.complete ? {} : { now: nowOf(compared) }),
        },
    { when: asks && compared !== null },
  );
  if (picks.data !== null && when && !asks) return null;
  const caption =
    compared === null
      ? `Dot: ${windowText(focus, setting.cut)}.`
      : `Ring: ${windowText(compared, setting.cut)}. Dot: ${windowText(focus, setting.cut)}.`;
  return (
    <Panel title={name === "" ? "By group" : `By ${name}`} caption={caption}>
      <Answer asking={now} height={140}>
        {(report) => {
          const earlier = before.data === null || compared === null ? null : byValue(before.data, compared.key, name);
          const groups = [...byValue(report, focus.key, name)].map(([value, share]): Group => ({
            value,
            now: share,
            before: earlier?.get(value) ?? null,
          }));
          return <Groups groups={sorted(groups)} name={name} stages={stagesOf(report)} />;
        }}
      </Answer>
    </Panel>
  );
}

function Groups({
  groups,
  name,
  stages,
}: {
  readonly groups: readonly Group[];
  readonly name: string;
  readonly stages: readonly (string | null)[];
}): ReactNode {
  const setting = useSetting();
  const rates = groups.flatMap((each) => [rateOf(each.now), rateOf(each.before)]).filter((each) => each !== null);
  const [from, to] = [Math.min(...rates), Math.max(...rates)];
  const worst = groups.map(changeOf).toSorted((a, b) => a - b)[0] ?? 0;
  const stageKey = stages.every((stage) => stage === null)
    ? {}
    : { stage: stages.map((stage) => stage ?? "").join(",") };
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          <th scope="col">{`${name.charAt(0).toUpperCase()}${name.slice(1)}`}</th>
          <th scope="col" className={styles["ends"]}>
            {rates.length > 0 && (
              <span className={styles["axis"]}>
                <span>{Math.round(from * 100)}%</span>
                <span>{Math.round(to * 100)}%</span>
              </span>
            )}
          </th>
          <th scope="col">now</th>
          <th scope="col">pts</th>
        </tr>
      </thead>
      <tbody>
        {groups.slice(0, 8).map((group) => {
          const rate = rateOf(group.now);
          const change = changeOf(group);
          const cell = { ...cellWhen(setting.focus, setting), ...stageKey, [`by.${name}`]: group.value ?? "" };
          const isWorst = change === worst && change < 0 && coloured(group);
          return (
            <tr key={group.value ?? ""}>
              <th scope="row">
                <span className={styles["value"]}>{valueName(group.value)}</span>
                <span className={styles["counts"]}>
                  <NumberLink count={group.now.active} cell={cell} />
                  {group.now.of !== null && (
                    <>
                      {" of "}
                      <NumberLink count={group.now.of} cell={{ ...cell, status: "all" }} />
                    </>
                  )}
                </span>
              </th>
              <td>
                {rate !== null && (
                  <DotChange before={rateOf(group.before)} now={rate} from={from} to={to} falls={isWorst} />
                )}
              </td>
              <td className={styles["now"]}>{rateText(rate, group.now.of)}</td>
              <td>
                {rate !== null && rateOf(group.before) !== null && (
                  <Change value={change} unit="none" matters={isWorst} strong={isWorst} />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function changeOf({ now, before }: Group): number {
  const [rate, was] = [rateOf(now), rateOf(before)];
  return rate === null || was === null ? 0 : pointsBetween(rate, was);
}

function coloured({ now, before }: Group): boolean {
  return (
    before !== null && matters({ active: now.active, of: now.of ?? 0 }, { active: before.active, of: before.of ?? 0 })
  );
}

function sorted(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((a, b) => changeOf(a) - changeOf(b));
}
