import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Setting } from "../data/setting.ts";
import { dayOfKey } from "../calendar/periods.ts";
import { type Asked, overrideNames } from "../url/asked.ts";
import { useAsked } from "../url/use-asked.ts";
import { dayText, instantText, periodLabel } from "../words/dates.ts";
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
    ...pinnedChips(asked, setting, hrefWith),
    ...overrideNames.flatMap((name): Chip[] => {
      const value = asked.overrides[name];
      if (value === undefined || (name === "as-of" && asked.until !== null)) return [];
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
  const messages = messagesOf(setting, asked);
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
        <Link
          href={hrefWith({ filter: [], stage: [], overrides: {}, until: null, list: null })}
          className={styles["clear"] ?? ""}
        >
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

/** That the days end where a link was pinned, and what is known as of then; both are taken away together. */
function pinnedChips(asked: Asked, { zone, cut }: Setting, hrefWith: ReturnType<typeof useAsked>["hrefWith"]): Chip[] {
  const asOf = asked.overrides["as-of"];
  if (asked.until === null) return [];
  const { "as-of": _, ...others } = asked.overrides;
  const days = `days to ${dayText(cut - 1, cut)}`;
  return [
    {
      key: "pinned",
      text: asOf === undefined ? days : `pinned: ${days}, as known ${instantText(asOf, zone, cut)}`,
      without: hrefWith({ until: null, overrides: others, list: null }),
      remove: "Show what is known now",
    },
  ];
}

function messagesOf(setting: Setting, asked: Asked): readonly string[] {
  const { definition, focus, cut, unknownDefinition: unknown, unknownPeriod: period } = setting;
  const version = /@(\d+)$/.exec(asked.definition ?? "")?.[1];
  const day = dayOfKey(period ?? "");
  const instead = `Showing ${periodLabel(focus.span, cut)}.`;
  return [
    ...(unknown === null ? [] : [unknownText(unknown, setting)]),
    ...(unknown !== null || version === undefined || Number(version) === definition.version
      ? []
      : [`This link asks for version ${version} of ${definition.name}. Showing version ${definition.version}.`]),
    ...(period === null
      ? []
      : day === null
        ? [`This link asks for “${period}”, which is no period. ${instead}`]
        : [`This link asks for ${period}, which the data do not reach. ${instead}`]),
  ];
}

/** That a definition cannot be used here, and why; or that there is none of that name. */
function unknownText(name: string, { definitions, definition }: Setting): string {
  const refused = definitions.find((each) => each.name === name);
  const near = definitions.find((each) => isNear(each.name, name));
  if (refused !== undefined && refused.why !== null)
    return `This link asks for definition “${name}”, which cannot be used: ${refused.why}. Showing ${definition.name}.`;
  const hint = near === undefined ? "" : ` Did you mean “${near.name}”?`;
  return `This link asks for definition “${name}”, which does not exist. Showing ${definition.name}.${hint}`;
}

/** Whether two words differ in letters that changed places, or in one. */
function isNear(a: string, b: string): boolean {
  const sorted = (text: string): string => [...text].toSorted().join("");
  return sorted(a) === sorted(b) || a.startsWith(b) || b.startsWith(a);
}
