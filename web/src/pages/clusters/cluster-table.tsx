import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from "react";
import type { Resting } from "../../api/resting.ts";
import type { Row, Sorting } from "./asked-table.ts";
import { ClusterLink } from "./cluster-link.tsx";
import styles from "./cluster-table.module.css";
import { type Around, type Column, reasonOf, shortReason } from "./columns.tsx";
import type { Rows } from "./use-rows.ts";

const rowHeight = 57;

/** How narrow names become before the table is scrolled sideways: the usual columns stand on a screen of 1280. */
const narrowest = 236;

/** What the table shows, and what is done when its heads are pressed. */
export interface ClusterTableProps {
  readonly rows: Rows;
  readonly count: number;
  readonly columns: readonly Column[];
  readonly around: Around;
  readonly sort: readonly Sorting[];
  readonly onSort: (column: string, more: boolean, firstDown: boolean) => void;
  /** Told which head the pointer, or the focus, is on. */
  readonly onHead: Pick<Resting<HeadAt>, "rest" | "press">;
}

/** A column's head that can be pressed. */
export interface HeadAt {
  readonly column: string;
  readonly firstDown: boolean;
}

/** Clusters line by line, of any number: only what is seen is drawn and read. The head and the names stay. */
export function ClusterTable({ rows, count, columns, around, sort, onSort, onHead }: ClusterTableProps): ReactNode {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: 36,
  });
  const items = virtual.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => rows.look(from, to));
  const template = `minmax(${narrowest}px, 1fr) ${columns.map((each) => `${each.width}px`).join(" ")}`;
  const width = narrowest + columns.reduce((sum, each) => sum + each.width, 0) + (columns.length + 1) * 12;
  const style = { "--columns": template, minWidth: width } as CSSProperties;
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    const at = Number((event.target as HTMLElement).closest("[data-row]")?.getAttribute("data-row") ?? Number.NaN);
    if (by === undefined || Number.isNaN(at)) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, at + by));
    virtual.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus({ preventScroll: true }),
    );
  };
  return (
    <div ref={scroll} className={styles["scroll"]} tabIndex={0} role="group" aria-label="Clusters" onKeyDown={step}>
      <div
        role="table"
        aria-label="Clusters"
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        style={style}
        className={styles["table"]}
      >
        <div role="rowgroup" className={styles["top"]}>
          <div role="row" aria-rowindex={1} className={styles["heads"]}>
            <Head label="Cluster and reason" column="name" sort={sort} onSort={onSort} onHead={onHead} />
            {columns.map((each) => (
              <Head
                key={each.key}
                label={each.head ?? each.label}
                full={each.label}
                column={each.sort ?? null}
                end={each.end === true}
                down={each.down === true}
                sort={sort}
                onSort={onSort}
                onHead={onHead}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles["body"]} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              data-row={item.index}
              className={styles["row"]}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line row={rows.at(item.index)} columns={columns} around={around} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps {
  readonly row: Row | null;
  readonly columns: readonly Column[];
  readonly around: Around;
}

/** The cells of a line. It is drawn once, however often the table is scrolled. */
const Line = memo(function Line({ row, columns, around }: LineProps): ReactNode {
  if (row === null)
    return (
      <div role="rowheader" className={styles["who"]} aria-busy="true">
        <span className={styles["waiting"]} />
        <span className="aloud">Reading</span>
      </div>
    );
  return (
    <>
      <div role="rowheader" className={styles["who"]}>
        <ClusterLink row={row} around={around} className={styles["name"]} />
        <span className={styles["reason"]} title={reasonOf(row, around)}>
          {shortReason(row, around)}
        </span>
      </div>
      {columns.map((each) => (
        <div key={each.key} role="cell" className={styles["cell"]} data-end={each.end === true ? "" : undefined}>
          {each.show(row, around)}
        </div>
      ))}
    </>
  );
});

function Head({
  label,
  full,
  column,
  end = false,
  down = false,
  sort,
  onSort,
  onHead,
}: {
  readonly label: string;
  readonly full?: string;
  readonly column: string | null;
  readonly end?: boolean;
  readonly down?: boolean;
  readonly sort: readonly Sorting[];
  readonly onSort: ClusterTableProps["onSort"];
  readonly onHead: ClusterTableProps["onHead"];
}): ReactNode {
  const place = sort.findIndex((each) => each.column === column);
  const held = sort[place];
  const direction = held === undefined ? "none" : held.down ? "descending" : "ascending";
  const data = end ? "" : undefined;
  if (column === null)
    return (
      <div role="columnheader" className={styles["head"]} data-end={data}>
        {label}
      </div>
    );
  const at = { column, firstDown: down };
  const Arrow = held?.down === true ? ArrowDown : ArrowUp;
  return (
    <div role="columnheader" className={styles["head"]} data-end={data} aria-sort={place === 0 ? direction : "none"}>
      <button
        type="button"
        title={`${full ?? label}: put in order; with Shift, as a further order`}
        onPointerEnter={(event) => onHead.rest(event.pointerType === "mouse" ? at : null)}
        onPointerLeave={() => onHead.rest(null)}
        onPointerDown={(event) => {
          // With Shift it is another order.
          if (event.button === 0 && event.pointerType === "mouse" && !event.shiftKey) onHead.press(at);
        }}
        onFocus={() => onHead.rest(at)}
        onBlur={() => onHead.rest(null)}
        onClick={(event) => onSort(column, event.shiftKey, down)}
      >
        {label}
        {held !== undefined && <Arrow size={12} strokeWidth={2} aria-hidden />}
        {held !== undefined && sort.length > 1 && <span className={styles["place"]}>{place + 1}</span>}
      </button>
    </div>
  );
}
