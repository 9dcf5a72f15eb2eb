import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Report } from "../../api/schema.ts";
import { useAhead, useAnswer } from "../../api/use-answer.ts";
import { trailingDays } from "../../calendar/periods.ts";
import { useMarks } from "../../data/marks.ts";
import { type Setting, useSetting } from "../../data/setting.ts";
import { comparedWith, focusOf, nowAt, nowOf, rangeTo } from "../../data/windows.ts";
import { Answer } from "../../parts/answer.tsx";
import type { Asked } from "../../url/asked.ts";
import { useAsked } from "../../url/use-asked.ts";
import { DaysSlider, besides, marksAround } from "./days-slider.tsx";
import { TrendMarks } from "./marks.tsx";
import { TrendFigure } from "../../figures/trend/trend-figure.tsx";
import { TrendHead } from "./trend-head.tsx";
import { TrendControls } from "./trend-controls.tsx";
import styles from "./trend.module.css";

/** Any definition over time: calendar or trailing, rate or count, split, compared. */
export default function Trend(): ReactNode {
  const page = useSetting();
  const { asked, change, own } = useAsked();
  const chosen = trailingDays(page.kind);
  const [dragged, setDragged] = useState<number | null>(null);
  useEffect(() => setDragged(null), [chosen]);
  const days = dragged ?? chosen;
  const [paced, setPaced] = useState(days);
  const setting = useMemo(
    () => (dragged === null || paced === null ? page : withKind(page, `trailing:${paced}d`, asked)),
    [page, dragged, paced, asked],
  );
  const { base, compared } = setting;
  const split = own["split"] === "all" ? "all" : (asked.by[0] ?? null);
  const question = questionOf(setting, asked);
  const report = useAnswer("/api/v1/report", question);
  const ask = useWindowsAhead(page, asked, chosen !== null && dragged === null && !report.waiting ? chosen : null);
  // While the thumb moves one question is under way, and the next asks for where the thumb is by then.
  useEffect(() => {
    if (!report.waiting) setPaced(days);
  }, [report.waiting, days]);
  const earlier = useAnswer(
    "/api/v1/report",
    compared === null
      ? {}
      : {
          ...base,
          period: setting.kind,
          from: compared.key,
          to: compared.key,
          ...(compared.complete ? {} : { now: nowOf(compared) }),
        },
    { when: compared !== null && dragged === null },
  );
  // What is on the screen may answer the question before: its words are of its own periods.
  const kind = kindOf(report.data) ?? setting.kind;
  const shown = kind === setting.kind ? setting : withKind(page, kind, asked);
  const before = compared === null || kindOf(earlier.data) !== kind ? null : earlier.data;
  const marks = useMarks(shown);
  return (
    <>
      <Answer asking={report} height={112}>
        {(data) => <TrendHead report={data} earlier={before} setting={shown} />}
      </Answer>
      <section className={styles["panel"]} aria-label="Trend">
        <TrendControls question={question} setting={setting} report={report.data} split={split}>
          {days !== null && (
            <DaysSlider
              days={days}
              onDrag={setDragged}
              onTyped={(wanted) => ask([wanted])}
              onChoose={(wanted) => {
                // Under way before the page has drawn that it is.
                ask([wanted]);
                change({ period: periodOf(wanted, setting), list: null });
              }}
            />
          )}
        </TrendControls>
        <Answer asking={report} height={424}>
          {(data) => (
            <TrendFigure
              report={data}
              earlier={before}
              setting={shown}
              split={split}
              kept={own["notes"] === "off" ? null : marks}
            />
          )}
        </Answer>
        {report.data !== null && <TrendMarks marks={marks} report={report.data} setting={shown} />}
      </section>
    </>
  );
}

/** What the lines are asked with. */
function questionOf(setting: Setting, asked: Asked) {
  return { ...setting.base, period: setting.kind, ...rangeOf(setting, asked.from, asked.to) };
}

/** So long after the last question the windows of the marks are asked for, in milliseconds. */
const marksAfter = 400;

/**
 * Once nothing else is to do, asks for a day more and a day less, whichever way it went last first, and a while later
 * for the windows of the marks beside the thumb: it will go to one of them. Gives what asks for windows at once.
 */
function useWindowsAhead(page: Setting, asked: Asked, days: number | null): (all: readonly number[]) => () => void {
  const ahead = useAhead();
  const before = useRef(days);
  const ask = useCallback(
    (all: readonly number[]) =>
      ahead(
        "/api/v1/report",
        all.map((each) => questionOf(withKind(page, `trailing:${each}d`, asked), asked)),
      ),
    [ahead, page, asked],
  );
  useEffect(() => {
    if (days === null) return;
    const step = before.current !== null && before.current > days ? -1 : 1;
    before.current = days;
    const stops = [ask(besides(days, step))];
    const timer = setTimeout(() => stops.push(ask(marksAround(days))), marksAfter);
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [ask, days]);
  return ask;
}

/** The setting with periods of another kind. */
function withKind(setting: Setting, kind: string, asked: Asked): Setting {
  const focus = focusOf(kind, asked.at ?? asked.to, setting.cut);
  return {
    ...setting,
    kind,
    focus,
    latest: focusOf(kind, null, setting.cut),
    compared: comparedWith(focus, asked.compare, setting.cut),
    base: { ...setting.base, now: nowAt(kind, setting.cut) },
  };
}

function kindOf(report: Report | null): string | null {
  return report?.totals[0]?.period.kind ?? null;
}

function rangeOf(
  setting: Setting,
  from: string | null,
  to: string | null,
): { readonly from: string; readonly to: string } {
  const usual = rangeTo(setting.focus, trailingDays(setting.kind) === null ? 12 : 180);
  return { from: from ?? usual.from, to: to ?? usual.to };
}

function periodOf(days: number, setting: Setting): string | null {
  const kind = `trailing:${days}d`;
  return kind === setting.definition.choices?.period ? null : kind;
}
