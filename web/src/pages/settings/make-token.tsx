import { type ReactNode, type SubmitEvent, useState } from "react";
import { change } from "../../api/change.ts";
import type { NewToken, Problem } from "../../api/schema.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { roleMeans, roleNames } from "./roles.ts";
import styles from "./settings.module.css";

/** Asks what a new token is for and what it allows, and makes it. */
export function MakeToken({
  open,
  close,
}: {
  readonly open: boolean;
  /** Null: none was made. */
  readonly close: (made: NewToken | null) => void;
}): ReactNode {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<keyof typeof roleNames>("read");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(false);
  const leave = (made: NewToken | null): void => {
    setName("");
    setScope("read");
    setProblem(null);
    close(made);
  };
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWaiting(true);
    const answered = await change("POST", "/api/v1/tokens", { body: { name, scope } });
    setWaiting(false);
    if (answered.ok) leave(answered.data);
    else setProblem(answered.problem);
  };
  return (
    // It also tells that it closed where it was closed because a token was made.
    <Dialog open={open} title="Make a token" onClose={() => open && leave(null)}>
      <form className={styles["form"]} onSubmit={(event) => void make(event)}>
        <label className={styles["field"]}>
          What it is for
          <input
            className={styles["input"]}
            required
            maxLength={60}
            placeholder="looker-nightly"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className={styles["field"]}>
          <span>What it allows</span>
          <Segmented
            label="What it allows"
            value={scope}
            onChange={setScope}
            options={(["read", "write", "admin"] as const).map((value) => ({ value, label: roleNames[value] }))}
          />
          <p className={styles["note"]}>
            {scope === "read" ? "A" : "An"} {roleNames[scope].toLowerCase()} {roleMeans[scope]}.
          </p>
        </div>
        {problem !== null && <Trouble problem={problem} />}
        <div className={styles["buttons"]}>
          <button type="submit" className={styles["button"]} disabled={waiting}>
            Make it
          </button>
          <button type="button" className={styles["button"]} onClick={() => leave(null)}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
