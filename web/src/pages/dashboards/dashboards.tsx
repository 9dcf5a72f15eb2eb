import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { DashboardFile } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import form from "../../tiles/form.module.css";
import { useMayWrite } from "../../data/use-may-write.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./dashboards.module.css";
import { DeleteDialog, NewDialog, RenameDialog } from "./dialogs.tsx";
import { Unread } from "./unread.tsx";

type Open =
  | { readonly what: "new" }
  | { readonly what: "rename"; readonly file: DashboardFile }
  | { readonly what: "delete"; readonly file: DashboardFile };

/** The dashboards of the project: pages of tiles that people build. */
export default function Dashboards(): ReactNode {
  const asking = useAnswer("/api/v1/dashboards", {});
  const [open, setOpen] = useState<Open | null>(null);
  const may = useMayWrite();
  const files = asking.data?.files ?? [];
  const unread = asking.data?.unread ?? [];
  const done = (changed: boolean): void => {
    setOpen(null);
    if (changed) asking.retry();
  };
  return (
    <>
      <PageHead
        title={
          asking.data === null
            ? "Dashboards"
            : files.length === 0
              ? "No dashboard yet"
              : countOf(files.length, "dashboard")
        }
        lede="Pages of tiles, arranged as you need them. They are files in the project’s folder dashboards, so that they live with its definitions."
        actions={
          may && (
            <button type="button" className={form["primary"]} onClick={() => setOpen({ what: "new" })}>
              <Plus size={16} strokeWidth={1.75} aria-hidden /> New dashboard
            </button>
          )
        }
      />
      <div className={styles["stack"]}>
        <Panel title="Of this project">
          <Answer asking={asking} height={200}>
            {() =>
              files.length === 0 ? (
                <Empty height={120}>
                  <p>
                    A dashboard starts here, or with “Add to dashboard” in the menu of any figure. It can be shared by a
                    link and shown inside other sites.
                  </p>
                </Empty>
              ) : (
                <Listed files={files} open={may ? setOpen : null} />
              )
            }
          </Answer>
        </Panel>
        {unread.length > 0 && <Unread unread={unread} />}
      </div>
      {open?.what === "new" && <NewDialog done={done} />}
      {open?.what === "rename" && <RenameDialog file={open.file} done={done} />}
      {open?.what === "delete" && <DeleteDialog file={open.file} done={done} />}
    </>
  );
}

function Listed({
  files,
  open,
}: {
  readonly files: readonly DashboardFile[];
  /** Null: they can only be looked at. */
  readonly open: ((open: Open) => void) | null;
}): ReactNode {
  return (
    <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Dashboards">
      <table className={table["table"]} data-cards>
        <caption className="aloud">Dashboards</caption>
        <thead>
          <tr>
            <th scope="col">Dashboard</th>
            <th scope="col">Tiles</th>
            <th scope="col">File</th>
            <th scope="col">
              <span className="aloud">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.name}>
              <th scope="row">
                <Link href={`/dashboards/${file.name}`}>{file.value.title}</Link>
                {file.value.description !== undefined && (
                  <span className={styles["note"]}>{file.value.description}</span>
                )}
              </th>
              <td data-label="tiles:">{file.value.tiles.length}</td>
              <td className={`${table["faint"]} ${styles["file"]}`}>dashboards/{file.name}.yml</td>
              <td className={table["end"]}>
                {open !== null && (
                  <span className={styles["buttons"]}>
                    <button type="button" className={styles["button"]} onClick={() => open({ what: "rename", file })}>
                      Rename<span className="aloud"> {file.value.title}</span>
                    </button>
                    <button type="button" className={styles["button"]} onClick={() => open({ what: "delete", file })}>
                      Delete<span className="aloud"> {file.value.title}</span>
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
