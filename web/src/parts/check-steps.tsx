import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import type { CheckStep } from "../api/schema.ts";
import { sentenceOf } from "../words/names.ts";
import styles from "./check-steps.module.css";

const names: Readonly<Record<string, string>> = {
  reach: "It can be reached",
  "sign-in": "Signing in",
  permission: "What may be read",
  sample: "A first look",
};

/** What was seen of a connection, step by step: what works, and what is missing with what to do. */
export function CheckSteps({ steps }: { readonly steps: readonly CheckStep[] }): ReactNode {
  return (
    <ol className={styles["steps"]}>
      {steps.map((each) => {
        const Icon = each.ok ? CircleCheck : CircleX;
        return (
          <li key={`${each.step} ${each.stream ?? ""}`} data-ok={each.ok ? "" : undefined}>
            <Icon size={16} strokeWidth={1.75} aria-label={each.ok ? "works" : "does not work"} />
            <div>
              <p>
                <strong>
                  {names[each.step] ?? each.step}
                  {each.stream !== null && `: ${each.stream}`}
                </strong>{" "}
                {sentenceOf(each.found)}
              </p>
              {each.hint !== undefined && <p className={styles["hint"]}>{sentenceOf(each.hint)}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
