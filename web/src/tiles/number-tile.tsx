import type { ReactNode } from "react";
import type { Report } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { trailingDays } from "../calendar/periods.ts";
import { rateOf, type Share, stageIn, totalIn } from "../data/numbers-of.ts";
import { type Setting, useSetting } from "../data/setting.ts";
import { cellWhen } from "../lists/count-clusters.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { Change } from "../parts/change.tsx";
import { NumberLink } from "../parts/number-link.tsx";
import { useAsked } from "../url/use-asked.ts";
import { rangeText } from "../words/dates.ts";
import { countedThings, stageName } from "../words/names.ts";
import { count, intervalText, matters, pointsBetween, rateNumber, rateText, wilson } from "../words/numbers.ts";
import { windowText } from "../words/windows.ts";
import { daysOf, type Window } from "../data/windows.ts";
import { comparedParams } from "./compared-params.ts";
import type { Tile } from "./dashboard.ts";
import styles from "./number-tile.module.css";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";

/** One number: how many are active, of how many, how sure that is, and what it was before. */
export function NumberTile({ tile }: { readonly tile: Tile }): ReactNode {
  const setting = useSetting();
  const { asked } = useAsked();
  const { base, focus, compared } = setting;
  const { by: _, ...plain } = base;
  const stage = asked.stage[0] ?? null;
  const params = { ...plain, from: focus.key, to: focus.key };
  const now = useAnswer("/api/v1/report", params);
  const before = useAnswer("/api/v1/report", compared === null ? {} : { ...plain, ...comparedParams(compared) }, {
    when: compared !== null,
  });
  const things = countedThings(setting.definition.choices?.counts);
  const who = `${things.charAt(0).toUpperCase()}${things.slice(1)}${stage === null ? "" : ` in ${stageName(stage)}`}`;
  return (
    <TileFrame
      tile={tile}
      title={`${who} active`}
      caption={whenOf(focus, setting)}
      question={{ path: "/api/v1/report", params }}
      foot={<TileDefinition sentence={now.data?.definition.sentence} />}
    >
      {(height) => (
        <Answer asking={now} height={Math.min(height, 120)}>
          {(report) =>
            stage !== null && stageIn(report, focus.key, stage) === null ? (
              <Empty>
                <p>No clusters are in {stageName(stage)} in this period, so there is no number.</p>
              </Empty>
            ) : (
              <Number
                now={shareIn(report, focus.key, stage)}
                before={before.data === null || compared === null ? null : shareIn(before.data, compared.key, stage)}
                stage={stage}
              />
            )
          }
        </Answer>
      )}
    </TileFrame>
  );
}

function Number({
  now,
  before,
  stage,
}: {
  readonly now: Share;
  readonly before: Share | null;
  readonly stage: string | null;
}): ReactNode {
  const setting = useSetting();
  const { asked } = useAsked();
  const cell = { ...cellWhen(setting.focus, setting), ...(stage === null ? {} : { stage }) };
  const rate = rateOf(now);
  const things = countedThings(setting.definition.choices?.counts, now.of ?? now.active);
  const small = now.of !== null && now.of >= 10 && now.of < 100 ? wilson(now.active, now.of) : null;
  return (
    <div className={styles["number"]}>
      <p className={styles["figure"]}>
        <NumberLink count={now.active} cell={cell} text={<Figure share={now} measure={asked.measure} />} />
      </p>
      <p>
        <NumberLink count={now.active} cell={cell} className={styles["count"]} />
        {now.of !== null && (
          <>
            {" of "}
            <NumberLink count={now.of} cell={{ ...cell, status: "all" }} />
          </>
        )}{" "}
        {things}
        {asked.measure === "count" && rate !== null && `, ${rateText(rate, now.of)}`}
        {small !== null && <span className={styles["faint"]}> · likely {intervalText(small)}</span>}
      </p>
      <Before now={now} before={before} />
    </div>
  );
}

function Figure({ share, measure }: { readonly share: Share; readonly measure: "rate" | "count" }): ReactNode {
  const rate = rateOf(share);
  if (measure === "count" || share.of === null) return count(share.active);
  if (share.of < 10) return share.of === 0 ? "–" : `${share.active} of ${share.of}`;
  return (
    <>
      {rateNumber(rate, share.of)}
      <span className={styles["percent"]}>%</span>
    </>
  );
}

function Before({ now, before }: { readonly now: Share; readonly before: Share | null }): ReactNode {
  const setting = useSetting();
  const { asked } = useAsked();
  const { compared } = setting;
  if (before === null || compared === null) return null;
  const [rate, was] = [rateOf(now), rateOf(before)];
  const when = `${compared.complete && trailingDays(setting.kind) !== null ? "the " : ""}${windowText(compared, setting.cut)}`;
  const preposition = compared.complete ? "in" : "on";
  if (asked.measure === "count" || rate === null || was === null)
    return (
      <p className={styles["change"]}>
        <Change value={now.active - before.active} unit="clusters" matters={false} strong /> from {count(before.active)}{" "}
        {preposition} {when}
      </p>
    );
  const coloured = matters({ active: now.active, of: now.of ?? 0 }, { active: before.active, of: before.of ?? 0 });
  return (
    <p className={styles["change"]}>
      <Change value={pointsBetween(rate, was)} unit="pts" matters={coloured} strong /> from {rateText(was, before.of)}{" "}
      {preposition} {when}
    </p>
  );
}

function shareIn(report: Report, key: string, stage: string | null): Share {
  const found = stage === null ? totalIn(report, key) : stageIn(report, key, stage);
  return found ?? { active: 0, of: null };
}

/** “1–15 November, so far”. */
function whenOf(focus: Window, { cut, kind }: Setting): string {
  if (trailingDays(kind) !== null) return windowText(focus, cut);
  const { first, last } = daysOf(focus);
  return `${rangeText(first, last, cut, "long")}${focus.complete ? "" : ", so far"}`;
}
