import { LifeBuoy } from "lucide-react";
import type { ReactNode } from "react";
import { useParams } from "wouter";
import type { ParamsOf } from "../../api/ask.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { localDay } from "../../calendar/days.ts";
import { trailingDays } from "../../calendar/periods.ts";
import { type Setting, useSetting } from "../../data/setting.ts";
import { rangeTo } from "../../data/windows.ts";
import { Answer } from "../../parts/answer.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { dayText, periodName } from "../../words/dates.ts";
import { isolated, shortened, stageName } from "../../words/names.ts";
import { reasonText } from "../../words/reasons.ts";
import { type ClusterData, periodInFocus } from "./cluster-data.ts";
import { Facts } from "./facts.tsx";
import styles from "./cluster.module.css";
import { Members } from "./members.tsx";
import { Periods } from "./periods.tsx";
import { Products } from "./products.tsx";
import { Timeline } from "./timeline.tsx";

/** One cluster: whether it counts and why, what happened when, who belongs to it and what they use. */
export default function Cluster(): ReactNode {
  const { kind, key } = useParams<{ kind: string; key: string }>();
  const setting = useSetting();
  const definition = definitionFor(decoded(kind), setting);
  const other = definition !== setting.base.definition;
  const { by: _, filter: __, period, ...base } = setting.base;
  const params = { ...base, ...(other || period === undefined ? {} : { period }), definition };
  const asking = useAnswer(
    "/api/v1/clusters/{key}",
    { ...params, ...rangeOf(setting) },
    { path: { key: decoded(key) } },
  );
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <PageLink to="/clusters">All clusters</PageLink>
      </nav>
      <Answer asking={asking} height={700}>
        {(cluster) => (
          <>
            <Head cluster={cluster} />
            <Support cluster={cluster} params={params} />
            {other && (
              <p className={styles["other"]} role="status">
                {setting.definition.name} does not count {cluster.kind}s; this is by {definition}.
              </p>
            )}
            <div className={styles["stack"]}>
              <Timeline cluster={cluster} />
              <Periods cluster={cluster} />
              <div className={styles["grid"]}>
                <Members cluster={cluster} />
                <div className={styles["stack"]}>
                  <Products cluster={cluster} />
                  <Facts cluster={cluster} />
                </div>
              </div>
            </div>
          </>
        )}
      </Answer>
    </>
  );
}

function Head({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const { focus, zone, cut } = useSetting();
  const at = periodInFocus(cluster, focus.key);
  const name = isolated(shortened(cluster.name ?? cluster.cluster));
  const stage = cluster.stages.at(-1);
  const since = stage?.from === null || stage === undefined ? null : localDay(Date.parse(stage.from), zone);
  const facts = [
    stage === undefined || stage.stage === null
      ? null
      : `${stageName(stage.stage)}${since === null ? "" : ` since ${dayText(since, cut)}`}`,
    ...cluster.attributes
      .filter((each) => each.attribute !== "owner")
      .map((each) => (each.value === null ? null : isolated(shortened(each.value, 40)))),
    cluster.owner === null ? null : `owner ${isolated(shortened(cluster.owner, 40))}`,
    `id ${isolated(shortened(cluster.cluster, 60))}`,
  ].filter((each) => each !== null);
  return (
    <PageHead
      title={at === undefined ? name : titleOf(name, at, cut)}
      lede={
        <>
          {at !== undefined && reasonText(at.reason, cut)} <span className={styles["facts"]}>{facts.join(" · ")}</span>
        </>
      }
      definition
    />
  );
}

/** That the cluster needs support in the period, and why; nothing where it does not. */
function Support({
  cluster,
  params,
}: {
  readonly cluster: ClusterData;
  readonly params: ParamsOf<"/api/v1/table">;
}): ReactNode {
  const { focus, cut, definitions } = useSetting();
  const at = periodInFocus(cluster, focus.key);
  const counts = definitions.find((each) => each.name === params.definition)?.choices?.counts;
  const asking = useAnswer(
    "/api/v1/table",
    { ...params, in: at?.name, find: cluster.cluster, support: true, limit: 100 },
    { when: at !== undefined && counts === "cluster" },
  );
  const found = asking.data?.clusters.find((each) => each.cluster === cluster.cluster);
  if (found === undefined || asking.earlier) return null;
  return (
    <p className={styles["support"]}>
      <LifeBuoy size={16} strokeWidth={1.75} aria-hidden />
      <span>
        <strong>Needs support.</strong> {reasonText(found.reasons.join("; "), cut)}
      </span>
    </p>
  );
}

function titleOf(name: string, at: ClusterData["periods"][number], cut: number): string {
  const the = trailingDays(at.period.kind) === null ? "" : "the ";
  const when = `${at.period.complete ? "in" : "so far in"} ${the}${periodName(at.period, cut)}`;
  if (at.period.complete) return `${name} ${at.counts ? "counted" : "did not count"} ${when}`;
  return `${name} ${at.counts ? "counts" : "does not count"} ${when}`;
}

function rangeOf({ latest, focus }: Setting): { readonly from: string; readonly to: string } {
  const usual = rangeTo(latest, 12);
  return focus.key < usual.from ? rangeTo(focus, 12) : usual;
}

/** The definition in use where it counts such clusters, else the first that does. */
function definitionFor(kind: string, { definition, definitions }: Setting): string {
  if (definition.choices?.cluster === kind) return definition.name;
  return definitions.find((each) => each.choices?.cluster === kind)?.name ?? definition.name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
