import { ArrowLeftRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AnswerOf } from "../../api/ask.ts";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { type Setting, useSetting } from "../../data/setting.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Popover } from "../../parts/popover.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { count, countOf } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import { comparable } from "./choices.ts";
import styles from "./diff.module.css";
import { DiffNumbers } from "./diff-numbers.tsx";
import { DiffParameters } from "./diff-parameters.tsx";
import { DiffWhy } from "./diff-why.tsx";

/** What two definitions count over the same data. */
export type Difference = AnswerOf<"/api/v1/difference">;

/** Two definitions side by side: where they choose otherwise, how many clusters each counts, and why they differ. */
export default function Diff(): ReactNode {
  const setting = useSetting();
  const { own } = useAsked();
  const { a, b } = pairOf(setting, own);
  const asking = useAnswer("/api/v1/difference", paramsOf(setting, a, b), { when: a !== null && b !== null });
  if (a === null || b === null)
    return (
      <>
        <PageHead title="There are no two definitions to compare" />
        <Empty>
          <p>Only definitions that count the same clusters one by one can be laid over one another.</p>
        </Empty>
      </>
    );
  const missing = [own["a"], own["b"]].filter(
    (name) => name !== undefined && !setting.definitions.some((each) => each.name === bare(name)),
  );
  return (
    <>
      <PageHead
        title={asking.data === null ? `${a.name} and ${b.name}` : titleOf(asking.data, a.name, b.name)}
        lede={
          asking.data === null
            ? `Over the same data, ${windowText(setting.focus, setting.cut)}.`
            : ledeOf(asking.data, setting)
        }
      />
      {missing.length > 0 && (
        <p className={styles["missing"]} role="status">
          There is no definition “{missing.join("” and no “")}”. Showing {a.name} and {b.name}.
        </p>
      )}
      <Pickers a={a} b={b} setting={setting} />
      <div className={styles["stack"]}>
        <div className={styles["grid"]}>
          <Answer asking={asking} height={420}>
            {(data) => (
              <div className={styles["stack"]}>
                <DiffNumbers difference={data} a={a} b={b} />
                <DiffWhy difference={data} a={a.name} b={b.name} />
              </div>
            )}
          </Answer>
          <DiffParameters a={a} b={b} />
        </div>
      </div>
    </>
  );
}

function Pickers({
  a,
  b,
  setting,
}: {
  readonly a: DefinitionAbout;
  readonly b: DefinitionAbout;
  readonly setting: Setting;
}): ReactNode {
  const { hrefTo } = useAsked();
  const to = (one: string, other: string): string => hrefTo("/definitions/diff", {}, { a: one, b: other });
  const usable = setting.definitions.filter((each) => each.choices !== null);
  const choices = (side: "a" | "b"): Choice[] =>
    usable.map((each) => {
      const other = side === "a" ? b : a;
      const fits = comparable(each, other);
      const partner = fits ? other : usable.find((one) => comparable(each, one));
      return {
        key: `${side} ${each.origin} ${each.name}`,
        label: each.name,
        note: each.sentence,
        chosen: each === (side === "a" ? a : b),
        refused:
          each === other || partner === undefined
            ? each === other
              ? "on the other side already"
              : "nothing else counts the same"
            : null,
        href: side === "a" ? to(each.name, partner?.name ?? b.name) : to(partner?.name ?? a.name, each.name),
      };
    });
  return (
    <div className={styles["pickers"]}>
      <Picker side="A" name={a.name} choices={choices("a")} />
      <Link href={to(b.name, a.name)} className={styles["swap"] ?? ""} aria-label="Swap A and B" title="Swap A and B">
        <ArrowLeftRight size={16} strokeWidth={1.75} aria-hidden />
      </Link>
      <Picker side="B" name={b.name} choices={choices("b")} />
    </div>
  );
}

function Picker({
  side,
  name,
  choices,
}: {
  readonly side: string;
  readonly name: string;
  readonly choices: readonly Choice[];
}): ReactNode {
  return (
    <Popover
      look="field"
      label={`${side}: ${name}`}
      button={
        <>
          <span className={styles["side"]}>{side}</span> {name}
        </>
      }
    >
      {(close) => <Menu choices={choices} close={close} />}
    </Popover>
  );
}

function pairOf(
  { definitions, definition }: Setting,
  own: Readonly<Record<string, string>>,
): { readonly a: DefinitionAbout | null; readonly b: DefinitionAbout | null } {
  const named = (name: string | undefined): DefinitionAbout | undefined =>
    name === undefined ? undefined : definitions.find((each) => each.name === bare(name) && each.choices !== null);
  const [wantedA, wantedB] = [named(own["a"]), named(own["b"])];
  const partnerOf = (one: DefinitionAbout): DefinitionAbout | undefined =>
    definitions.find((each) => comparable(one, each));
  const a = wantedA ?? (wantedB === undefined ? definition : (partnerOf(wantedB) ?? definition));
  const b = wantedB ?? partnerOf(a);
  if (b !== undefined) return { a, b };
  const first = definitions.find((each) => partnerOf(each) !== undefined) ?? null;
  return { a: first, b: first === null ? null : (partnerOf(first) ?? null) };
}

/** The name without its version. */
function bare(name: string): string {
  return name.split("@")[0] ?? name;
}

function paramsOf({ base, focus }: Setting, a: DefinitionAbout | null, b: DefinitionAbout | null) {
  return {
    a: a?.name ?? "",
    b: b?.name ?? "",
    in: focus.key,
    ...(base.filter === undefined ? {} : { filter: base.filter }),
    ...(base.now === undefined ? {} : { now: base.now }),
    ...(base["as-of"] === undefined ? {} : { "as-of": base["as-of"] }),
  };
}

function titleOf({ rows }: Difference, a: string, b: string): string {
  const all = rows.find((each) => each.stage === null);
  if (all === undefined) return `${a} and ${b}`;
  if (all.only_a === 0 && all.only_b === 0) return `“${a}” and “${b}” count the same ${countOf(all.both, "cluster")}`;
  const parts = [
    all.only_a === 0 ? null : `“${a}” counts ${count(all.only_a)} more`,
    all.only_b === 0 ? null : `“${b}” counts ${count(all.only_b)} more`,
  ].filter((each) => each !== null);
  return `Both count ${countOf(all.both, "cluster")}; ${parts.join(", ")}`;
}

function ledeOf({ a, b }: Difference, { focus, cut }: Setting): string {
  const when = windowText(focus, cut);
  const same = a.period.kind === b.period.kind;
  return `Over the same data, ${when}${focus.complete ? "" : ", so far"}${same ? "" : `: by ${a.period.kind} and by ${b.period.kind}`}.`;
}
