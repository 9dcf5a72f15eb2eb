import { ChevronLeft, ChevronRight, Search, Share2 } from "lucide-react";
import { type ReactNode, use } from "react";
import { Link } from "wouter";
import { type Setting, SettingContext } from "../data/setting.ts";
import { comparedWith, neighbour, type Window } from "../data/windows.ts";
import { type Choice, Menu } from "../parts/menu.tsx";
import { Popover } from "../parts/popover.tsx";
import { useAsked } from "../url/use-asked.ts";
import { periodLabel } from "../words/dates.ts";
import { windowText } from "../words/windows.ts";
import { Chips } from "./chips.tsx";
import styles from "./control-bar.module.css";
import { FilterButton } from "./filter-button.tsx";
import { Share } from "./share.tsx";

/** What every figure is asked with: definition, period, comparison and filters, in the same place on every page. */
export function ControlBar({ onFind }: { readonly onFind: () => void }): ReactNode {
  const setting = use(SettingContext);
  return (
    <header className={styles["bar"]}>
      <div className={styles["row"]}>
        <div className={styles["controls"]}>
          {setting === null ? (
            <div className={styles["waiting"]} />
          ) : (
            <>
              <DefinitionMenu setting={setting} />
              <PeriodStepper setting={setting} />
              <CompareMenu setting={setting} />
              <FilterButton />
            </>
          )}
        </div>
        <div className={styles["ends"]}>
          <button type="button" className={styles["find"]} onClick={onFind}>
            <Search size={16} strokeWidth={1.75} aria-hidden />
            <span className={styles["word"]}>Find</span>
            <kbd className={styles["key"]}>/</kbd>
          </button>
          <Popover
            align="end"
            button={
              <>
                <Share2 size={16} strokeWidth={1.75} aria-hidden />
                <span className={styles["word"]}>Share</span>
              </>
            }
            label="Share"
          >
            {() => <Share />}
          </Popover>
        </div>
      </div>
      {setting !== null && <Chips setting={setting} />}
    </header>
  );
}

function DefinitionMenu({ setting }: { readonly setting: Setting }): ReactNode {
  const { hrefWith } = useAsked();
  const choices = setting.definitions.map((each): Choice => ({
    key: `${each.origin} ${each.name}`,
    label: each.name,
    note: each.sentence,
    refused: each.choices === null ? each.why : null,
    chosen: each === setting.definition,
    href: hrefWith({ definition: each.name, period: null, list: null }),
  }));
  return (
    <Popover
      look="field"
      label={`Definition ${setting.definition.name}`}
      button={
        <>
          <span className={styles["faint"]}>Definition</span> {setting.definition.name}
        </>
      }
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}

function PeriodStepper({ setting }: { readonly setting: Setting }): ReactNode {
  const { hrefWith } = useAsked();
  const { focus, latest, cut } = setting;
  const to = (window: Window): string => hrefWith({ at: window.key === latest.key ? null : window.key, list: null });
  const next = neighbour(focus, 1, cut);
  const isLast = focus.span.start >= latest.span.start;
  return (
    <div className={styles["stepper"]} role="group" aria-label="Period">
      <Link href={to(neighbour(focus, -1, cut))} className={styles["step"] ?? ""} aria-label="Earlier period">
        <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
      </Link>
      <Popover
        label="Period"
        button={
          <span className={styles["period"]}>
            <span className="aloud">Period </span>
            <strong>{periodLabel(focus.span, cut)}</strong>
            {!focus.complete && <span className={styles["sofar"]}> so far</span>}
          </span>
        }
      >
        {(close) => <Menu choices={periodChoices(setting, hrefWith)} close={close} />}
      </Popover>
      {isLast ? (
        <span className={styles["step"]} data-off>
          <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
        </span>
      ) : (
        <Link href={to(next)} className={styles["step"] ?? ""} aria-label="Later period">
          <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
        </Link>
      )}
    </div>
  );
}

function periodChoices(setting: Setting, hrefWith: ReturnType<typeof useAsked>["hrefWith"]): Choice[] {
  const own = setting.definition.choices?.period ?? "month";
  const kinds: readonly (readonly [string, string])[] = [
    ["day", "Days"],
    ["week", "Weeks"],
    ["month", "Months"],
    ["quarter", "Quarters"],
    ["year", "Years"],
    ["trailing:7d", "Trailing 7 days"],
    ["trailing:30d", "Trailing 30 days"],
    ["trailing:90d", "Trailing 90 days"],
  ];
  const others = kinds.some(([kind]) => kind === own) ? kinds : [[own, own] as const, ...kinds];
  return others.map(([kind, label]) => ({
    key: kind,
    label,
    note: kind === own ? `as ${setting.definition.name} says` : undefined,
    chosen: kind === setting.kind,
    href: hrefWith({ period: kind === own ? null : kind, at: null, from: null, to: null, list: null }),
  }));
}

function CompareMenu({ setting }: { readonly setting: Setting }): ReactNode {
  const { asked, hrefWith } = useAsked();
  const { focus, cut, compared } = setting;
  const modes = [
    ["like", focus.complete ? "The period before" : "The same days of the period before"],
    ["previous", "The whole period before"],
    ["year", "A year earlier"],
    ["none", "Nothing"],
  ] as const;
  const choices = modes
    .filter(([mode]) => mode !== "previous" || !focus.complete)
    .map(([mode, label]): Choice => {
      const window = comparedWith(focus, mode, cut);
      return {
        key: mode,
        label,
        note: window === null ? undefined : windowText(window, cut),
        chosen: asked.compare === mode,
        href: hrefWith({ compare: mode, list: null }),
      };
    });
  return (
    <Popover
      look="field"
      label={`Compare with ${compared === null ? "nothing" : windowText(compared, cut)}`}
      button={
        <>
          <span className={styles["faint"]}>Compare</span> {compared === null ? "nothing" : windowText(compared, cut)}
        </>
      }
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}
