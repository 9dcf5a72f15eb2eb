import type { ReactNode } from "react";

/** The fills of statuses that are told apart without colour: dots, stripes, crossed stripes. */
export function Patterns({ id }: { readonly id: string }): ReactNode {
  return (
    <defs>
      <pattern id={`${id}-new`} width={5} height={5} patternUnits="userSpaceOnUse">
        <rect width={5} height={5} style={{ fill: "var(--status-new)", opacity: 0.22 }} />
        <circle cx={2.5} cy={2.5} r={1.5} style={{ fill: "var(--status-new)" }} />
      </pattern>
      <pattern
        id={`${id}-resurrected`}
        width={5}
        height={5}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={5} height={5} style={{ fill: "var(--status-resurrected)", opacity: 0.3 }} />
        <rect width={2.4} height={5} style={{ fill: "var(--status-resurrected)" }} />
      </pattern>
      <pattern id={`${id}-dormant`} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={5} height={5} style={{ fill: "var(--status-dormant)", opacity: 0.14 }} />
        <path d="M0 0H5M0 0V5" style={{ stroke: "var(--status-dormant)", strokeWidth: 2.2 }} />
      </pattern>
    </defs>
  );
}
