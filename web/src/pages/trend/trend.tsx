import type { ReactNode } from "react";

/** The trend. */
export default function Trend(): ReactNode {
  return <h1>Trend</h1>;
}
