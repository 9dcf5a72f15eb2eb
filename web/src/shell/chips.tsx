import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Setting } from "../data/setting.ts";
import { overrideNames } from "../url/asked.ts";
import { useAsked } from "../url/use-asked.ts";
import { isolated } from "../words/names.ts";
import styles from "./chips.module.css";

interface Chip {
  readonly key: string;
  readonly text: ReactNode;
  readonly without: string;
  readonly remove: string;
}

/** What narrows or changes the figures, in words, each with a way to take it away. */
export function Chips({ setting }: { readonly setting: Setting }): ReactNode {
  const { asked, hrefWith } = useAsked();
  const changed = `changed from ${setting.definition.name}`;
  const chips: Chip[] = [
    ...asked.filter.map((filter, index) => ({
      key: `filter ${filter.name} ${index}`,
      text: `${filter.name} ${filter.not ? "is not" : "is"} ${filter.values.map(isolated).join(" or ")}`,
      without: hrefWith({ filter: asked.filter.filter((_, at) => at !== index), list: null }),
      remove: `Remove filter ${filter.name}`,
    })),
    ...asked.stage.map((stage) => ({
      key: `stage ${stage}`,
      text: `stage ${isolated(stage)}`,
      without: hrefWith({ stage: asked.stage.filter((each) => each !== stage), list: null }),
      remove: `Remove filter stage ${stage}`,
    })),
    ...overrideNames.flatMap((name): Chip[] => {
      const value = asked.overrides[name];
      if (value === undefined) return [];
      const { [name]: _, ...others } = asked.overrides;
      return [
        {
          key: name,
          text: `${changed}: ${name} ${value}`,
          without: hrefWith({ overrides: others, list: null }),
          remove: `Reset ${name}`,
        },
      ];
    }),
  ];
  const messages = messagesOf(setting);
  if (chips.length === 0 && messages.length === 0) return null;
  return (
    <div className={styles["line"]}>
      {chips.map((chip) => (
        <span key={chip.key} className={styles["chip"]}>
          {chip.text}
          <Link href={chip.without} className={styles["remove"] ?? ""} aria-label={chip.remove} title={chip.remove}>
            <X size={14} strokeWidth={1.75} aria-hidden />
          </Link>
        </span>
      ))}
      {chips.length > 1 && (
        <Link href={hrefWith({ filter: [], stage: [], overrides: {}, list: null })} className={styles["clear"] ?? ""}>
          Clear all
        </Link>
      )}
      {messages.map((message) => (
        <span key={message} className={styles["message"]} role="status">
          {message}
        </span>
      ))}
    </div>
  );
}

function messagesOf(setting: Setting): readonly string[] {
  if (setting.unknownDefinition === null) return [];
  const near = setting.definitions.find((each) => isNear(each.name, setting.unknownDefinition ?? ""));
  const hint = near === undefined ? "" : ` Did you mean “${near.name}”?`;
  return [
    `This link asks for definition “${setting.unknownDefinition}”, which does not exist. Showing ${setting.definition.name}.${hint}`,
  ];
}

/** Whether two words differ in letters that changed places, or in one. */
function isNear(a: string, b: string): boolean {
  const sorted = (text: string): string => [...text].toSorted().join("");
  return sorted(a) === sorted(b) || a.startsWith(b) || b.startsWith(a);
}
