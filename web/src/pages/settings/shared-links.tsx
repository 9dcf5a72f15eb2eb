import { type ReactNode, useState } from "react";
import type { Problem, Share } from "../../api/schema.ts";
import { change } from "../../api/change.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { Dialog } from "../../parts/dialog.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { instantText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./settings.module.css";

/** The links that show a page to whoever has them, and taking them back. */
export function SharedLinks(): ReactNode {
  const asking = useAnswer("/api/v1/shares", {});
  const [taking, setTaking] = useState<Share | null>(null);
  const shares = asking.data?.shares ?? [];
  return (
    <Panel
      title={
        asking.data === null
          ? "Shared links"
          : shares.length === 0
            ? "No page is shared"
            : `${countOf(shares.length, "page")} shared`
      }
      caption="Whoever has such a link sees that page and nothing else, until it runs out."
    >
      <Answer asking={asking} height={120}>
        {() =>
          shares.length === 0 ? (
            <Empty>
              <p>A dashboard can be shared by a link that runs out. It is listed here, and can be taken back.</p>
            </Empty>
          ) : (
            <ShareTable shares={shares} take={setTaking} />
          )
        }
      </Answer>
      <TakeBack
        share={taking}
        close={(changed) => {
          setTaking(null);
          if (changed) asking.retry();
        }}
      />
    </Panel>
  );
}

function ShareTable({
  shares,
  take,
}: {
  readonly shares: readonly Share[];
  readonly take: (share: Share) => void;
}): ReactNode {
  const project = useAnswer("/api/v1/project", {}).data;
  const [zone, today] = [project?.timezone ?? "UTC", dayOf(project?.today ?? "") ?? 0];
  return (
    <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Shared pages">
      <table className={table["table"]} data-cards>
        <caption className="aloud">Shared pages</caption>
        <thead>
          <tr>
            <th scope="col">Page</th>
            <th scope="col">By</th>
            <th scope="col">Made</th>
            <th scope="col">Runs out</th>
            <th scope="col">
              <span className="aloud">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shares.map((each) => (
            <tr key={each.id}>
              <th scope="row">{each.title}</th>
              <td data-label="by">{each.by}</td>
              <td className={table["near"]} data-label="made">
                <time dateTime={each.created}>{instantText(each.created, zone, today)}</time>
              </td>
              <td className={table["near"]} data-label="until">
                <time dateTime={each.expires}>{instantText(each.expires, zone, today)}</time>
              </td>
              <td className={table["end"]}>
                <button type="button" className={styles["button"]} onClick={() => take(each)}>
                  Take back
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TakeBack({
  share,
  close,
}: {
  readonly share: Share | null;
  readonly close: (changed: boolean) => void;
}): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async (): Promise<void> => {
    if (share === null) return;
    const answered = await change("DELETE", "/api/v1/shares/{id}", { path: { id: share.id } });
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) close(true);
  };
  return (
    <Dialog open={share !== null} title={`Take back the link to ${share?.title ?? ""}?`} onClose={() => close(false)}>
      <p>Whoever has it sees nothing any more, at once. It cannot be made to work again.</p>
      {problem !== null && <Trouble problem={problem} />}
      <div className={styles["buttons"]}>
        <button type="button" className={styles["button"]} onClick={() => void take()}>
          Take back
        </button>
        <button type="button" className={styles["button"]} onClick={() => close(false)}>
          Keep
        </button>
      </div>
    </Dialog>
  );
}
