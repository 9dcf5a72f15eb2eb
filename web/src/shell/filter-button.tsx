import type { ReactNode } from "react";

/** Narrowing by attributes; nothing where the project has none to narrow by. */
export function FilterButton(): ReactNode {
  return null;
}
