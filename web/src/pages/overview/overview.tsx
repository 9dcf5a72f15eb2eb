import type { ReactNode } from "react";

/** The overview. */
export default function Overview(): ReactNode {
  return <h1>Overview</h1>;
}
