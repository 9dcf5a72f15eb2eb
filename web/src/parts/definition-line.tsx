import { Quote } from "lucide-react";
import type { ReactNode } from "react";
import { useSetting } from "../data/setting.ts";
import { sentenceOf } from "../words/names.ts";
import styles from "./definition-line.module.css";
import { PageLink } from "./page-link.tsx";

/**
 * What is counted, in words, with the definition's name and version.
 * @param sentence the words of an answer, where it was asked otherwise than the definition says
 */
export function DefinitionLine({ sentence }: { readonly sentence?: string }): ReactNode {
  const { definition, focus } = useSetting();
  const name = `${definition.name}, version ${definition.version}`;
  const held =
    !focus.complete && definition.choices?.stages === true
      ? " The stage is the one held now, because the period has not ended."
      : "";
  return (
    <p className={styles["definition"]}>
      <Quote size={13} strokeWidth={1.75} aria-hidden className={styles["quote"]} />
      <span>
        {sentenceOf(sentence ?? definition.sentence ?? definition.name)}
        {held}{" "}
        <PageLink to="/definitions" rest={`/${encodeURIComponent(definition.name)}`}>
          {name}
        </PageLink>
        {" · "}
        <PageLink to="/definitions" rest={`/${encodeURIComponent(definition.name)}`} own={{ tab: "sql" }}>
          SQL
        </PageLink>
      </span>
    </p>
  );
}
