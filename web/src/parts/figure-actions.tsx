import { ChartLine, Download, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { addressOf } from "../api/ask.ts";
import { useAsked } from "../url/use-asked.ts";
import styles from "./icon-link.module.css";
import { Menu } from "./menu.tsx";
import { Popover } from "./popover.tsx";

const formats = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
  ["parquet", "Parquet"],
  ["md", "Markdown"],
] as const;

/** A figure as a table or a chart, and its numbers as a file. */
export function FigureActions({
  address,
  params,
}: {
  readonly address: string;
  readonly params: Readonly<Record<string, unknown>>;
}): ReactNode {
  const { asked, hrefWith } = useAsked();
  const table = asked.view === "table";
  const words = table ? "Show as a chart" : "Show as a table";
  return (
    <>
      <Link
        href={hrefWith({ view: table ? "chart" : "table" })}
        className={styles["link"] ?? ""}
        aria-label={words}
        title={`${words} (t)`}
      >
        {table ? (
          <ChartLine size={16} strokeWidth={1.75} aria-hidden />
        ) : (
          <Table2 size={16} strokeWidth={1.75} aria-hidden />
        )}
      </Link>
      <Popover
        look="icon"
        align="end"
        label="Save the numbers"
        button={<Download size={16} strokeWidth={1.75} aria-hidden />}
      >
        {(close) => (
          <Menu
            close={close}
            choices={formats.map(([format, label]) => ({
              key: format,
              label,
              act: () => location.assign(addressOf(address, { ...params, format })),
            }))}
          />
        )}
      </Popover>
    </>
  );
}
