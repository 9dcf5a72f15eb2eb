import { type ReactNode, use, useState } from "react";
import { isoDay } from "../calendar/days.ts";
import { type Setting, SettingContext } from "../data/setting.ts";
import { useAsked } from "../url/use-asked.ts";
import { daysOf } from "../data/windows.ts";
import styles from "./share.module.css";

/** Two addresses of what is shown: one that moves on with the data, one that shows these numbers for ever. */
export function Share(): ReactNode {
  const setting = use(SettingContext);
  const { hrefWith } = useAsked();
  const [copied, setCopied] = useState<string | null>(null);
  const links = [
    { name: "Live link", note: "Always the current period.", href: hrefWith({}) },
    ...(setting === null
      ? []
      : [{ name: "Pinned link", note: "These numbers, also later.", href: hrefWith(pinned(setting)) }]),
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

function pinned(setting: Setting): Parameters<ReturnType<typeof useAsked>["hrefWith"]>[0] {
  const { focus, definition, cut } = setting;
  return {
    definition: `${definition.name}@${definition.version}`,
    at: focus.key,
    overrides: focus.complete ? {} : { "as-of": isoDay(Math.min(cut, daysOf(focus).last + 1)) },
  };
}
