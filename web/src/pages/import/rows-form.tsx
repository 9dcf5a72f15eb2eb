import { type ReactNode, useEffect, useState } from "react";
import type { Mapping, UploadLook } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Panel } from "../../parts/panel.tsx";
import { sentenceOf } from "../../words/names.ts";
import styles from "./import.module.css";
import { withRows } from "./mapping-changes.ts";

interface FormProps {
  readonly look: UploadLook;
  readonly mapping: Mapping;
  readonly correct: (mapping: Mapping) => void;
}

/** What the rows are, as a whole: of which sort, by what name, and what makes a row the same. */
export function RowsForm({
  look,
  mapping,
  correct,
  choosePart,
}: FormProps & { readonly choosePart: (part: string) => void }): ReactNode {
  return (
    <Panel title="What its rows are" caption={guessOf(look)}>
      <div className={styles["fields"]}>
        {look.part !== null && (
          <label className={`${styles["field"]} ${styles["long"]}`}>
            <span>Of the file, this sheet or table</span>
            <select value={look.part} onChange={(event) => choosePart(event.target.value)}>
              {look.parts.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
        <label className={`${styles["field"]} ${styles["long"]}`}>
          <span>Its rows are</span>
          <select
            value={mapping.as}
            onChange={(event) => correct(withRows(mapping, event.target.value as Mapping["as"], look))}
          >
            {look.choices.rows.map((each) => (
              <option key={each.as} value={each.as} disabled={each.as === "nothing"}>
                {each.words}
              </option>
            ))}
          </select>
        </label>
        {mapping.as === "more" ? (
          <SourceChoice look={look} mapping={mapping} correct={correct} />
        ) : (
          <Text
            label="Name of the source in smac.yml"
            value={mapping.source}
            commit={(source) => correct({ ...mapping, source })}
          />
        )}
        {mapping.as === "pipeline" && (
          <Text
            label="The outcome of deals that were won"
            value={mapping.won ?? ""}
            commit={(won) => correct({ ...mapping, won })}
          />
        )}
        {mapping.as !== "more" && <IdChoice look={look} mapping={mapping} correct={correct} />}
        {mapping.as !== "more" && <DateChoice mapping={mapping} correct={correct} />}
      </div>
    </Panel>
  );
}

/** The guess, without the name of the file; what was not recognised, and why. */
function guessOf({ guess }: UploadLook): string {
  const words = guess.sentence.slice(guess.sentence.indexOf(": ") + 2);
  return sentenceOf(guess.mapping.as === "nothing" ? words : `guessed as ${words}`);
}

function SourceChoice({ mapping, correct }: FormProps): ReactNode {
  const sources = useAnswer("/api/v1/sources", {}).data?.files ?? [];
  const names = [...new Set([mapping.source, ...sources.map(({ name }) => name)])];
  return (
    <label className={styles["field"]}>
      <span>Of the source</span>
      <select value={mapping.source} onChange={(event) => correct({ ...mapping, source: event.target.value })}>
        {names.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

function IdChoice({ look, mapping, correct }: FormProps): ReactNode {
  return (
    <label className={styles["field"]}>
      <span>A row that comes again is the same by</span>
      <select
        value={mapping.id ?? ""}
        onChange={(event) => correct({ ...mapping, id: event.target.value === "" ? null : event.target.value })}
      >
        <option value="">nothing: every row is its own</option>
        {look.columns.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

const dateFormats = [
  ["", "as they show themselves"],
  ["%d/%m/%Y", "day/month/year"],
  ["%m/%d/%Y", "month/day/year"],
  ["%d.%m.%Y", "day.month.year"],
  ["%d-%m-%Y", "day-month-year"],
  ["%d/%m/%Y %H:%M", "day/month/year hour:minute"],
  ["%m/%d/%Y %H:%M", "month/day/year hour:minute"],
] as const;

function DateChoice({ mapping, correct }: Omit<FormProps, "look">): ReactNode {
  const held = mapping.date_format ?? "";
  const isOther = dateFormats.every(([format]) => format !== held);
  return (
    <label className={styles["field"]}>
      <span>Dates are written</span>
      <select
        value={held}
        onChange={(event) =>
          correct({ ...mapping, date_format: event.target.value === "" ? null : event.target.value })
        }
      >
        {dateFormats.map(([format, words]) => (
          <option key={format} value={format}>
            {words}
          </option>
        ))}
        {isOther && <option value={held}>{held}</option>}
      </select>
    </label>
  );
}

/** A text that counts when one leaves it or presses Enter. */
export function Text({
  label,
  value,
  commit,
}: {
  readonly label: string;
  readonly value: string;
  readonly commit: (value: string) => void;
}): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const done = (): void => {
    const text = typed.trim();
    if (text === "" || text === value) setTyped(value);
    else commit(text);
  };
  return (
    <label className={styles["field"]}>
      <span>{label}</span>
      <input
        value={typed}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter") done();
        }}
      />
    </label>
  );
}
