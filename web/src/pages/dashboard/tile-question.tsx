import type { ReactNode } from "react";
import type { Picks } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import type { TileKind } from "../../tiles/dashboard.ts";
import form from "../../tiles/form.module.css";
import type { Asked } from "../../url/asked.ts";
import { stageName } from "../../words/names.ts";
import { TileFilters } from "./tile-filters.tsx";

/** What a tile is made of, while it is filled in. */
export interface Filled {
  readonly kind: TileKind;
  readonly title: string;
  readonly text: string;
  readonly asked: Asked;
  readonly own: Readonly<Record<string, string>>;
}

const periods: readonly (readonly [string, string])[] = [
  ["day", "Days"],
  ["week", "Weeks"],
  ["month", "Months"],
  ["quarter", "Quarters"],
  ["year", "Years"],
  ["trailing:7d", "Trailing 7 days"],
  ["trailing:30d", "Trailing 30 days"],
  ["trailing:90d", "Trailing 90 days"],
];

/** What a tile asks: its definition, periods, comparison, how it is drawn, and of which clusters. */
export function Question({
  filled,
  fill,
}: {
  readonly filled: Filled;
  readonly fill: (part: Partial<Filled>) => void;
}): ReactNode {
  const { asked, kind } = filled;
  const definitions = useAnswer("/api/v1/definitions", {}).data?.definitions ?? [];
  const usable = definitions.filter((each) => each.choices !== null);
  const definition = usable.find(({ name }) => name === asked.definition?.split("@")[0]) ?? null;
  const picks = useAnswer("/api/v1/picks", definition === null ? {} : { definition: definition.name }).data;
  const ask = (part: Partial<Asked>): void => fill({ asked: { ...asked, ...part } });
  return (
    <>
      <div className={form["pair"]}>
        <Choice
          label="Definition"
          value={definition?.name ?? ""}
          options={[["", "The project’s first"], ...usable.map(({ name }) => [name, name] as const)]}
          choose={(name) => ask({ definition: name || null })}
        />
        <Choice
          label="Periods"
          value={asked.period ?? ""}
          options={[
            ["", definition === null ? "As the definition says" : `As ${definition.name} says`],
            ...(asked.period === null || periods.some(([key]) => key === asked.period)
              ? []
              : [[asked.period, asked.period] as const]),
            ...periods,
          ]}
          choose={(period) => ask({ period: period || null, at: null, from: null, to: null })}
        />
        {asked.at !== null && (
          <Choice
            label="Which one"
            value={asked.at}
            options={[
              ["", "Always the current one"],
              [asked.at, asked.at],
            ]}
            choose={(at) => ask({ at: at || null })}
          />
        )}
        {kind.takes.includes("compare") && (
          <Choice
            label="Compared with"
            value={asked.compare}
            options={[
              ["like", "The same days of the period before"],
              ["previous", "The whole period before"],
              ["year", "A year earlier"],
              ["none", "Nothing"],
              ...(["like", "previous", "year", "none"].includes(asked.compare)
                ? []
                : [[asked.compare, asked.compare] as const]),
            ]}
            choose={(compare) => ask({ compare })}
          />
        )}
        <Drawing filled={filled} fill={fill} picks={picks} />
      </div>
      <TileFilters filters={asked.filter} attributes={picks?.attributes ?? []} change={(filter) => ask({ filter })} />
    </>
  );
}

/** How it is drawn: as what, split by what, of which stage. */
function Drawing({
  filled: { asked, own, kind },
  fill,
  picks,
}: {
  readonly filled: Filled;
  readonly fill: (part: Partial<Filled>) => void;
  readonly picks: Picks | null;
}): ReactNode {
  const ask = (part: Partial<Asked>): void => fill({ asked: { ...asked, ...part } });
  const takes = (what: TileKind["takes"][number]): boolean => kind.takes.includes(what);
  const stages = picks?.stages ?? [];
  return (
    <>
      {takes("measure") && (
        <Choice
          label="As"
          value={asked.measure}
          options={[
            ["rate", "A rate"],
            ["count", "A count"],
          ]}
          choose={(measure) => ask({ measure: measure === "count" ? "count" : "rate" })}
        />
      )}
      {takes("mark") && (
        <Choice
          label="Drawn as"
          value={own["mark"] ?? ""}
          options={[
            ["", "Lines"],
            ["stacked", "A stack (of counts)"],
            ["bars", "Bars (of counts)"],
          ]}
          choose={(mark) => fill({ own: withOwn(own, "mark", mark) })}
        />
      )}
      {takes("split") && (
        <Choice
          label="Split by"
          value={own["split"] === "all" ? "*" : (asked.by[0] ?? "")}
          options={[
            ["", stages.length > 0 ? "Stage" : "As defined"],
            ...(stages.length > 0 ? [["*", "Nothing"] as const] : []),
            ...(picks?.attributes ?? []).map(({ name }) => [name, name] as const),
          ]}
          choose={(by) =>
            fill({
              asked: { ...asked, by: by === "" || by === "*" ? [] : [by] },
              own: withOwn(own, "split", by === "*" ? "all" : ""),
            })
          }
        />
      )}
      {takes("stage") && stages.length > 0 && (
        <Choice
          label="Stage"
          value={asked.stage[0] ?? ""}
          options={[["", "All stages"], ...stages.map((stage) => [stage, stageName(stage)] as const)]}
          choose={(stage) => ask({ stage: stage === "" ? [] : [stage] })}
        />
      )}
    </>
  );
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}): ReactNode {
  return (
    <label className={form["field"]}>
      {label}
      <select value={value} onChange={(event) => choose(event.target.value)}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function withOwn(own: Readonly<Record<string, string>>, name: string, value: string): Readonly<Record<string, string>> {
  const { [name]: _, ...rest } = own;
  return value === "" ? rest : { ...rest, [name]: value };
}
