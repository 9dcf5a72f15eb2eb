import type { ReactNode } from "react";
import type { Mapping, UploadLook } from "../../api/schema.ts";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { count, countOf } from "../../words/numbers.ts";
import styles from "./import.module.css";
import { hasKind, roleOf, type RowsAbout, withKind, withRole } from "./mapping-changes.ts";
import { Text } from "./rows-form.tsx";

interface TableProps {
  readonly look: UploadLook;
  readonly mapping: Mapping;
  readonly about: RowsAbout;
  readonly correct: (mapping: Mapping) => void;
}

/** Every column with some of its values, and what it is used as, to be corrected. */
export function ColumnTable(props: TableProps): ReactNode {
  const { look, mapping } = props;
  const used = mapping.columns.length;
  return (
    <Panel
      title={`${count(used)} of ${countOf(look.columns.length, "column")} used`}
      caption="A column without a use is kept with its row, and can be used later."
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Columns">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Columns</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Some of its values</th>
              <th scope="col" className={table["end"]}>
                Values
              </th>
              <th scope="col">Is used as</th>
            </tr>
          </thead>
          <tbody>
            {look.columns.map((each) => (
              <ColumnRow key={each.name} column={each} {...props} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function ColumnRow({
  column,
  look,
  mapping,
  about,
  correct,
}: TableProps & { readonly column: UploadLook["columns"][number] }): ReactNode {
  const held = roleOf(mapping, column.name);
  const kinds = [
    ...new Set([...look.choices.kinds, "customer", "team", ...(typeof held?.kind === "string" ? [held.kind] : [])]),
  ];
  return (
    <tr data-used={held === null ? undefined : ""}>
      <th scope="row" className={styles["name"]}>
        {column.name}
      </th>
      <td className={`${table["wide"]} ${styles["samples"]}`}>{column.samples.join(" · ")}</td>
      <td className={table["end"]} data-label="values">
        {count(column.distinct)}
      </td>
      <td className={table["wide"]}>
        <div className={styles["use"]}>
          <select
            aria-label={`${column.name} is used as`}
            disabled={about.roles.length === 0}
            value={held?.role ?? ""}
            onChange={(event) => {
              const role = event.target.value === "" ? null : event.target.value;
              correct(withRole(mapping, column.name, { role, about }));
            }}
          >
            <option value="">nothing</option>
            {about.roles.map((each) => (
              <option key={each.role} value={each.role}>
                {each.words}
              </option>
            ))}
          </select>
          {held !== null && hasKind(held.role) && (
            <KindChoice
              column={column.name}
              kinds={kinds}
              kind={held.kind ?? "customer"}
              set={(kind) => correct(withKind(mapping, column.name, kind))}
            />
          )}
        </div>
      </td>
    </tr>
  );
}

function KindChoice({
  column,
  kinds,
  kind,
  set,
}: {
  readonly column: string;
  readonly kinds: readonly string[];
  readonly kind: string;
  readonly set: (kind: string) => void;
}): ReactNode {
  if (!kinds.includes(kind)) return <Text label="Kind" value={kind} commit={set} />;
  return (
    <select
      aria-label={`${column} names which kind`}
      value={kind}
      onChange={(event) => set(event.target.value === "" ? "group" : event.target.value)}
    >
      {kinds.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
      <option value="">another kind</option>
    </select>
  );
}
