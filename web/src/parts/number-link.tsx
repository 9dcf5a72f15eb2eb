import type { ReactNode } from "react";
import { Link } from "wouter";
import { useSetting } from "../data/setting.ts";
import type { Cell } from "../url/cell.ts";
import { useList } from "../url/use-asked.ts";
import { count as countText } from "../words/numbers.ts";
import styles from "./number-link.module.css";

/**
 * A number that opens its list, which has as many lines. Nobody is no link.
 * @param text what is shown where that is not the number itself
 */
export function NumberLink({
  count,
  cell,
  text,
  className,
}: {
  readonly count: number;
  readonly cell: Cell;
  readonly text?: ReactNode;
  readonly className?: string | undefined;
}): ReactNode {
  const { hrefOf } = useList();
  const { definition } = useSetting();
  const shown = text ?? countText(count);
  const href = hrefOf(cell);
  // What is not counted cluster by cluster has no list of clusters.
  if (count === 0 || href === "" || definition.choices?.counts !== "cluster")
    return <span className={className}>{shown}</span>;
  return (
    <Link href={href} data-count={count} className={`${styles["link"]} ${className ?? ""}`}>
      {shown}
    </Link>
  );
}
