import { useQueryClient } from "@tanstack/react-query";
import { Building2, Database } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { change } from "../api/change.ts";
import type { Problem } from "../api/schema.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useJob, type WatchedJob } from "../data/use-job.ts";
import { useUpload } from "../data/use-upload.ts";
import { DropZone } from "../parts/drop-zone.tsx";
import { JobPanel } from "../parts/job-panel.tsx";
import { PageLink } from "../parts/page-link.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAsked } from "../url/use-asked.ts";
import { countOf } from "../words/numbers.ts";
import styles from "./nothing.module.css";

/** What a project shows before anything was read: the generated company, a file, or what smac.yml names already. */
export function Nothing({ project }: { readonly project: string }): ReactNode {
  const watched = useJob();
  const sources = useAnswer("/api/v1/sources", {});
  const { hrefTo } = useAsked();
  const [, go] = useLocation();
  const client = useQueryClient();
  const uploading = useUpload((upload) => {
    void client.invalidateQueries({ queryKey: ["/api/v1/uploads"] });
    go(hrefTo(`/import/${upload.id}`));
  });
  const busy = watched.job?.state === "running";
  const { files = [], connections = [] } = sources.data ?? {};
  const named = files.length + connections.length;
  return (
    <div className={styles["welcome"]}>
      <h1 className={styles["title"]}>
        {named === 0 ? "Who is active, stage by stage" : `Nothing was read into ${project} yet`}
      </h1>
      <p className={styles["lede"]}>
        {named === 0
          ? "smac counts the customers in each stage of their journey that were active, and says why the number moved. Look around first, or begin with a file."
          : "The project names its sources already; what they hold has to be read once."}
      </p>
      <JobPanel watched={watched} />
      <div className={styles["cards"]} aria-busy={sources.data === null && sources.waiting}>
        {named > 0 ? (
          <ReadCard files={files.length} connections={connections.length} watched={watched} busy={busy} />
        ) : (
          <DemoCard watched={watched} busy={busy} />
        )}
        <DropZone uploading={uploading} title="Drop a file" />
      </div>
      <p className={styles["note"]}>
        Or <PageLink to="/connect">connect Zoho Books, Deltek Ajera, Certinia or Salesforce</PageLink>.
      </p>
    </div>
  );
}

function DemoCard({ watched, busy }: { readonly watched: WatchedJob; readonly busy: boolean }): ReactNode {
  const demo = useAnswer("/api/v1/demo", {});
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async (): Promise<void> => {
    const answered = await change("POST", "/api/v1/demo", {});
    setProblem(answered.ok ? null : answered.problem);
    if (answered.ok) watched.watch(answered.data);
  };
  return (
    <section className={styles["card"]}>
      <Building2 size={22} strokeWidth={1.5} aria-hidden className={styles["icon"]} />
      <h2>Look around with a demo company</h2>
      <p>A software firm with 400 customers and what they did in 18 months, generated: a few seconds.</p>
      {demo.data?.possible === false ? (
        <p className={styles["faint"]}>Not here: {demo.data.why}.</p>
      ) : (
        <button
          type="button"
          className={styles["button"]}
          disabled={busy || demo.data === null}
          onClick={() => void begin()}
        >
          Fill the project with it
        </button>
      )}
      <p className={styles["faint"]}>
        It writes {countOf(demo.data?.files.length ?? 5, "file")} into the project&rsquo;s folder, and replaces none.
      </p>
      {problem !== null && <Trouble problem={problem} />}
    </section>
  );
}

function ReadCard({
  files,
  connections,
  watched,
  busy,
}: {
  readonly files: number;
  readonly connections: number;
  readonly watched: WatchedJob;
  readonly busy: boolean;
}): ReactNode {
  return (
    <section className={styles["card"]}>
      <Database size={22} strokeWidth={1.5} aria-hidden className={styles["icon"]} />
      <h2>Read what the project names</h2>
      <p>
        {[
          ...(files === 0 ? [] : [`${countOf(files, "source")} of files`]),
          ...(connections === 0 ? [] : [countOf(connections, "connected system")]),
        ].join(" and ")}
        , as smac.yml says.
      </p>
      {files > 0 && (
        <button type="button" className={styles["button"]} disabled={busy} onClick={() => void watched.importFiles({})}>
          Read the files
        </button>
      )}
      {connections > 0 && (
        <button type="button" className={styles["button"]} disabled={busy} onClick={() => void watched.sync({})}>
          Read the systems
        </button>
      )}
      <PageLink to="/sources" otherwise={null}>
        Show the sources
      </PageLink>
    </section>
  );
}
