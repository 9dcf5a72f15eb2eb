import { type ReactNode, type SubmitEvent, useState } from "react";
import { change } from "../../api/change.ts";
import type { Connected, Problem } from "../../api/schema.ts";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { sentenceOf } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import type { System } from "./connect.tsx";
import styles from "./connect.module.css";

type Texts = Readonly<Record<string, string>>;

/** The questions of a system, as a form. What is typed is sent once and forgotten. */
export function ConnectForm({
  system,
  onConnected,
}: {
  readonly system: System;
  readonly onConnected: (connected: Connected) => void;
}): ReactNode {
  const [name, setName] = useState(system.type);
  const [wayName, setWay] = useState(system.ways[0]?.name ?? "");
  const [settings, setSettings] = useState<Texts>({});
  const [answers, setAnswers] = useState<Texts>({});
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, setWaiting] = useState(false);
  const way = system.ways.find((each) => each.name === wayName) ?? system.ways[0];
  if (way === undefined) return null;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWaiting(true);
    setProblem(null);
    const own = Object.fromEntries(way.asks.map((each) => [each.name, answers[each.name] ?? ""]));
    const words = passphrase === "" ? {} : { passphrase };
    const body = { name, type: system.type, way: way.name, settings, answers: own, ...words };
    const answered = await change("POST", "/api/v1/connections", { body });
    setWaiting(false);
    setProblem(answered.ok ? null : answered.problem);
    if (!answered.ok) return;
    if (answered.data.kept) setAnswers({});
    onConnected(answered.data);
  };
  const needed = system.settings.filter((each) => each.needed);
  const others = system.settings.filter((each) => !each.needed);
  const setting = (each: System["settings"][number]): ReactNode => (
    <Setting
      key={each.name}
      setting={each}
      value={settings[each.name] ?? ""}
      set={(value) => setSettings({ ...settings, [each.name]: value })}
    />
  );
  return (
    <form onSubmit={(event) => void submit(event)} className={styles["stack"]} autoComplete="off">
      <Panel title="What it is called and where it is">
        <div className={styles["fields"]}>
          <Field label="Its name in smac.yml" value={name} required set={setName} />
          {needed.map(setting)}
        </div>
        {others.length > 0 && (
          <details className={styles["more"]}>
            <summary>{countOf(others.length, "more setting")}, which are as usual where nothing is said</summary>
            <div className={styles["fields"]}>{others.map(setting)}</div>
          </details>
        )}
      </Panel>
      <Panel title="How it signs in">
        {system.ways.length > 1 && (
          <label className={styles["field"]}>
            <span>The way</span>
            <select value={way.name} onChange={(event) => setWay(event.target.value)}>
              {system.ways.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title}
                </option>
              ))}
            </select>
          </label>
        )}
        <ol className={styles["steps"]}>
          {way.steps.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ol>
        {way.in_terminal ? (
          <p className={styles["note"]}>
            This way asks for consent in a browser on the computer where smac runs. Do this step there, in the
            project&rsquo;s folder:{" "}
            <code className={styles["code"]}>{`smac connect ${name} --type ${system.type} --way ${way.name}`}</code>.
            The connection shows here afterwards.
          </p>
        ) : (
          <div className={styles["fields"]}>
            {way.asks.map((each) => (
              <Field
                key={each.name}
                label={each.ask}
                value={answers[each.name] ?? ""}
                secret={each.secret}
                required={!each.optional}
                set={(value) => setAnswers({ ...answers, [each.name]: value })}
              />
            ))}
          </div>
        )}
      </Panel>
      {!way.in_terminal && (
        <Panel
          title="Where its secrets are kept"
          caption="In .smac/secrets.json, encrypted. Where this computer has a keychain, it keeps the key; else a passphrase does."
        >
          <div className={styles["fields"]}>
            <Field label="Passphrase, where there is no keychain" value={passphrase} secret set={setPassphrase} />
          </div>
          {problem !== null && <Trouble problem={problem} />}
          <div className={styles["actions"]}>
            <button type="submit" className={styles["main"]} disabled={waiting}>
              {waiting ? "Trying it…" : "Try it and keep it"}
            </button>
            {waiting && (
              <span role="status" className={styles["note"]}>
                The system is asked step by step.
              </span>
            )}
          </div>
        </Panel>
      )}
    </form>
  );
}

function Setting({
  setting,
  value,
  set,
}: {
  readonly setting: System["settings"][number];
  readonly value: string;
  readonly set: (value: string) => void;
}): ReactNode {
  const label = setting.about === "" ? setting.name : sentenceOf(setting.about).replace(/\.$/, "");
  if (setting.choices === null)
    return <Field label={label} value={value} required={setting.needed} set={set} placeholder={setting.name} />;
  return (
    <label className={styles["field"]}>
      <span>{label}</span>
      <select value={value} required={setting.needed} onChange={(event) => set(event.target.value)}>
        <option value="">{setting.needed ? "choose one" : "as usual"}</option>
        {setting.choices.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

function Field({
  label,
  value,
  set,
  secret = false,
  required = false,
  placeholder,
}: {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly secret?: boolean;
  readonly required?: boolean;
  readonly placeholder?: string;
}): ReactNode {
  return (
    <label className={styles["field"]}>
      <span>
        {label}
        {!required && <span className={styles["faint"]}> (optional)</span>}
      </span>
      <input
        type={secret ? "password" : "text"}
        value={value}
        required={required}
        spellCheck={false}
        autoComplete={secret ? "new-password" : "off"}
        placeholder={placeholder}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
}
