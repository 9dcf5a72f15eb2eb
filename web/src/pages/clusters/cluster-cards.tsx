import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import styles from "./cluster-cards.module.css";
import { ClusterLink } from "./cluster-link.tsx";
import { type Around, type Column, shortReason } from "./columns.tsx";
import type { Rows } from "./use-rows.ts";

const cardHeight = 118;

/** Clusters as cards, for a narrow screen: the page itself scrolls, and only what is seen is drawn. */
export function ClusterCards({
  rows,
  count,
  columns,
  around,
}: {
  readonly rows: Rows;
  readonly count: number;
  readonly columns: readonly Column[];
  readonly around: Around;
}): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  const virtual = useWindowVirtualizer({ count, estimateSize: () => cardHeight, overscan: 6, scrollMargin: top });
  const items = virtual.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => rows.look(from, to));
  const shown = (key: string): Column | undefined => columns.find((each) => each.key === key);
  return (
    <ul ref={list} className={styles["cards"]} style={{ height: virtual.getTotalSize() }} aria-label="Clusters">
      {items.map((item) => {
        const row = rows.at(item.index);
        return (
          <li
            key={item.key}
            className={styles["card"]}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            style={{ transform: `translateY(${item.start - top}px)` }}
          >
            {row === null ? (
              <span className={styles["waiting"]}>Reading…</span>
            ) : (
              <>
                <ClusterLink row={row} around={around} className={styles["name"]} />
                <span className={styles["stage"]}>{(shown("stage") ?? shown("status"))?.show(row, around)}</span>
                <span className={styles["reason"]}>{shortReason(row, around)}</span>
                <span className={styles["weeks"]}>{shown("weeks")?.show(row, around)}</span>
                <span className={styles["last"]}>
                  {row.last === null ? "never active" : <>last {shown("last")?.show(row, around)}</>}
                </span>
                <span className={styles["owner"]}>{row.owner}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
