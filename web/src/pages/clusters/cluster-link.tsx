import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Row } from "./asked-table.ts";
import type { Around } from "./columns.tsx";

/** A cluster's name, which leads to its page. */
export function ClusterLink({
  row,
  around,
  className,
}: {
  readonly row: Row;
  readonly around: Around;
  readonly className?: string | undefined;
}): ReactNode {
  return (
    <Link href={around.hrefOf(row.cluster)} className={className ?? ""} dir="auto">
      {row.name ?? row.cluster}
    </Link>
  );
}
