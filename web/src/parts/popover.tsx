import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import styles from "./popover.module.css";

/** What a popover shows: its content gets a function that closes it. */
export interface PopoverProps {
  /** What stands on the button. */
  readonly button: ReactNode;
  /** What the panel is called, and the button where it has no words. */
  readonly label?: string;
  readonly look?: "field" | "plain" | "icon";
  /** Whether the button has an arrow; only fields do otherwise. */
  readonly align?: "start" | "end";
  readonly children: (close: () => void) => ReactNode;
}

/** A button with a panel under it, that Esc and a click elsewhere close. */
export function Popover({ button, label, look = "plain", align = "start", children }: PopoverProps): ReactNode {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (open && trigger.current !== null && panel.current !== null) place(trigger.current, panel.current, align);
  }, [open, align]);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={styles[look]}
        popoverTarget={id}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={look === "icon" ? label : undefined}
        title={look === "icon" ? label : undefined}
      >
        {button}
        {look === "field" && <ChevronDown size={14} strokeWidth={1.75} aria-hidden />}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label ?? "Choices"}
        className={styles["panel"]}
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {open && children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}

function place(trigger: HTMLElement, panel: HTMLElement, align: "start" | "end"): void {
  const box = trigger.getBoundingClientRect();
  const wanted = align === "start" ? box.left : box.right - panel.offsetWidth;
  const left = Math.max(8, Math.min(wanted, document.documentElement.clientWidth - panel.offsetWidth - 8));
  const [above, below] = [box.top - 12, innerHeight - box.bottom - 12];
  const isAbove = below < panel.scrollHeight && above > below;
  panel.style.left = `${left}px`;
  panel.style.top = isAbove ? "auto" : `${box.bottom + 4}px`;
  panel.style.bottom = isAbove ? `${innerHeight - box.top + 4}px` : "auto";
  panel.style.maxHeight = `${Math.max(160, isAbove ? above : below)}px`;
}
