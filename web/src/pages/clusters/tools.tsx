import { Columns3, Search } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Picks } from "../../api/schema.ts";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { stageName, statusName } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";
import { type TableAsked, tableAsked } from "./asked-table.ts";
import { type Column, columnsText, shownColumns } from "./columns.tsx";
import { SegmentMenu } from "./segment-menu.tsx";
import styles from "./tools.module.css";

/** What narrows the table: words, stage, status, owner, and segments that keep all of it. */
export function Tools({ picks, children }: { readonly picks: Picks | null; readonly children: ReactNode }): ReactNode {
  const { asked, own } = useAsked();
  const table = tableAsked(own);
  const stages = picks?.stages ?? [];
  const ofStages = useStageChoices(stages);
  const ofStatus = useStatusChoices(table);
  const ofOwners = useOwnerChoices(picks, table);
  return (
    <div className={styles["tools"]}>
      <SearchField />
      {stages.length > 0 && (
        <ChoiceMenu
          label="Stage"
          value={asked.stage.length === 0 ? null : asked.stage.map(stageName).join(", ")}
          choices={ofStages}
        />
      )}
      {table.rank !== "engaged" && <ChoiceMenu label="Status" value={statusText(table)} choices={ofStatus} />}
      {(picks?.owners.length ?? 0) > 0 && <ChoiceMenu label="Owner" value={table.owner} choices={ofOwners} />}
      <SegmentMenu />
      <div className={styles["ends"]}>{children}</div>
    </div>
  );
}

function SearchField(): ReactNode {
  const { own, changeOwn } = useAsked();
  const asked = own["q"] ?? "";
  const [text, setText] = useState(asked);
  const told = useRef(asked);
  useEffect(() => {
    // The address changed by itself: Back, or a link.
    if (asked === told.current) return;
    told.current = asked;
    setText(asked);
  }, [asked]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      changeOwn({ q: text === "" ? null : text }, { replace: true });
    }, 180);
    return () => clearTimeout(timer);
  }, [text, changeOwn]);
  return (
    <label className={styles["search"]}>
      <Search size={15} strokeWidth={1.75} aria-hidden />
      <input
        type="search"
        placeholder="Search name or id"
        aria-label="Search name or id"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}

function ChoiceMenu({
  label,
  value,
  choices,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly Choice[];
}): ReactNode {
  return (
    <Popover
      look="field"
      label={`${label}: ${value ?? "all"}`}
      button={
        value === null ? (
          label
        ) : (
          <>
            <span className={styles["faint"]}>{label}</span> <span className={styles["value"]}>{value}</span>
          </>
        )
      }
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}

function useStageChoices(stages: readonly string[]): readonly Choice[] {
  const { asked, hrefWith } = useAsked();
  return [
    { key: "", label: "All stages", chosen: asked.stage.length === 0, href: hrefWith({ stage: [] }) },
    ...stages.map((stage) => {
      const held = asked.stage.includes(stage);
      const next = held ? asked.stage.filter((each) => each !== stage) : [...asked.stage, stage];
      return { key: stage, label: stageName(stage), chosen: held, href: hrefWith({ stage: next }) };
    }),
  ];
}

function statusText({ status }: TableAsked): string | null {
  return status === null ? null : statusName(status);
}

function useStatusChoices(table: TableAsked): readonly Choice[] {
  const { changeOwn } = useAsked();
  const notes: Readonly<Record<string, string>> = {
    active: "new, retained or came back",
    inactive: "neither now nor in the period before, or went quiet",
  };
  return [null, "active", "inactive", "new", "retained", "resurrected", "dormant"].map((status) => ({
    key: status ?? "",
    label: status === null ? "All" : statusName(status),
    note: notes[status ?? ""],
    chosen: table.status === status,
    act: () => changeOwn({ status }),
  }));
}

function useOwnerChoices(picks: Picks | null, table: TableAsked): readonly Choice[] {
  const { changeOwn } = useAsked();
  return [
    { key: "", label: "All owners", chosen: table.owner === null, act: () => changeOwn({ owner: null }) },
    ...(picks?.owners ?? []).map(({ value, clusters }) => ({
      key: `owner ${value}`,
      label: value,
      note: `${count(clusters)} clusters`,
      chosen: table.owner === value,
      act: () => changeOwn({ owner: value }),
    })),
  ];
}

/** Which columns are shown, to choose from. */
export function ColumnMenu({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const { own, changeOwn } = useAsked();
  const shown = shownColumns(columns, own["cols"]).map((each) => each.key);
  const toggle = (key: string): void => {
    const next = shown.includes(key) ? shown.filter((each) => each !== key) : [...shown, key];
    changeOwn({ cols: columnsText(columns, next) }, { replace: true });
  };
  return (
    <Popover
      label="Columns"
      align="end"
      button={
        <>
          <Columns3 size={16} strokeWidth={1.75} aria-hidden /> Columns
        </>
      }
    >
      {() => (
        <fieldset className={styles["columns"]}>
          <legend className="aloud">Columns</legend>
          {columns.map((each) => (
            <label key={each.key} className={styles["column"]}>
              <input type="checkbox" checked={shown.includes(each.key)} onChange={() => toggle(each.key)} />
              {each.label}
            </label>
          ))}
          {own["cols"] !== undefined && (
            <button
              type="button"
              className={styles["reset"]}
              onClick={() => changeOwn({ cols: null }, { replace: true })}
            >
              The usual columns
            </button>
          )}
        </fieldset>
      )}
    </Popover>
  );
}
