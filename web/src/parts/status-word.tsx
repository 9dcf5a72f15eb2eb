import { Circle, CircleCheck, CirclePlus, type LucideIcon, Moon, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { statusName } from "../words/names.ts";
import styles from "./status-word.module.css";

const icons: Readonly<Record<string, LucideIcon>> = {
  new: CirclePlus,
  retained: CircleCheck,
  resurrected: RotateCcw,
  dormant: Moon,
};

/** A status with its sign and word: “retained”, “went quiet”. */
export function StatusWord({ status }: { readonly status: string }): ReactNode {
  const Icon = icons[status] ?? Circle;
  return (
    <span className={styles["status"]} data-status={status}>
      <Icon size={14} strokeWidth={1.9} aria-hidden className={styles["icon"]} />
      {statusName(status)}
    </span>
  );
}
