import { GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useParams } from "wouter";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Popover } from "../../parts/popover.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { sentenceOf } from "../../words/names.ts";
import { choiceLines, comparable, headlineOf } from "./choices.ts";
import styles from "./definitions.module.css";
import { Ledger } from "./ledger.tsx";
import { Statements } from "./statements.tsx";

const tabs = [
  ["words", "Parameters"],
  ["sql", "SQL"],
  ["ledger", "Ledger"],
] as const;

/** One definition: what it says in words, each of its choices, its statements, and which of its numbers changed. */
export default function Definition(): ReactNode {
  const { name } = useParams<{ name: string }>();
  const asking = useAnswer("/api/v1/definitions", {});
  const known = asking.data?.definitions.find((each) => each.name === name);
  return (
    <>
      <nav aria-label="Where this is" className={styles["crumb"]}>
        <AllLink />
      </nav>
      <Answer asking={asking} height={500}>
        {({ definitions }) =>
          known === undefined ? (
            <Unknown name={name} definitions={definitions} />
          ) : (
            <Known definition={known} definitions={definitions} />
          )
        }
      </Answer>
    </>
  );
}

function AllLink(): ReactNode {
  const { hrefTo } = useAsked();
  return <Link href={hrefTo("/definitions")}>All definitions</Link>;
}

function Unknown({
  name,
  definitions,
}: {
  readonly name: string;
  readonly definitions: readonly DefinitionAbout[];
}): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <>
      <PageHead title={`There is no definition “${name}”`} lede="These there are:" />
      <ul>
        {definitions.map((each) => (
          <li key={`${each.origin} ${each.name}`}>
            <Link href={hrefTo(`/definitions/${encodeURIComponent(each.name)}`)}>{each.name}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Known({
  definition,
  definitions,
}: {
  readonly definition: DefinitionAbout;
  readonly definitions: readonly DefinitionAbout[];
}): ReactNode {
  const { own, hrefTo } = useAsked();
  const tab = tabs.find(([key]) => key === own["tab"])?.[0] ?? "words";
  const page = `/definitions/${encodeURIComponent(definition.name)}`;
  return (
    <>
      <PageHead
        title={headlineOf(definition)}
        lede={
          definition.sentence === null
            ? `${sentenceOf(definition.why ?? "This project cannot be asked for it")}`
            : sentenceOf(definition.sentence)
        }
        actions={<CompareMenu definition={definition} definitions={definitions} />}
      />
      <nav className={styles["tabs"]} aria-label="What is shown of it">
        {tabs.map(([key, label]) => (
          <Link
            key={key}
            href={hrefTo(page, {}, key === "words" ? {} : { tab: key })}
            className={styles["tab"] ?? ""}
            aria-current={key === tab ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {tab === "words" && <Parameters definition={definition} />}
      {tab === "sql" && <Statements definition={definition} />}
      {tab === "ledger" && <Ledger definition={definition} />}
    </>
  );
}

function Parameters({ definition }: { readonly definition: DefinitionAbout }): ReactNode {
  const { name, version, origin, preset, choices } = definition;
  const from = preset === null || preset === name ? "" : ` It starts from the published “${preset}”.`;
  return (
    <Panel
      title={`Version ${version} of ${name}`}
      caption={`${origin === "project" ? "Of this project, from smac.yml." : "Published with smac."}${from}`}
    >
      {choices === null ? (
        <Empty>
          <p>{sentenceOf(definition.why ?? "This project cannot be asked for it")}</p>
        </Empty>
      ) : (
        <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Parameters">
          <table className={table["table"]} data-cards>
            <caption className="aloud">Parameters of {name}</caption>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">Value</th>
                <th scope="col">What it means</th>
              </tr>
            </thead>
            <tbody>
              {choiceLines(choices).map((each) => (
                <tr key={each.key}>
                  <th scope="row" className={table["near"]}>
                    {each.label}
                  </th>
                  <td className={styles["value"]}>{each.value}</td>
                  <td className={`${table["faint"]} ${table["wide"]}`}>{each.means}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function CompareMenu({
  definition,
  definitions,
}: {
  readonly definition: DefinitionAbout;
  readonly definitions: readonly DefinitionAbout[];
}): ReactNode {
  const { hrefTo } = useAsked();
  const others = definitions.filter((each) => each.name !== definition.name && each.choices !== null);
  if (definition.choices === null || others.length === 0) return null;
  const choices = others.map((each): Choice => ({
    key: `${each.origin} ${each.name}`,
    label: each.name,
    note: each.sentence,
    refused: comparable(definition, each)
      ? null
      : "It counts something else, so the two cannot be laid over one another.",
    href: hrefTo("/definitions/diff", {}, { a: definition.name, b: each.name }),
  }));
  return (
    <Popover
      look="field"
      label={`Compare ${definition.name} with`}
      align="end"
      button={
        <>
          <GitCompareArrows size={16} strokeWidth={1.75} aria-hidden /> Compare with
        </>
      }
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}
