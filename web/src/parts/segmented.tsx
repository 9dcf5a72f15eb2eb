import type { ReactNode } from "react";
import styles from "./segmented.module.css";

/** Two to four choices side by side, of which one holds. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly refused?: string | null }[];
  readonly onChange: (value: T) => void;
}): ReactNode {
  return (
    <div role="group" aria-label={label} className={styles["group"]}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={styles["option"]}
          aria-pressed={option.value === value}
          disabled={(option.refused ?? null) !== null}
          title={option.refused ?? undefined}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
