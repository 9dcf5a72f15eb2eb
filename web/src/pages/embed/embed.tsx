import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { type Answered, type ask, type GetPath, send, addressOf } from "../../api/ask.ts";
import { AskerContext } from "../../api/asker.ts";
import { DataVersion } from "../../api/data-version.ts";
import type { Problem, Shared } from "../../api/schema.ts";
import { ProblemError } from "../../api/problem-error.ts";
import { problemOf } from "../../api/use-answer.ts";
import { localDay } from "../../calendar/days.ts";
import { useClock } from "../../data/use-clock.ts";
import { Trouble } from "../../parts/trouble.tsx";
import { TileGrid } from "../../tiles/grid.tsx";
import { sharedQuestion } from "../../tiles/questions.ts";
import { type Ground, GroundContext } from "../../tiles/tile-scope.tsx";
import { ListsOpen } from "../../url/use-asked.ts";
import { instantText } from "../../words/dates.ts";
import styles from "./embed.module.css";

/** What a shared link shows: a dashboard or one of its tiles, to be read, without signing in. */
export default function Embed(): ReactNode {
  const token = location.pathname.split("/")[2] ?? "";
  useTheme();
  const query = useQuery({
    queryKey: ["shared", token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answered = await send<Shared>(addressOf("/api/v1/shared/{share}", {}, { share: token }), {
        headers: { accept: "application/json" },
        signal,
      });
      if (answered.ok) return answered.data;
      throw new ProblemError(answered.problem, answered.retryAfter);
    },
  });
  const shared = query.data ?? null;
  const problem = problemOf(query.error);
  useEffect(() => {
    document.title = shared === null ? "smac" : `${shared.title} · smac`;
  }, [shared]);
  if (shared !== null) return <Opened token={token} shared={shared} />;
  return (
    <main className={styles["message"]}>
      {problem === null ? (
        <h1 aria-busy="true">Opening the link…</h1>
      ) : (
        <Closed problem={problem} retry={() => void query.refetch()} />
      )}
    </main>
  );
}

function Closed({ problem, retry }: { readonly problem: Problem; readonly retry: () => void }): ReactNode {
  const [title, words] =
    problem.status === 410
      ? ["This link has run out", "It was made for a limited time. Ask whoever gave it to you for a new one."]
      : problem.status === 404
        ? [
            "This link shows nothing",
            "It was taken back, or part of it is missing. Ask whoever gave it to you for a new one.",
          ]
        : ["The link cannot be opened now", null];
  return (
    <>
      <h1>{title}</h1>
      {words === null ? <Trouble problem={problem} retry={retry} /> : <p>{words}</p>}
    </>
  );
}

function Opened({ token, shared }: { readonly token: string; readonly shared: Shared }): ReactNode {
  const clock = useClock();
  const asker = useMemo(() => ({ ask: askThrough(token, shared.asks), told: null }), [token, shared.asks]);
  const ground = useMemo(
    (): Ground => ({
      project: { empty: false },
      clock,
      open: null,
      openList: () => undefined,
      hrefOfList: () => "",
      go: () => undefined,
      told: null,
      shows: null,
    }),
    [clock],
  );
  const tiles = shared.dashboard?.tiles ?? [];
  const alone = tiles.length === 1;
  const today = localDay(clock, "UTC");
  useEffect(() => {
    // A frame has no room to keep for a bar that never comes.
    document.documentElement.style.overflowY = alone ? "auto" : "";
  }, [alone]);
  return (
    <main className={styles["page"]} data-alone={alone ? "" : undefined}>
      <header className={alone ? "aloud" : styles["head"]}>
        <h1 className={styles["title"]}>{shared.title}</h1>
        {shared.dashboard?.description !== undefined && <p>{shared.dashboard.description}</p>}
        <p className={styles["note"]}>
          Shared to be read, until <time dateTime={shared.expires}>{instantText(shared.expires, "UTC", today)}</time>
        </p>
      </header>
      {tiles.length === 0 ? (
        <p className={styles["message"]}>
          This link carries answers for programs; there is nothing on it to look at. GET /api/v1/shared tells them.
        </p>
      ) : (
        <DataVersion value={String(Math.floor(clock / 900_000))}>
          <AskerContext value={asker}>
            <ListsOpen value={false}>
              <GroundContext value={ground}>
                <TileGrid tiles={tiles} fill={alone} />
              </GroundContext>
            </ListsOpen>
          </AskerContext>
        </DataVersion>
      )}
    </main>
  );
}

/** Asks through a link: only what it was made for, of the dates that are asked for now. */
function askThrough(token: string, asks: readonly string[]): typeof ask {
  return async (path: GetPath, params, options) => {
    const question = sharedQuestion(path, params);
    const number = asks.indexOf(question.text);
    if (number < 0) return notShared;
    const address = addressOf("/api/v1/shared/{share}/answers/{number}", question.dates, {
      share: token,
      number: String(number),
    });
    return send(address, { headers: { accept: "application/json" }, signal: options?.signal ?? null });
  };
}

const notShared: Answered<never> = {
  ok: false,
  retryAfter: null,
  problem: {
    type: "about:blank",
    title: "Not Found",
    status: 404,
    code: "PAGE_NOT_SHARED",
    detail: "This link does not carry the answer to this part.",
    hint: "Ask whoever gave it to you for a new one.",
  },
};

/** `?theme=dark` for sites that are dark themselves. */
function useTheme(): void {
  useEffect(() => {
    const theme = new URLSearchParams(location.search).get("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  }, []);
}
