import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { trailingDays } from "../calendar/periods.ts";
import { useMarks } from "../data/marks.ts";
import { useSetting } from "../data/setting.ts";
import { rangeTo } from "../data/windows.ts";
import { drawn } from "../figures/trend/drawn.ts";
import { TrendFigure } from "../figures/trend/trend-figure.tsx";
import { Answer } from "../parts/answer.tsx";
import { useAsked } from "../url/use-asked.ts";
import { countedThings } from "../words/names.ts";
import { comparedParams } from "./compared-params.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

const units: Readonly<Record<string, string>> = {
  day: "day by day",
  week: "week by week",
  month: "month by month",
  quarter: "quarter by quarter",
  year: "year by year",
};

/** Lines, stacks, bars or a table over time. */
export function TrendTile({ tile }: { readonly tile: Tile }): ReactNode {
  const setting = useSetting();
  const { asked, own } = useAsked();
  const { base, kind, focus, compared } = setting;
  const trailing = trailingDays(kind);
  const usual = rangeTo(focus, trailing === null ? 12 : 180);
  const question = { ...base, period: kind, from: asked.from ?? usual.from, to: asked.to ?? usual.to };
  const report = useAnswer("/api/v1/report", question);
  const earlier = useAnswer(
    "/api/v1/report",
    compared === null ? {} : { ...base, period: kind, ...comparedParams(compared) },
    { when: compared !== null },
  );
  const marks = useMarks(setting);
  const split = own["split"] === "all" ? "all" : (asked.by[0] ?? null);
  const stages = setting.definition.choices?.stages === true;
  const { measure } = drawn(asked.measure, own["mark"], { setting, report: report.data });
  const things = countedThings(setting.definition.choices?.counts);
  const by = split === null ? (stages ? " by stage" : "") : split === "all" ? "" : ` by ${split}`;
  const table = asked.view === "table";
  return (
    <TileFrame
      tile={tile}
      title={measure === "rate" ? `Share of ${things} active${by}` : `Active ${things}${by}`}
      caption={`${trailing === null ? (units[kind] ?? "period by period") : `${trailing} days to each day`}${focus.complete || table ? "" : ". Dashed to a ring: so far"}`.replace(
        /^./,
        (first) => first.toUpperCase(),
      )}
      question={{ path: "/api/v1/report", params: question }}
      foot={<TileDefinition sentence={report.data?.definition.sentence} />}
    >
      {(height) => (
        <Answer asking={report} height={height}>
          {(data) => (
            <div className={table ? styles["scroll"] : undefined} style={table ? { height } : undefined}>
              <TrendFigure
                report={data}
                earlier={earlier.data}
                setting={setting}
                split={split}
                kept={own["notes"] === "off" ? null : marks}
                height={Math.max(120, height - 26)}
              />
            </div>
          )}
        </Answer>
      )}
    </TileFrame>
  );
}
