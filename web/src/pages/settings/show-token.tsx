import { type ReactNode, useState } from "react";
import type { NewToken } from "../../api/schema.ts";
import { Dialog } from "../../parts/dialog.tsx";
import styles from "./settings.module.css";

/** A new token, shown this once. */
export function ShowToken({ made, close }: { readonly made: NewToken | null; readonly close: () => void }): ReactNode {
  const [copied, setCopied] = useState(false);
  const leave = (): void => {
    setCopied(false);
    close();
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(made?.text ?? "");
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Dialog open={made !== null} title={`Keep ${made?.token.name ?? ""} now`} onClose={leave}>
      <div className={styles["form"]}>
        <p>It is shown this once; only its hash is kept. Whoever has it is {roleOf(made)} here.</p>
        <input
          readOnly
          aria-label="The new token"
          className={styles["input"]}
          value={made?.text ?? ""}
          onFocus={(event) => event.target.select()}
        />
        <div className={styles["buttons"]}>
          <button type="button" className={styles["button"]} onClick={() => void copy()}>
            {copied ? "Copied" : "Copy"}
          </button>
          <button type="button" className={styles["button"]} onClick={leave}>
            I kept it
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function roleOf(made: NewToken | null): string {
  return { read: "a viewer", write: "an editor", admin: "an admin" }[made?.token.scope ?? "read"];
}
