/** The settings that make ClickHouse's SQL mean what ours means. */
export const meaning = {
  join_use_nulls: 1,
  joined_subquery_requires_alias: 0,
  aggregate_functions_null_for_empty: 1,
  cast_keep_nullable: 1,
  prefer_column_name_to_alias: 1,
  transform_null_in: 0,
  union_default_mode: "DISTINCT",
  count_distinct_implementation: "uniqExact",
  least_greatest_legacy_null_behavior: 0,
  session_timezone: "UTC",
} as const;
