import { ListFilter } from "lucide-react";
import { type ReactNode, use } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { SettingContext, type Setting } from "../data/setting.ts";
import { type Choice, Menu } from "../parts/menu.tsx";
import { Popover } from "../parts/popover.tsx";
import type { Filter } from "../url/asked.ts";
import { useAsked } from "../url/use-asked.ts";
import { valueName } from "../words/names.ts";
import { count } from "../words/numbers.ts";
import styles from "./filter-button.module.css";

/** Narrowing by attributes; nothing where the project has none to narrow by. */
export function FilterButton(): ReactNode {
  const setting = use(SettingContext);
  return setting === null ? null : <Filters setting={setting} />;
}

function Filters({ setting }: { readonly setting: Setting }): ReactNode {
  const { asked, hrefWith } = useAsked();
  const picks = useAnswer("/api/v1/picks", { definition: setting.base.definition });
  const attributes = picks.data?.attributes ?? [];
  if (attributes.length === 0) return null;
  const choices = (
    name: string,
    values: readonly { readonly value: string; readonly clusters: number }[],
  ): Choice[] => {
    const held = asked.filter.find((each) => each.name === name && !each.not)?.values ?? [];
    return values.map(({ value, clusters }) => ({
      key: value,
      label: valueName(value),
      note: `${count(clusters)} clusters`,
      chosen: held.includes(value),
      href: hrefWith({ filter: toggled(asked.filter, name, value), list: null }),
    }));
  };
  return (
    <Popover
      label="Filter"
      button={
        <>
          <ListFilter size={16} strokeWidth={1.75} aria-hidden /> Filter
        </>
      }
    >
      {(close) => (
        <div className={styles["attributes"]}>
          {attributes.map((each) => (
            <details key={each.name} className={styles["attribute"]} name="attribute">
              <summary>{each.name}</summary>
              <Menu choices={choices(each.name, each.values)} close={close} />
              {each.values_all > each.values.length && (
                <p className={styles["more"]}>and {count(each.values_all - each.values.length)} more values</p>
              )}
            </details>
          ))}
        </div>
      )}
    </Popover>
  );
}

/** The filters with a value of an attribute added, or taken away where it is there. */
export function toggled(filters: readonly Filter[], name: string, value: string): readonly Filter[] {
  const held = filters.find((each) => each.name === name && !each.not);
  if (held === undefined) return [...filters, { name, values: [value], not: false }];
  const values = held.values.includes(value) ? held.values.filter((each) => each !== value) : [...held.values, value];
  return filters.flatMap((each) => (each === held ? (values.length === 0 ? [] : [{ ...held, values }]) : [each]));
}
