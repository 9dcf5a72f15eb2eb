import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { change, forgetWord } from "../../api/change.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Panel } from "../../parts/panel.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { keysOn, switchKeys } from "../../shell/keys.ts";
import { useTheme } from "../../shell/theme.ts";
import { roleMeans, roleNames } from "./roles.ts";
import styles from "./settings.module.css";

/** The look and the keys of this computer, and the project that is shown. */
export function General(): ReactNode {
  return (
    <div className={styles["stack"]}>
      <Look />
      <About />
      <SignedIn />
    </div>
  );
}

function Look(): ReactNode {
  const { theme, choose } = useTheme();
  const [keys, setKeys] = useState(keysOn);
  return (
    <Panel title="On this computer" caption="Kept in this browser alone; links do not carry it.">
      <div className={styles["choices"]}>
        <div className={styles["choice"]}>
          <span>Theme</span>
          <Segmented
            label="Theme"
            value={theme}
            onChange={choose}
            options={[
              { value: "system", label: "System" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </div>
        <label className={styles["choice"]}>
          <span>
            Single keys
            <span className={styles["note"]}>/ finds, [ and ] step through periods, ? shows them all</span>
          </span>
          <input
            type="checkbox"
            role="switch"
            checked={keys}
            onChange={(event) => {
              switchKeys(event.target.checked);
              setKeys(event.target.checked);
            }}
          />
        </label>
      </div>
    </Panel>
  );
}

function About(): ReactNode {
  const project = useAnswer("/api/v1/project", {}).data;
  if (project === null) return null;
  return (
    <Panel title={`The project ${project.name}`} caption="From smac.yml in its folder; it is changed there.">
      <dl className={styles["facts"]}>
        <dt>Zone</dt>
        <dd>{project.timezone}</dd>
        <dt>Weeks begin on</dt>
        <dd>{project.week_start === "monday" ? "Monday" : "Sunday"}</dd>
        <dt>Kinds of clusters</dt>
        <dd>{project.kinds.join(", ") || "none"}</dd>
        <dt>Stages</dt>
        <dd>{project.stages?.join(", ") ?? "none"}</dd>
        <dt>For programs</dt>
        <dd>
          <a href="/api/docs">the API and what it answers</a>
        </dd>
      </dl>
    </Panel>
  );
}

function SignedIn(): ReactNode {
  const client = useQueryClient();
  const session = useAnswer("/api/v1/session", {}).data;
  if (session === null || !session.needed || !session.signed_in) return null;
  const elsewhere = session.via === "account" ? (session.account?.sign_out ?? null) : null;
  const out = async (next: string | null): Promise<void> => {
    await change("DELETE", "/api/v1/session", {});
    forgetWord();
    if (next === null) await client.resetQueries();
    else location.assign(next);
  };
  return (
    <Panel
      title={`Signed in as ${session.name ?? "somebody"}`}
      caption={`A ${roleNames[session.scope ?? "read"].toLowerCase()}, who ${roleMeans[session.scope ?? "read"]}.`}
    >
      <div className={styles["buttons"]}>
        <button type="button" className={styles["button"]} onClick={() => void out(null)}>
          Sign out
        </button>
        {elsewhere !== null && (
          <button type="button" className={styles["button"]} onClick={() => void out(elsewhere)}>
            Sign out here and of {session.account?.name}
          </button>
        )}
      </div>
    </Panel>
  );
}
