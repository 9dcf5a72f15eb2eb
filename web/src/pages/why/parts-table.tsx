import type { ReactNode } from "react";
import { Link } from "wouter";
import { NumberLink } from "../../parts/number-link.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { count, countOf, signedCount, signedPoints } from "../../words/numbers.ts";
import type { BridgePart, ShownChange } from "../../figures/bridge/change.ts";
import { toldOf } from "../../figures/bridge/told.ts";
import tableStyles from "../../parts/number-table.module.css";
import styles from "./why.module.css";

/** The parts line by line, each with the clusters that took from the number and those that added to it. */
export function PartsTable({ change }: { readonly change: ShownChange }): ReactNode {
  const inPoints = change.points !== null;
  const values = change.parts.map((each) => each.value);
  const low = Math.min(0, ...values);
  const reach = Math.max(0, ...values) - low || 1;
  return (
    <table className={`${tableStyles["table"]} ${styles["parts"]}`}>
      <caption className="aloud">The parts of the change</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col" className={styles["barHead"]}>
            <span className="aloud">Size</span>
          </th>
          {inPoints && <th scope="col">pts</th>}
          <th scope="col">clusters</th>
        </tr>
      </thead>
      <tbody>
        {change.parts.map((part) => (
          <Row key={part.part} part={part} change={change} scale={{ low, reach }} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td className={styles["bars"]} />
          {change.points !== null && <td>{signedPoints(change.points)}</td>}
          <td>{signedCount(change.clusters)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Row({
  part,
  change,
  scale: { low, reach },
}: {
  readonly part: BridgePart;
  readonly change: ShownChange;
  readonly scale: { readonly low: number; readonly reach: number };
}): ReactNode {
  const { own, hrefTo } = useAsked();
  const chosen = own["part"] === part.part;
  return (
    <tr data-chosen={chosen ? "" : undefined}>
      <th scope="row">
        {part.down + part.up === 0 ? (
          part.name
        ) : (
          <Link
            href={hrefTo("/why", {}, { ...toldOf(own), ...(chosen ? {} : { part: part.part }) })}
            aria-current={chosen ? "true" : undefined}
          >
            {part.name}
          </Link>
        )}
        <span className={tableStyles["note"]}>{part.note}</span>
        {part.down + part.up > 0 && (
          <span className={tableStyles["note"]}>
            <Opens part={part} way="down" text={`${countOf(part.down, "cluster")} less`} /> ·{" "}
            <Opens part={part} way="up" text={`${count(part.up)} more`} />
          </span>
        )}
      </th>
      <td className={styles["bars"]}>
        <div className={styles["zero"]} style={{ left: `${(-low / reach) * 100}%` }} />
        {part.value !== 0 && (
          <div
            className={styles["bar"]}
            data-direction={part.value < 0 ? "down" : "up"}
            style={{
              left: `${((Math.min(0, part.value) - low) / reach) * 100}%`,
              width: `max(2px, ${(Math.abs(part.value) / reach) * 100}%)`,
            }}
          />
        )}
      </td>
      {change.points !== null && <td className={styles["strong"]}>{signedPoints(part.points ?? 0)}</td>}
      <td>{signedCount(part.clusters)}</td>
    </tr>
  );
}

/** The clusters that took from the number, or added to it. */
function Opens({
  part,
  way,
  text,
}: {
  readonly part: BridgePart;
  readonly way: "down" | "up";
  readonly text: string;
}): ReactNode {
  const found = part[way];
  return (
    <NumberLink
      count={found}
      cell={{ ...part.cell, way }}
      text={text}
      className={found === 0 ? undefined : styles["opens"]}
    />
  );
}
