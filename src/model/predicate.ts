/** A value written in a predicate. */
export type Literal = string | number | boolean | null;

/** A condition on a row, as plain data; names are columns, values are bound and never spliced. */
export type Predicate =
  | { readonly op: "and" | "or"; readonly of: readonly Predicate[] }
  | { readonly op: "not"; readonly of: Predicate }
  | {
      readonly op: "compare";
      readonly how: "=" | "<>" | "<" | "<=" | ">" | ">=";
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly op: "in"; readonly value: Operand; readonly list: readonly Operand[]; readonly negated: boolean }
  | {
      readonly op: "between";
      readonly value: Operand;
      readonly low: Operand;
      readonly high: Operand;
      readonly negated: boolean;
    }
  | {
      readonly op: "like";
      readonly value: Operand;
      readonly pattern: Operand;
      readonly escape: string | null;
      readonly ignoreCase: boolean;
      readonly negated: boolean;
    }
  | { readonly op: "null"; readonly value: Operand; readonly negated: boolean }
  | { readonly op: "truth"; readonly value: Operand };

/** One side of a comparison. */
export type Operand =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Operand[] }
  | {
      readonly kind: "arithmetic";
      readonly how: "+" | "-" | "*" | "/" | "%" | "||";
      readonly left: Operand;
      readonly right: Operand;
    };
