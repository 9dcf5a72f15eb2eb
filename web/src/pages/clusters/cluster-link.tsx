import type { ReactNode } from "react";
import { Link } from "wouter";
import { useSetting } from "../../data/setting.ts";
import { useAsked } from "../../url/use-asked.ts";
import type { Row } from "./asked-table.ts";

/** A cluster's name, which leads to its page. */
export function ClusterLink({
  row,
  className,
}: {
  readonly row: Row;
  readonly className?: string | undefined;
}): ReactNode {
  const setting = useSetting();
  const { hrefTo } = useAsked();
  const kind = setting.definition.choices?.cluster ?? "cluster";
  const page = `/clusters/${encodeURIComponent(kind)}/${encodeURIComponent(row.cluster)}`;
  return (
    <Link href={hrefTo(page, { stage: [], by: [] })} className={className ?? ""}>
      {row.name ?? row.cluster}
    </Link>
  );
}
