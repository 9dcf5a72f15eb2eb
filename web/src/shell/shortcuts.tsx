import { type ReactNode, useState } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { routes } from "../routes.ts";
import { keysOn, switchKeys } from "./keys.ts";
import styles from "./shortcuts.module.css";
import { useTheme } from "./theme.ts";

/** The keys and the look of the page. */
export function Shortcuts({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  const [on, setOn] = useState(keysOn);
  const { theme, choose } = useTheme();
  const rows: readonly (readonly [string, string])[] = [
    ["/", "find a page, a definition or a cluster"],
    ["[ and ]", "the period before, the period after"],
    ["t", "figures as tables, and back"],
    ...routes.filter((each) => each.key !== undefined).map((each) => [`g ${each.key}`, each.label] as const),
    ["← → ↑ ↓", "in a chart: another period, another line; Enter opens the list"],
    ["Esc", "closes what is open"],
    ["?", "these keys"],
  ];
  return (
    <Dialog open={open} title="Keys and look" onClose={onClose}>
      <dl className={styles["keys"]}>
        {rows.map(([key, does]) => (
          <div key={key} className={styles["row"]}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className={styles["choice"]}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            switchKeys(event.target.checked);
            setOn(event.target.checked);
          }}
        />
        Single keys work
      </label>
      <div className={styles["choice"]}>
        Theme
        <Segmented
          label="Theme"
          value={theme}
          onChange={choose}
          options={[
            { value: "system", label: "System" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </div>
    </Dialog>
  );
}
