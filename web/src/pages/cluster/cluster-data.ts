import type { AnswerOf } from "../../api/ask.ts";

/** What the API knows of one cluster. */
export type ClusterData = AnswerOf<"/api/v1/clusters/{key}">;

/** The period of the cluster's page that is in focus; the last one where that is not among them. */
export function periodInFocus(cluster: ClusterData, focus: string): ClusterData["periods"][number] | undefined {
  return cluster.periods.find((each) => each.name === focus) ?? cluster.periods.at(-1);
}
