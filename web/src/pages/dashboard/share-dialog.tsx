import { type ReactNode, type SubmitEvent, useState } from "react";
import type { Problem, Share } from "../../api/schema.ts";
import { change } from "../../api/change.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import type { Dashboard } from "../../tiles/dashboard.ts";
import form from "../../tiles/form.module.css";
import { instantText } from "../../words/dates.ts";
import { CopyField } from "./copy-field.tsx";

const terms: readonly (readonly [number, string])[] = [
  [1, "a day"],
  [7, "a week"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "a year"],
];

/** Makes a link that shows a dashboard, or one tile of it, to whoever has it; and takes links back. */
export function ShareDialog({
  name,
  dashboard,
  asks,
  close,
}: {
  readonly name: string;
  readonly dashboard: Dashboard;
  /** The questions that its tiles ask. */
  readonly asks: () => readonly string[];
  readonly close: () => void;
}): ReactNode {
  const page = `/dashboards/${name}`;
  const shares = useAnswer("/api/v1/shares", {});
  const [days, setDays] = useState(30);
  const [made, setMade] = useState<{ readonly link: string; readonly share: Share } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const alone = dashboard.tiles.length === 1;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { title } = dashboard;
    const answered = await change("POST", "/api/v1/shares", {
      body: { title: title.slice(0, 200), page, asks: [...asks()], dashboard, days },
    });
    setProblem(answered.ok ? null : answered.problem);
    if (!answered.ok) return;
    setMade({ link: new URL(answered.data.path, location.href).href, share: answered.data.share });
    shares.retry();
  };
  const others = (shares.data?.shares ?? []).filter((each) => each.page === page);
  return (
    <Dialog open title={`Share ${dashboard.title}`} onClose={close}>
      <div className={form["form"]}>
        {made === null ? (
          <form className={form["form"]} onSubmit={(event) => void submit(event)}>
            <p>
              Whoever has the link sees {alone ? "this tile" : "these tiles"} with the numbers of the day they look,
              without signing in; not the lists behind the numbers, and nothing else.
            </p>
            <label className={form["field"]}>
              The link holds for
              <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
                {terms.map(([number, words]) => (
                  <option key={number} value={number}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
            {problem !== null && <Trouble problem={problem} />}
            <div className={form["buttons"]}>
              <button type="submit" className={form["primary"]}>
                Make a link
              </button>
            </div>
          </form>
        ) : (
          <Made link={made.link} share={made.share} height={alone ? 420 : 900} />
        )}
        {others.length > 0 && <Others shares={others} changed={shares.retry} />}
      </div>
    </Dialog>
  );
}

function Made({
  link,
  share,
  height,
}: {
  readonly link: string;
  readonly share: Share;
  readonly height: number;
}): ReactNode {
  const { zone, today } = useZone();
  return (
    <>
      <CopyField label="The link" value={link} />
      <p className={form["note"]}>
        Shown this once, and good until {instantText(share.expires, zone, today)}. Later changes of the dashboard do not
        reach it; make another then.
      </p>
      <CopyField
        label="To show it inside another site"
        value={`<iframe src="${link}" width="100%" height="${height}" style="border:0" title="${share.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}"></iframe>`}
      />
      <p className={form["note"]}>
        The server shows it only inside sites that it was started for: smac serve --allow-frame https://wiki.example.com
      </p>
    </>
  );
}

function Others({ shares, changed }: { readonly shares: readonly Share[]; readonly changed: () => void }): ReactNode {
  const { zone, today } = useZone();
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async (id: string): Promise<void> => {
    const answered = await change("DELETE", "/api/v1/shares/{id}", { path: { id } });
    setProblem(answered.ok ? null : answered.problem);
    changed();
  };
  return (
    <section aria-label="Links there are">
      <p className={form["note"]}>Links there are of this dashboard</p>
      <ul className={form["links"]}>
        {shares.map((share) => (
          <li key={share.id}>
            <span>
              {share.title}
              <span className={form["note"]}> until {instantText(share.expires, zone, today)}</span>
            </span>
            <button type="button" className={form["button"]} onClick={() => void take(share.id)}>
              Take back
            </button>
          </li>
        ))}
      </ul>
      {problem !== null && <Trouble problem={problem} />}
    </section>
  );
}

function useZone(): { readonly zone: string; readonly today: number } {
  const project = useAnswer("/api/v1/project", {}).data;
  return { zone: project?.timezone ?? "UTC", today: dayOf(project?.today ?? "") ?? 0 };
}
