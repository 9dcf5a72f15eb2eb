/** A value bound to a `?` mark of a statement. Instants travel as microseconds since 1970 UTC. */
export type Param =
  | { readonly type: "text"; readonly value: string | null }
  | { readonly type: "int"; readonly value: number | bigint | null }
  | { readonly type: "float"; readonly value: number | null }
  | { readonly type: "bool"; readonly value: boolean | null }
  | { readonly type: "timestamp"; readonly value: number | null };
