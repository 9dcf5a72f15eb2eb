import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The test files that take longest, the longest first: begun last, one of them would keep a single worker busy while the others are idle. */
const long: readonly string[] = [
  "test/property/report.property.test.ts",
  "test/sync/kill.test.ts",
  "test/web/pages.test.ts",
  "test/clickhouse/shards.test.ts",
  "test/property/measures.property.test.ts",
  "test/clickhouse/shards.property.test.ts",
  "test/property/sweep.property.test.ts",
  "test/docs.test.ts",
  "test/web/dashboards.test.ts",
  "test/canary.test.ts",
  "test/web/import.test.ts",
  "test/property/project.property.test.ts",
  "test/clickhouse/working-file.test.ts",
  "test/clickhouse/project.property.test.ts",
  "test/clickhouse/copy.test.ts",
  "test/clickhouse/single.property.test.ts",
  "test/clickhouse/expiry.test.ts",
  "test/store/processes.test.ts",
  "test/store/full-disk.test.ts",
  "test/web/measures.test.ts",
  "test/salesforce/same-numbers.test.ts",
  "test/property/explain.property.test.ts",
  "test/web/clusters.test.ts",
  "test/web/definitions.test.ts",
];

/**
 * Begins the longest test files first, and last those that share a process, one after another;
 * the rest as vitest would.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const index = long.findIndex((name) => moduleId.endsWith(name));
      return index >= 0 ? index : long.length + (project.config.isolate ? 0 : 1);
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
