import { suggestion } from "../text/nearest.ts";
import type {
  ActivityMapping,
  AttributeMapping,
  ClusterMapping,
  ColumnOrText,
  MembershipMapping,
  ProjectModel,
  StageMapping,
} from "./project-model.ts";
import { checkKind, entriesOf, namedEntries, note, rowsFrom } from "./reading.ts";
import type { Entry, Reading, RowReader } from "./reading.ts";
import type { Config } from "./schema.ts";

type Mappings = Pick<ProjectModel, "clusters" | "memberships" | "stages" | "attributes" | "activities">;

/** Whose rows mean what, resolved; what does not fit is noted in `reading`. */
export function readMappings(config: Config, reading: Reading): Mappings {
  return {
    clusters: clusters(config, reading),
    memberships: memberships(config, reading),
    stages: stages(config, reading),
    attributes: attributes(config, reading),
    activities: activities(config, reading),
  };
}

function clusters(config: Config, reading: Reading): ClusterMapping[] {
  return namedEntries(config.clusters, ["clusters"]).map((entry) => {
    const { value } = entry;
    const rows = rowsFrom(reading, entry);
    return {
      kind: entry.name,
      from: value.from,
      key: rows.column("key", value.key),
      name: rows.optional("name", value.name),
      owner: rows.optional("owner", value.owner),
      created: rows.optional("created", value.created),
      deleted: rows.optional("deleted", value.deleted),
      attributes: rows.columns("attributes", value.attributes),
      members: rows.optional("members", value.members),
      where: rows.where(value.where),
      at: reading.yaml.at(entry.path, "key"),
    };
  });
}

function memberships(config: Config, reading: Reading): MembershipMapping[] {
  return namedEntries(config.memberships, ["memberships"]).map((entry) => {
    const { value } = entry;
    const rows = rowsFrom(reading, entry);
    return {
      kind: entry.name,
      from: value.from,
      member: rows.column("member", value.member),
      cluster: rows.column("cluster", value.cluster),
      validFrom: rows.optional("valid_from", value.valid_from),
      validTo: rows.optional("valid_to", value.valid_to),
      primary: rows.optional("primary", value.primary),
      where: rows.where(value.where),
      at: reading.yaml.at(entry.path, "key"),
    };
  });
}

function stages(config: Config, reading: Reading): StageMapping | null {
  const { stages: written } = config;
  if (written === undefined) return null;
  const kind = written.cluster ?? reading.kinds[0] ?? "customer";
  checkKind(reading, written.cluster === undefined ? ["stages"] : ["stages", "cluster"], kind);
  checkOneSource(written, reading);
  const order = stageOrder(written.order ?? null, reading);
  return {
    kind,
    order,
    history: history(written.history, reading),
    attribute: stageAttribute(written.attribute, reading),
    rules: rules(written.rules, order, reading),
    span: reading.yaml.at(["stages"], "key"),
  };
}

type Stages = NonNullable<Config["stages"]>;

function checkOneSource(written: Stages, reading: Reading): void {
  const given = (["history", "attribute", "rules"] as const).filter((key) => written[key] !== undefined);
  if (given.length === 1) return;
  note(reading, given[1] === undefined ? ["stages"] : ["stages", given[1]], {
    code: "CONFIG_STAGE_SOURCE",
    message:
      given.length === 0 ? "stages do not say where they come from" : `stages come from ${given.join(" and ")} at once`,
    hint: "give exactly one of history (rows with dates), attribute (today's stage) and rules (derived from other rows)",
    part: "key",
  });
}

function stageOrder(order: readonly string[] | null, reading: Reading): readonly string[] | null {
  for (const [index, stage] of (order ?? []).entries())
    if (order?.indexOf(stage) !== index)
      note(reading, ["stages", "order", index], {
        code: "CONFIG_DUPLICATE_STAGE",
        message: `“${stage}” is twice in stages.order`,
      });
  return order;
}

function history(written: Stages["history"], reading: Reading): StageMapping["history"] {
  return entriesOf(written, ["stages", "history"]).map((entry) => {
    const { value } = entry;
    const rows = rowsFrom(reading, entry);
    return {
      from: value.from,
      cluster: rows.column("cluster", value.cluster),
      stage: rows.column("stage", value.stage),
      at: rows.column("at", value.at),
      where: rows.where(value.where),
    };
  });
}

function stageAttribute(written: Stages["attribute"], reading: Reading): StageMapping["attribute"] {
  if (written === undefined) return null;
  const rows = rowsFrom(reading, { value: written, path: ["stages", "attribute"] });
  return {
    from: written.from,
    cluster: rows.column("cluster", written.cluster),
    stage: rows.column("stage", written.stage),
  };
}

function rules(written: Stages["rules"], order: readonly string[] | null, reading: Reading): StageMapping["rules"] {
  return entriesOf(written, ["stages", "rules"]).map((entry) => {
    const { value } = entry;
    if (order !== null && !order.includes(value.enter))
      note(reading, [...entry.path, "enter"], {
        code: "CONFIG_UNKNOWN_STAGE",
        message: `“${value.enter}” is not in stages.order`,
        hint: suggestion(value.enter, order),
      });
    const rows = rowsFrom(reading, entry);
    return {
      enter: value.enter,
      from: value.from,
      cluster: rows.column("cluster", value.cluster),
      at: rows.column("at", value.at),
      where: rows.where(value.where),
    };
  });
}

function attributes(config: Config, reading: Reading): AttributeMapping[] {
  return namedEntries(config.attributes, ["attributes"]).map((entry) => {
    const { value } = entry;
    checkKind(reading, ["attributes", entry.name], entry.name);
    const rows = rowsFrom(reading, entry);
    return {
      kind: entry.name,
      from: value.from,
      cluster: rows.column("cluster", value.cluster),
      at: rows.optional("at", value.at),
      values: rows.columns("values", value.values),
      where: rows.where(value.where),
      span: reading.yaml.at(entry.path, "key"),
    };
  });
}

function activities(config: Config, reading: Reading): ActivityMapping[] {
  return namedEntries(config.activities, ["activities"]).map((entry) => {
    const { value, name } = entry;
    const rows = rowsFrom(reading, entry);
    return {
      name,
      from: value.from,
      at: rows.column("at", value.at),
      member: rows.optional("member", value.member),
      clusters: clusterColumns(reading, entry, rows),
      kind: value.kind === undefined ? { text: name } : columnOrText(rows, "kind", value.kind),
      product: value.product === undefined ? null : columnOrText(rows, "product", value.product),
      other: rows.optional("other", value.other),
      properties: rows.columns("properties", value.properties),
      where: rows.where(value.where),
      span: reading.yaml.at(entry.path, "key"),
    };
  });
}

type Activity = NonNullable<Config["activities"]>[string];

function clusterColumns(reading: Reading, entry: Entry<Activity>, rows: RowReader): Record<string, string> {
  const { cluster, clusters: byKind = {} } = entry.value;
  const first = reading.kinds[0] ?? "customer";
  const columns: Record<string, string> = {};
  for (const [kind, column] of Object.entries(byKind)) columns[kind] = rows.column(`clusters.${kind}`, column);
  if (cluster === undefined) return columns;
  if (columns[first] !== undefined)
    note(reading, [...entry.path, "cluster"], {
      code: "CONFIG_BAD_VALUE",
      message: `the ${first} of these activities is given twice, as cluster and under clusters`,
      hint: "keep one of the two",
      part: "key",
    });
  columns[first] = rows.column("cluster", cluster);
  return columns;
}

function columnOrText(
  rows: RowReader,
  key: string,
  value: string | { readonly column: string } | { readonly text: string },
): ColumnOrText {
  if (typeof value === "string") return { column: rows.column(key, value) };
  return "text" in value ? { text: value.text } : { column: rows.column(`${key}.column`, value.column) };
}
