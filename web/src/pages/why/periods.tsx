import { ArrowLeftRight, CalendarRange } from "lucide-react";
import type { ReactNode } from "react";
import { useSetting } from "../../data/setting.ts";
import { neighbour, type Window } from "../../data/windows.ts";
import { Popover } from "../../parts/popover.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { periodLabel } from "../../words/dates.ts";
import styles from "./periods.module.css";

/** Chooses the two periods of the change, or swaps them. */
export function Periods(): ReactNode {
  return (
    <Popover
      look="icon"
      align="end"
      label="Choose or swap the periods"
      button={<CalendarRange size={16} strokeWidth={1.75} aria-hidden />}
    >
      {(close) => <Choices close={close} />}
    </Popover>
  );
}

function Choices({ close }: { readonly close: () => void }): ReactNode {
  const { focus, compared, latest, cut } = useSetting();
  const { change } = useAsked();
  const windows = lastWindows(latest, cut);
  if (compared === null) return null;
  const set = (from: string, to: string): void => change({ compare: from, at: to === latest.key ? null : to });
  // A period that is under way can only be what the change leads to: it is cut alike with the one before.
  const refused = focus.complete
    ? null
    : `${periodLabel(focus.span, cut)} has not ended, so it cannot be what the change starts from.`;
  return (
    <div className={styles["choices"]}>
      <Field
        label="From"
        value={compared.key}
        windows={windows.filter((each) => each.complete && each.key !== focus.key)}
        onChange={(key) => set(key, focus.key)}
      />
      <Field
        label="To"
        value={focus.key}
        windows={windows.filter((each) => each.key !== compared.key)}
        onChange={(key) => set(compared.key, key)}
      />
      <button
        type="button"
        className={styles["swap"]}
        disabled={refused !== null}
        onClick={() => {
          close();
          set(focus.key, compared.key);
        }}
      >
        <ArrowLeftRight size={16} strokeWidth={1.75} aria-hidden />
        Swap the periods
      </button>
      {refused !== null && <p className={styles["refused"]}>{refused}</p>}
    </div>
  );
}

function Field({
  label,
  value,
  windows,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly windows: readonly Window[];
  readonly onChange: (key: string) => void;
}): ReactNode {
  const { cut } = useSetting();
  const known = windows.some((each) => each.key === value);
  return (
    <label className={styles["field"]}>
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {!known && <option value={value}>{value}</option>}
        {windows.map((each) => (
          <option key={each.key} value={each.key}>
            {periodLabel(each.span, cut)}
            {each.complete ? "" : " so far"}
          </option>
        ))}
      </select>
    </label>
  );
}

function lastWindows(latest: Window, cut: number): readonly Window[] {
  const windows: Window[] = [latest];
  for (let back = 1; back < 24; back++) windows.push(neighbour(latest, -back, cut));
  return windows;
}
