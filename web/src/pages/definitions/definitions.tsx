import { GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answer } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { sentenceOf } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import { comparable, periodText, thresholdText } from "./choices.ts";
import styles from "./definitions.module.css";

/** What can be counted, in words: the project's own definitions and the published ones. */
export default function Definitions(): ReactNode {
  const asking = useAnswer("/api/v1/definitions", {});
  const all = asking.data?.definitions ?? [];
  const own = all.filter((each) => each.origin === "project");
  const published = all.filter((each) => each.origin === "preset");
  return (
    <>
      <PageHead
        title={
          asking.data === null
            ? "Definitions"
            : `${countOf(own.length, "definition")} of this project, ${published.length} published ones`
        }
        lede="A definition says who counts as active, when, and of whom. Each has a name and a version, so that a number can be asked for again."
        actions={<CompareLink definitions={all} />}
      />
      <Answer asking={asking} height={420}>
        {() => (
          <div className={styles["stack"]}>
            {own.length > 0 && <Listed title="Of this project" caption="From smac.yml." definitions={own} />}
            <Listed
              title="Published"
              caption="Come with smac. A project's own definition can start from one of them."
              definitions={published}
            />
          </div>
        )}
      </Answer>
    </>
  );
}

function CompareLink({ definitions }: { readonly definitions: readonly DefinitionAbout[] }): ReactNode {
  const { hrefTo } = useAsked();
  const first = definitions.find((each) => definitions.some((other) => comparable(each, other)));
  const second = first === undefined ? undefined : definitions.find((each) => comparable(first, each));
  if (first === undefined || second === undefined) return null;
  return (
    <Link href={hrefTo("/definitions/diff", {}, { a: first.name, b: second.name })} className={styles["button"] ?? ""}>
      <GitCompareArrows size={16} strokeWidth={1.75} aria-hidden /> Compare two
    </Link>
  );
}

function Listed({
  title,
  caption,
  definitions,
}: {
  readonly title: string;
  readonly caption: string;
  readonly definitions: readonly DefinitionAbout[];
}): ReactNode {
  return (
    <Panel title={title} caption={caption}>
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label={title}>
        <table className={table["table"]} data-cards>
          <caption className="aloud">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Definition</th>
              <th scope="col">What it counts</th>
              <th scope="col">At least</th>
              <th scope="col">Period</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>
            {definitions.map((each) => (
              <Line key={`${each.origin} ${each.name}`} definition={each} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Line({ definition }: { readonly definition: DefinitionAbout }): ReactNode {
  const { hrefTo } = useAsked();
  const { name, version, sentence, why, choices } = definition;
  return (
    <tr>
      <th scope="row" className={table["near"]}>
        <Link href={hrefTo(`/definitions/${encodeURIComponent(name)}`)}>{name}</Link>
      </th>
      <td className={`${styles["sentence"]} ${table["wide"]}`}>
        {sentence === null ? <span className={table["faint"]}>Not here: {why}.</span> : sentenceOf(sentence)}
      </td>
      <td className={table["near"]}>{choices === null ? "–" : thresholdText(choices)}</td>
      <td className={table["near"]}>{choices === null ? "–" : periodText(choices.period)}</td>
      <td data-label="version">{version}</td>
    </tr>
  );
}
