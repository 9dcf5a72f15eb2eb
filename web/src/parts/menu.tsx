import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import styles from "./menu.module.css";

/** A choice of a menu: an address, or something to do. */
export interface Choice {
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly chosen?: boolean;
  /** Why it cannot be chosen. */
  readonly refused?: string | null;
  readonly href?: string;
  readonly act?: () => void;
  readonly key: string;
}

/** Choices one below the other: links where they are addresses, so that they can be opened elsewhere, too. */
export function Menu({
  choices,
  close,
}: {
  readonly choices: readonly Choice[];
  readonly close: () => void;
}): ReactNode {
  return (
    <ul className={styles["menu"]}>
      {choices.map((choice) => (
        <li key={choice.key}>{item(choice, close)}</li>
      ))}
    </ul>
  );
}

function item(choice: Choice, close: () => void): ReactNode {
  const inner = (
    <>
      <Check
        size={16}
        strokeWidth={1.75}
        aria-hidden
        className={choice.chosen === true ? undefined : styles["unchosen"]}
      />
      <span className={styles["words"]}>
        <span>{choice.label}</span>
        {(choice.refused ?? choice.note) !== undefined && (choice.refused ?? choice.note) !== null && (
          <span className={styles["note"]}>{choice.refused ?? choice.note}</span>
        )}
      </span>
    </>
  );
  if (choice.refused !== undefined && choice.refused !== null)
    return <span className={styles["refused"]}>{inner}</span>;
  if (choice.href !== undefined)
    return (
      <Link
        href={choice.href}
        className={styles["item"] ?? ""}
        aria-current={choice.chosen === true ? "true" : undefined}
        onClick={close}
      >
        {inner}
      </Link>
    );
  return (
    <button
      type="button"
      className={styles["item"]}
      aria-pressed={choice.chosen}
      onClick={() => {
        close();
        choice.act?.();
      }}
    >
      {inner}
    </button>
  );
}
