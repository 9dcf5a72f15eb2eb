import { Download } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { addressOf, ask } from "../../api/ask.ts";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import { tileOf } from "../../tiles/dashboard.ts";
import { useAsked } from "../../url/use-asked.ts";
import { countOf } from "../../words/numbers.ts";
import type { Row } from "./asked-table.ts";
import { type Around, type Column, reasonOf } from "./columns.tsx";
import styles from "./export-menu.module.css";
import { tabbed } from "./table-text.ts";

const AddToDashboard = lazy(() => import("../../tiles/add-to-dashboard.tsx"));

const mostCopied = 20_000;
const formats = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
  ["parquet", "Parquet"],
] as const;

/** Takes the table along: copied for a spreadsheet as it is shown, or as a file with all that is known. */
export function ExportMenu({
  params,
  columns,
  around,
  found,
}: {
  readonly params: Readonly<Record<string, unknown>>;
  readonly columns: readonly Column[];
  readonly around: Around;
  readonly found: number;
}): ReactNode {
  const [said, setSaid] = useState("");
  const [path] = useLocation();
  const { hrefWith } = useAsked();
  const [adding, setAdding] = useState(false);
  const tile = tileOf(path, hrefWith({}).split("?")[1] ?? "");
  const copy = async (): Promise<void> => {
    setSaid("Copying…");
    const answered = await ask("/api/v1/table", { ...params, limit: mostCopied });
    if (!answered.ok) return setSaid(answered.problem.detail);
    const rows = answered.data.clusters;
    try {
      await navigator.clipboard.writeText(tableText(rows, columns, around));
      const rest = rows.length < found ? `, the first of ${countOf(found, "cluster")}` : "";
      setSaid(`Copied ${countOf(rows.length, "line")}${rest}`);
    } catch {
      setSaid("The browser does not let this page copy. Take the file instead.");
    }
  };
  return (
    <>
      <span role="status" className={styles["said"]}>
        {said}
      </span>
      <Popover
        label="Export"
        align="end"
        button={
          <>
            <Download size={16} strokeWidth={1.75} aria-hidden /> <span className={styles["word"]}>Export</span>
          </>
        }
      >
        {(close) => (
          <>
            <Menu
              close={close}
              choices={[copyChoice(copy), ...(tile === null ? [] : [tileChoice(() => setAdding(true))])]}
            />
            <ul className={styles["files"]}>
              {formats.map(([format, label]) => (
                <li key={format}>
                  <a download href={addressOf("/api/v1/table", { ...params, format })} onClick={close}>
                    {label} file
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </Popover>
      {adding && tile !== null && (
        <Suspense fallback={null}>
          <AddToDashboard tile={tile} close={() => setAdding(false)} />
        </Suspense>
      )}
    </>
  );
}

function tileChoice(act: () => void): Choice {
  return { key: "tile", label: "Add to a dashboard", note: "The first of these, with why they are here", act };
}

function copyChoice(copy: () => Promise<void>): Choice {
  return {
    key: "copy",
    label: "Copy as a table",
    note: "The columns shown, for a spreadsheet",
    act: () => void copy(),
  };
}

function tableText(rows: readonly Row[], columns: readonly Column[], around: Around): string {
  const head = ["Cluster", "Reason", ...columns.map((each) => each.label)];
  const lines = rows.map((row) => [
    row.name ?? row.cluster,
    reasonOf(row, around),
    ...columns.map((each) => each.text(row, around)),
  ]);
  return tabbed([head, ...lines]);
}
