import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { Picks } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import form from "../../tiles/form.module.css";
import { type Filter, parseAsked } from "../../url/asked.ts";
import { valueName } from "../../words/names.ts";

/** Which clusters a tile is about: by the values of attributes. */
export function TileFilters({
  filters,
  attributes,
  change,
}: {
  readonly filters: readonly Filter[];
  readonly attributes: Picks["attributes"];
  readonly change: (filters: readonly Filter[]) => void;
}): ReactNode {
  const segments = (useAnswer("/api/v1/segments", {}).data?.files ?? []).filter(
    ({ value }) => (value.filter?.length ?? 0) > 0,
  );
  if (attributes.length === 0 && filters.length === 0) return null;
  const add = (text: string): void => {
    const [name = "", value = ""] = JSON.parse(text) as readonly string[];
    const held = filters.find((each) => each.name === name && !each.not);
    if (held === undefined) change([...filters, { name, values: [value], not: false }]);
    else if (!held.values.includes(value))
      change(filters.map((each) => (each === held ? { ...held, values: [...held.values, value] } : each)));
  };
  const take = (name: string): void => {
    const found = segments.find((each) => each.name === name)?.value.filter ?? [];
    change(parseAsked(new URLSearchParams(found.map((each) => ["filter", each])).toString()).filter);
  };
  return (
    <div className={form["form"]}>
      {filters.length > 0 && (
        <ul className={form["chips"]} aria-label="Only clusters with">
          {filters.map((each) => (
            <li key={textOf(each)} className={form["chip"]}>
              {textOf(each)}
              <button
                type="button"
                aria-label={`Without ${textOf(each)}`}
                onClick={() => change(filters.filter((other) => other !== each))}
              >
                <X size={14} strokeWidth={1.75} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className={form["field"]}>
        Only clusters with
        <select value="" onChange={(event) => add(event.target.value)}>
          <option value="">{filters.length === 0 ? "Any value" : "Add a value"}</option>
          {attributes.map(({ name, values }) => (
            <optgroup key={name} label={name}>
              {values.map(({ value }) => (
                <option key={value} value={JSON.stringify([name, value])}>
                  {name}: {valueName(value)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {segments.length > 0 && (
        <label className={form["field"]}>
          Or as in a segment
          <select value="" onChange={(event) => take(event.target.value)}>
            <option value="">Choose one, to take over its filters</option>
            {segments.map(({ name, value }) => (
              <option key={name} value={name}>
                {value.title}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function textOf({ name, values, not }: Filter): string {
  return `${name}${not ? " not" : ""}: ${values.map(valueName).join(", ")}`;
}
