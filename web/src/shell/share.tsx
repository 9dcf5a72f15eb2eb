import { type ReactNode, use, useState } from "react";
import { useWatchedData } from "../api/data-version.ts";
import { isoDay } from "../calendar/days.ts";
import { type Setting, SettingContext } from "../data/setting.ts";
import type { Asked } from "../url/asked.ts";
import { useAsked, useOpenList } from "../url/use-asked.ts";
import styles from "./share.module.css";

/** Two addresses of what is shown: one that moves on with the data, one that shows these numbers for ever. */
export function Share(): ReactNode {
  const setting = use(SettingContext);
  const { asked, hrefWith } = useAsked();
  const { project } = useWatchedData();
  const { list } = useOpenList();
  const [copied, setCopied] = useState<string | null>(null);
  const links = [
    { name: "Live link", note: "Always the current period.", href: hrefWith(live(asked)) },
    ...(setting === null || project === null
      ? []
      : [
          {
            name: "Pinned link",
            note: "These numbers, also later.",
            href: hrefWith({ ...pinned(setting, asked, project.now), list }),
          },
        ]),
  ];
  const copy = async (name: string, href: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(new URL(href, location.href).href);
      setCopied(name);
    } catch {
      setCopied(null);
    }
  };
  return (
    <div className={styles["share"]}>
      {links.map(({ name, note, href }) => (
        <div key={name} className={styles["link"]}>
          <strong>{name}</strong>
          <span className={styles["note"]}>{note}</span>
          <div className={styles["row"]}>
            <input
              readOnly
              aria-label={name}
              className={styles["address"]}
              value={new URL(href, location.href).href}
              onFocus={(event) => event.target.select()}
            />
            <button type="button" className={styles["copy"]} onClick={() => void copy(name, href)}>
              {copied === name ? "Copied" : "Copy"}
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

type Change = Parameters<ReturnType<typeof useAsked>["hrefWith"]>[0];

/** Nothing of what holds an address to a period: lists are of one, too. */
function live(asked: Asked): Change {
  const { "as-of": _, ...overrides } = asked.overrides;
  return { at: null, from: null, to: null, until: null, overrides, list: null };
}

/** What is known now, and the days that count now: rows that come later, of whatever days, change nothing. */
function pinned({ focus, definition, cut }: Setting, { overrides }: Asked, now: string): Change {
  return {
    definition: `${definition.name}@${definition.version}`,
    at: focus.key,
    until: isoDay(cut),
    overrides: { ...overrides, "as-of": overrides["as-of"] ?? now },
  };
}
