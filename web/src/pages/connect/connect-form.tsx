import { type ReactNode, type SubmitEvent, useCallback, useState } from "react";
import { change } from "../../api/change.ts";
import type { Connected, Consent, Problem } from "../../api/schema.ts";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { sentenceOf } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import type { System } from "./connect.tsx";
import { ConsentPanel } from "./consent-panel.tsx";
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
  const [consent, setConsent] = useState<Consent | null>(null);
  const done = useCallback(
    (connected: Connected) => {
      setConsent(null);
      if (connected.kept) setAnswers({});
      onConnected(connected);
    },
    [onConnected],
  );
  const failed = useCallback((why: Problem) => {
    setConsent(null);
    setProblem(why);
  }, []);
  const way = system.ways.find((each) => each.name === wayName) ?? system.ways[0];
  if (way === undefined) return null;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWaiting(true);
    setProblem(null);
    const own = Object.fromEntries(way.asks.map((each) => [each.name, answers[each.name] ?? ""]));
    const words = passphrase === "" ? {} : { passphrase };
    const body = { name, type: system.type, way: way.name, settings, answers: own, ...words };
    if (way.in_browser) {
      const begun = await change("POST", "/api/v1/consents", { body });
      setWaiting(false);
      if (begun.ok) setConsent(begun.data);
      else setProblem(begun.problem);
      return;
    }
    const answered = await change("POST", "/api/v1/connections", { body });
    setWaiting(false);
    setProblem(answered.ok ? null : answered.problem);
    if (!answered.ok) return;
    done(answered.data);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className={styles["stack"]} autoComplete="off">
      <Panel title="What it is called and where it is">
        <Settings system={system} name={name} setName={setName} settings={settings} setSettings={setSettings} />
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
      {consent !== null && <ConsentPanel consent={consent} title={system.title} onConnected={done} onFailed={failed} />}
      {!way.in_terminal && consent === null && (
        <SecretsPanel passphrase={passphrase} setPassphrase={setPassphrase}>
          {problem !== null && (
            <div className={styles["trouble"]}>
              <Trouble problem={problem} />
            </div>
          )}
          <div className={styles["actions"]}>
            <button type="submit" className={styles["main"]} disabled={waiting}>
              {waiting ? "Trying it…" : way.in_browser ? "Ask for consent" : "Try it and keep it"}
            </button>
            {waiting && (
              <span role="status" className={styles["note"]}>
                The system is asked step by step.
              </span>
            )}
          </div>
        </SecretsPanel>
      )}
    </form>
  );
}

function Settings({
  system,
  name,
  setName,
  settings,
  setSettings,
}: {
  readonly system: System;
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly settings: Texts;
  readonly setSettings: (settings: Texts) => void;
}): ReactNode {
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
    <>
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
    </>
  );
}

function SecretsPanel({
  passphrase,
  setPassphrase,
  children,
}: {
  readonly passphrase: string;
  readonly setPassphrase: (passphrase: string) => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Panel
      title="Where its secrets are kept"
      caption="In .smac/secrets.json, encrypted. Where this computer has a keychain, it keeps the key; else a passphrase does."
    >
      <div className={styles["fields"]}>
        <Field label="Passphrase, where there is no keychain" value={passphrase} secret set={setPassphrase} />
      </div>
      {children}
    </Panel>
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
