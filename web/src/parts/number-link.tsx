import type { ReactNode } from "react";
import { Link } from "wouter";
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
  const shown = text ?? countText(count);
  if (count === 0) return <span className={className}>{shown}</span>;
  return (
    <Link href={hrefOf(cell)} data-count={count} className={`${styles["link"]} ${className ?? ""}`}>
      {shown}
    </Link>
  );
}
