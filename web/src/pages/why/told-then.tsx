import { History } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { useSetting } from "../../data/setting.ts";
import { canBeginWith, type Told, toldAs, toldOf, toldText } from "../../figures/bridge/told.ts";
import { isoDay } from "../../calendar/days.ts";
import { Popover } from "../../parts/popover.tsx";
import { useAsked } from "../../url/use-asked.ts";
import styles from "./periods.module.css";

/** Chooses how the earlier number was told: with what was known then, by which definition. */
export function ToldThen(): ReactNode {
  return (
    <Popover
      look="icon"
      align="end"
      label="As it was told then"
      button={<History size={16} strokeWidth={1.75} aria-hidden />}
    >
      {(close) => <Choices close={close} />}
    </Popover>
  );
}

function Choices({ close }: { readonly close: () => void }): ReactNode {
  const { own, changeOwn } = useAsked();
  const { definition, definitions, cut } = useSetting();
  const told = toldOf(own);
  const [day, setDay] = useState(told.then?.slice(0, 10) ?? "");
  const [name, setName] = useState(told["then-definition"] ?? "");
  const kind = definition.choices?.cluster;
  const others = definitions.filter(
    ({ name: each, choices }) => each !== definition.name && canBeginWith(choices, kind),
  );
  const known = name === "" || others.some((each) => each.name === name);
  return (
    <form
      className={styles["choices"]}
      onSubmit={(event) => {
        event.preventDefault();
        close();
        changeOwn(toldAs(day, name));
      }}
    >
      <p className={styles["note"]}>
        A number that was reported may be another today: data came late, or the definition changed. Begin with the
        number as it was told, and both are parts of the change.
      </p>
      <label className={styles["field"]}>
        Known when this day began
        <input type="date" value={day} max={isoDay(cut)} onChange={(event) => setDay(event.target.value)} />
      </label>
      <label className={styles["field"]}>
        By the definition
        <select value={name} onChange={(event) => setName(event.target.value)}>
          <option value="">{definition.name}, as now</option>
          {!known && <option value={name}>{name}</option>}
          {others.map((each) => (
            <option key={each.name} value={each.name}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <div className={styles["buttons"]}>
        <button type="submit" className={styles["main"]}>
          Explain from there
        </button>
        <button
          type="button"
          className={styles["swap"]}
          disabled={toldText(told, cut) === null}
          onClick={() => {
            close();
            changeOwn(toldAs("", ""));
          }}
        >
          As told today
        </button>
      </div>
    </form>
  );
}

/** That the earlier number is one that was told then, and how to go back to today's; nothing where it is today's. */
export function ToldLine({ told, period }: { readonly told: Told; readonly period: string }): ReactNode {
  const { changeOwn, hrefTo } = useAsked();
  const { cut, focus, compared } = useSetting();
  const text = toldText(told, cut);
  if (text === null) return null;
  return (
    <p className={styles["told"]}>
      <History size={14} strokeWidth={1.75} aria-hidden />
      <span>
        {period} is told {text}.
      </span>
      {compared?.key === focus.key ? (
        <Link href={hrefTo("/why", { compare: "like" })} className={styles["plain"] ?? ""}>
          Why it changed before
        </Link>
      ) : (
        <button type="button" className={styles["plain"]} onClick={() => changeOwn(toldAs("", ""))}>
          As told today
        </button>
      )}
    </p>
  );
}
