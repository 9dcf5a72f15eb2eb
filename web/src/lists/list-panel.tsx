import { useVirtualizer } from "@tanstack/react-virtual";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { addressOf } from "../api/ask.ts";
import { type Setting, useSetting } from "../data/setting.ts";
import { PageLink } from "../parts/page-link.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { type Cell, formatCell } from "../url/cell.ts";
import { useOpenList } from "../url/use-asked.ts";
import { stageName } from "../words/names.ts";
import { count, countOf } from "../words/numbers.ts";
import { reasonText } from "../words/reasons.ts";
import styles from "./list-panel.module.css";
import { type ListRow, listSources } from "./sources.ts";
import { useListAhead, useLoadedList } from "./use-list.ts";

/** The clusters behind a number, beside the figure that has it; nothing while no list is open. */
export function ListPanel(): ReactNode {
  const { cell, close } = useOpenList();
  useListAhead();
  const opener = useRef<Element | null>(null);
  const isOpen = cell !== null;
  // Before the list takes the focus.
  useLayoutEffect(() => {
    if (isOpen) opener.current = document.activeElement;
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      const from = opener.current;
      if (from instanceof HTMLElement || from instanceof SVGElement) from.focus({ preventScroll: true });
    };
  }, [isOpen]);
  if (cell === null) return null;
  return <OpenList key={formatCell(cell)} cell={cell} close={close} />;
}

function OpenList({ cell, close }: { readonly cell: Cell; readonly close: () => void }): ReactNode {
  const setting = useSetting();
  const list = useLoadedList(cell);
  const [text, setText] = useState("");
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  const wanted = text.trim().toLowerCase();
  const rows = useMemo(
    () =>
      wanted === ""
        ? list.rows
        : list.rows.filter((each) =>
            `${each.name} ${each.key} ${each.owner ?? ""} ${each.status ?? ""}`.toLowerCase().includes(wanted),
          ),
    [list.rows, wanted],
  );
  const { more, waiting } = list;
  useEffect(() => {
    // What is searched for may be on a page that is not there yet.
    if (wanted !== "" && more !== null && !waiting) more();
  }, [wanted, more, waiting]);
  const first = listSources[cell["figure"] ?? ""]?.asks(cell, setting)[0];
  return (
    <aside
      className={styles["panel"]}
      aria-labelledby="list-title"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      <header className={styles["head"]}>
        <h2
          id="list-title"
          tabIndex={-1}
          ref={title}
          className={styles["title"]}
          data-list-count={list.count ?? undefined}
        >
          {list.title ?? "The list behind the number"}
        </h2>
        <button type="button" className={styles["close"]} aria-label="Close the list" onClick={close}>
          <X size={18} strokeWidth={1.75} aria-hidden />
        </button>
      </header>
      <div className={styles["tools"]}>
        <input
          type="search"
          className={styles["search"]}
          placeholder="Search name, id or owner"
          aria-label="Search in this list"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {first !== undefined && first.path === "/api/v1/clusters" && list.count !== null && (
          <a
            className={styles["file"]}
            download
            href={addressOf(first.path, { ...first.params, limit: undefined, format: "csv" })}
          >
            CSV
          </a>
        )}
      </div>
      {list.problem !== null && !waiting ? (
        <div className={styles["trouble"]}>
          <Trouble problem={list.problem} retry={list.retry} />
        </div>
      ) : (
        <Rows
          rows={rows}
          waiting={waiting}
          more={more}
          goesOn={list.goesOn}
          at={atOf(cell, setting)}
          oneStage={cell["stage"] !== undefined}
        />
      )}
      <footer className={styles["foot"]} aria-live="polite">
        {wanted === "" || list.count === null
          ? list.count === null
            ? "Reading…"
            : countOf(list.count, "cluster")
          : `${countOf(rows.length, "cluster")} of ${count(list.count)}`}
      </footer>
    </aside>
  );
}

/** The period that the pages of a list's clusters are opened at; null: the one under way. */
function atOf(cell: Cell, setting: Setting): string | null {
  const { period } = cell;
  return period === undefined || cell["kind"] !== undefined || period === setting.latest.key ? null : period;
}

function Rows({
  rows,
  waiting,
  more,
  goesOn,
  at,
  oneStage,
}: {
  readonly rows: readonly ListRow[];
  readonly waiting: boolean;
  readonly more: (() => void) | null;
  readonly goesOn: boolean;
  readonly at: string | null;
  /** Whether all are of the stage that the title names. */
  readonly oneStage: boolean;
}): ReactNode {
  const setting = useSetting();
  const kind = setting.definition.choices?.cluster ?? "";
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 61,
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && !waiting && last >= rows.length - 40) more();
  }, [last, rows.length, more, waiting]);
  return (
    <div
      ref={scroll}
      className={styles["scroll"]}
      data-one-stage={oneStage ? "" : undefined}
      tabIndex={0}
      role="list"
      aria-label="Clusters"
      aria-busy={waiting}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div
              key={item.key}
              role="listitem"
              aria-setsize={goesOn ? -1 : rows.length}
              aria-posinset={item.index + 1}
              className={styles["row"]}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <PageLink
                to="/clusters"
                rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(row.key)}`}
                change={{ at }}
                className={styles["name"]}
                dir="auto"
                otherwise={
                  <span className={styles["name"]} dir="auto">
                    {row.name}
                  </span>
                }
              >
                {row.name}
              </PageLink>
              <span className={styles["stage"]}>{row.stage === null ? "" : stageName(row.stage)}</span>
              <span className={styles["facts"]}>{row.facts}</span>
              <span className={styles["reason"]} title={reasonText(row.reason, setting.cut)}>
                {reasonText(row.reason, setting.cut)}
              </span>
              <span className={styles["owner"]}>
                <bdi>{row.owner}</bdi>
              </span>
            </div>
          );
        })}
      </div>
      {rows.length === 0 && !waiting && <p className={styles["none"]}>Nobody.</p>}
    </div>
  );
}
