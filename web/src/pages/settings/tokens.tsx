import { type ReactNode, useState } from "react";
import { change } from "../../api/change.ts";
import type { NewToken, Problem, Token } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { dayOf } from "../../calendar/days.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { Dialog } from "../../parts/dialog.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Trouble } from "../../parts/trouble.tsx";
import { instantText } from "../../words/dates.ts";
import { countOf } from "../../words/numbers.ts";
import { MakeToken } from "./make-token.tsx";
import { OnlyAdmins, useMayManage } from "./only-admins.tsx";
import { roleNames } from "./roles.ts";
import styles from "./settings.module.css";
import { ShowToken } from "./show-token.tsx";

/** Tokens for programs and people: making one, which is shown once, and revoking one. */
export function Tokens(): ReactNode {
  const may = useMayManage();
  const asking = useAnswer("/api/v1/tokens", {}, { when: may === true });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  if (may === false) return <OnlyAdmins title="Tokens are for admins to make" />;
  const tokens = asking.data?.tokens ?? [];
  return (
    <Panel
      title={asking.data === null || tokens.length === 0 ? "Tokens" : countOf(tokens.length, "token")}
      caption="A program sends its token with each request; a person signs in with it. Only its hash is kept."
      actions={
        <button type="button" className={styles["button"]} onClick={() => setMaking(true)}>
          Make a token
        </button>
      }
    >
      <Answer asking={asking} height={120}>
        {() =>
          tokens.length === 0 ? (
            <Empty>
              <p>There is none. Whoever is to reach this server from another computer needs one.</p>
            </Empty>
          ) : (
            <TokenTable tokens={tokens} revoke={setRevoking} />
          )
        }
      </Answer>
      <MakeToken
        open={making}
        close={(token) => {
          setMaking(false);
          setMade(token);
          if (token !== null) asking.retry();
        }}
      />
      <ShowToken made={made} close={() => setMade(null)} />
      <Revoke
        token={revoking}
        close={(changed) => {
          setRevoking(null);
          if (changed) asking.retry();
        }}
      />
    </Panel>
  );
}

const nearWide = `${table["near"] ?? ""} ${table["wide"] ?? ""}`;

function TokenTable({
  tokens,
  revoke,
}: {
  readonly tokens: readonly Token[];
  readonly revoke: (token: Token) => void;
}): ReactNode {
  const project = useAnswer("/api/v1/project", {}).data;
  const [zone, today] = [project?.timezone ?? "UTC", dayOf(project?.today ?? "") ?? 0];
  return (
    <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Tokens">
      <table className={table["table"]} data-cards>
        <caption className="aloud">Tokens</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Made</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="aloud">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">{token.name}</th>
              <td data-label="role">{roleNames[token.scope]}</td>
              <td className={nearWide} data-label="made">
                <time dateTime={token.created}>{instantText(token.created, zone, today)}</time>
              </td>
              <td className={nearWide} data-label="last used">
                {token.last_used === null ? (
                  <span className={table["faint"]}>never</span>
                ) : (
                  <time dateTime={token.last_used}>{instantText(token.last_used, zone, today)}</time>
                )}
              </td>
              <td className={table["end"]}>
                <button
                  type="button"
                  className={styles["button"]}
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => revoke(token)}
                >
                  Revoke
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Revoke({
  token,
  close,
}: {
  readonly token: Token | null;
  readonly close: (changed: boolean) => void;
}): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const revoke = async (): Promise<void> => {
    if (token === null) return;
    const answered = await change("DELETE", "/api/v1/tokens/{id}", { path: { id: token.id } });
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) close(true);
  };
  return (
    <Dialog open={token !== null} title={`Revoke ${token?.name ?? ""}?`} onClose={() => close(false)}>
      <p>
        Programs that use it, and browsers that signed in with it, are refused at once. It cannot be made valid again.
      </p>
      {problem !== null && <Trouble problem={problem} />}
      <div className={styles["buttons"]}>
        <button type="button" className={styles["button"]} onClick={() => void revoke()}>
          Revoke
        </button>
        <button type="button" className={styles["button"]} onClick={() => close(false)}>
          Keep
        </button>
      </div>
    </Dialog>
  );
}
