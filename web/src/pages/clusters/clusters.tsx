import { type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { Link } from "wouter";
import { resting } from "../../api/resting.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { type Setting, useSetting } from "../../data/setting.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useNarrow } from "../../parts/use-narrow.ts";
import { useAsked } from "../../url/use-asked.ts";
import { count, countOf } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import {
  isNarrowed,
  type Rank,
  sortedBy,
  sortText,
  type Table,
  tableAsked,
  tableParams,
  titleOf,
} from "./asked-table.ts";
import { ClusterCards } from "./cluster-cards.tsx";
import { ClusterTable, type ClusterTableProps, type HeadAt } from "./cluster-table.tsx";
import styles from "./clusters.module.css";
import { type Around, columnsOf, shownColumns } from "./columns.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { ColumnMenu, Tools } from "./tools.tsx";
import { useRows, useRowsAhead } from "./use-rows.ts";

/** Every cluster of the period, to search, choose and put in order: all, the most engaged, those that need support. */
export default function Clusters(): ReactNode {
  const setting = useSetting();
  const { asked, own, changeOwn } = useAsked();
  const table = tableAsked(own);
  const params = tableParams(table, asked, setting);
  const rows = useRows(params);
  const picks = useAnswer("/api/v1/picks", { definition: setting.base.definition });
  const narrow = useNarrow();
  const data = rows.first.data;
  const around = useAround(setting, picks.data?.stages, data?.products_all ?? null);
  const columns = useMemo(
    () =>
      columnsOf(
        around,
        {
          stages: setting.definition.choices?.stages === true,
          owners: picks.data === null || picks.data.owners.length > 0,
        },
        (picks.data?.attributes ?? []).map((each) => each.name),
      ),
    [around, setting.definition, picks.data],
  );
  const shown = useMemo(() => shownColumns(columns, own["cols"]), [columns, own]);
  // While another answer is under way, the title stays that of the lines there are.
  const title = useRef("Clusters");
  if (data !== null && !rows.first.earlier) title.current = titleOf(data, table, asked, setting);
  const onSort = useCallback(
    (column: string, more: boolean, firstDown: boolean) =>
      changeOwn({ sort: sortText(sortedBy(table.sort, column, more, firstDown)) }, { replace: true }),
    [changeOwn, table.sort],
  );
  const orders = useOrdersAhead((column, firstDown) =>
    tableParams({ ...table, sort: sortedBy(table.sort, column, false, firstDown) }, asked, setting),
  );
  return (
    <>
      <PageHead
        title={title.current}
        lede={data === null ? "Reading the clusters…" : <Lede table={data} rank={table.rank} />}
        definition
      />
      <section className={styles["panel"]} aria-label="The clusters">
        <Ranks table={data} />
        <div className={styles["tools"]}>
          <Tools picks={picks.data}>
            {!narrow && <ColumnMenu columns={columns} />}
            <ExportMenu params={params} columns={shown} around={around} found={data?.count ?? 0} />
          </Tools>
        </div>
        <div className={data === null ? styles["nobody"] : undefined}>
          <Answer asking={rows.first} height={480}>
            {(found) =>
              found.count === 0 ? (
                <Nobody table={found} />
              ) : narrow ? (
                <ClusterCards rows={rows} count={found.count} columns={columns} around={around} />
              ) : (
                <ClusterTable
                  key={`${table.rank} ${table.find}`}
                  rows={rows}
                  count={found.count}
                  columns={shown}
                  around={around}
                  sort={table.sort}
                  onSort={onSort}
                  onHead={orders}
                />
              )
            }
          </Answer>
        </div>
        {data !== null && data.count > 0 && (
          <p className={styles["foot"]} data-rows={data.count}>
            {countOf(data.count, "cluster")}
            {data.count === data.all ? "" : ` of ${count(data.all)}`}
          </p>
        )}
      </section>
    </>
  );
}

/** Asks for the table in another order as soon as the pointer, or the focus, rests on a column's head. */
function useOrdersAhead(
  paramsOf: (column: string, firstDown: boolean) => ReturnType<typeof tableParams>,
): ClusterTableProps["onHead"] {
  const ask = useRowsAhead();
  const of = useRef(paramsOf);
  useEffect(() => {
    of.current = paramsOf;
  });
  const heads = useMemo(
    () =>
      resting<HeadAt>(
        ({ column, firstDown }) => ask(of.current(column, firstDown)),
        (a, b) => a.column === b.column,
      ),
    [ask],
  );
  useEffect(() => heads.end, [heads]);
  return heads;
}

const noStages: readonly string[] = [];

function useAround(setting: Setting, stages: readonly string[] | undefined, products: number | null): Around {
  const { asked, hrefTo } = useAsked();
  const kind = encodeURIComponent(setting.definition.choices?.cluster ?? "cluster");
  // The same from one scroll to the next, so that lines that are there are not drawn again: hrefTo changes with what is asked alone.
  return useMemo(
    () => ({
      setting,
      stages: stages ?? noStages,
      table: { products_all: products },
      hrefOf: (cluster) => hrefTo(`/clusters/${kind}/${encodeURIComponent(cluster)}`, { stage: [], by: [] }),
    }),
    [setting, stages, products, kind, asked],
  );
}

function Lede({ table, rank }: { readonly table: Table; readonly rank: Rank }): ReactNode {
  const { focus, cut } = useSetting();
  const when = windowText(focus, cut);
  const soFar = focus.complete ? "" : ", so far";
  if (rank === "support")
    return `They went quiet or fell behind in ${when}${soFar}; those that lost the most active days first.`;
  if (rank === "engaged") return `By active days, members and activities in ${when}${soFar}.`;
  return (
    <>
      {count(table.support)} of all {count(table.all)} need support in {when}
      {soFar}.
    </>
  );
}

function Ranks({ table }: { readonly table: Table | null }): ReactNode {
  const { own, hrefTo } = useAsked();
  const rank = tableAsked(own).rank;
  const to = (next: Rank): string => {
    const { sort: _, rank: __, ...kept } = own;
    return hrefTo("/clusters", {}, next === "all" ? kept : { ...kept, rank: next });
  };
  const all: readonly (readonly [Rank, string, number | null])[] = [
    ["engaged", "Most engaged", null],
    ["support", "Needs support", table?.support ?? null],
    ["all", "All", table?.all ?? null],
  ];
  return (
    <nav className={styles["ranks"]} aria-label="Which clusters">
      {all.map(([key, label, number]) => (
        <Link
          key={key}
          href={to(key)}
          className={styles["rank"] ?? ""}
          aria-current={rank === key ? "page" : undefined}
        >
          {label}
          {number !== null && <span className={styles["number"]}>{count(number)}</span>}
        </Link>
      ))}
    </nav>
  );
}

function Nobody({ table }: { readonly table: Table }): ReactNode {
  const { asked, own, hrefTo } = useAsked();
  const asking = tableAsked(own);
  return (
    <div className={styles["nobody"]}>
      <Empty height={320}>
        {isNarrowed(asking, asked) ? (
          <>
            <p>None of the {countOf(table.all, "cluster")} is what is asked for.</p>
            <Link href={hrefTo("/clusters", { stage: [] })}>Show all of them</Link>
          </>
        ) : (
          <p>
            {asking.rank === "support"
              ? "No cluster needs support: none of those active before fell behind."
              : "No clusters are there in this period. Another period or definition may have some."}
          </p>
        )}
      </Empty>
    </div>
  );
}
