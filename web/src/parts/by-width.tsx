import type { ReactNode } from "react";
import { useWidth } from "../charts/use-width.ts";

/** What fits into the width there is, in CSS pixels; nothing until it is known. */
export function ByWidth({ children }: { readonly children: (width: number) => ReactNode }): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  return <div ref={ref}>{width > 0 && children(width)}</div>;
}
