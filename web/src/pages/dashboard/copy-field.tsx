import { type ReactNode, useState } from "react";
import form from "../../tiles/form.module.css";

/** A text to be taken along, with a button that copies it. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  const [said, setSaid] = useState("Copy");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("Copied");
    } catch {
      // The text is selected, so that the keyboard can copy it.
      setSaid("Select and copy");
    }
  };
  return (
    <div className={form["field"]}>
      <span aria-hidden>{label}</span>
      <span className={form["copy"]}>
        <input readOnly aria-label={label} value={value} onFocus={(event) => event.target.select()} />
        <button type="button" className={form["button"]} onClick={() => void copy()}>
          {said}
        </button>
      </span>
    </div>
  );
}
