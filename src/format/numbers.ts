/** What stands where there is no number. */
export const none = "—";

/** A number of clusters, with thousands set apart: `12,345`; a sum of weights with one or two decimals. */
export function countText(value: number | null): string {
  if (value === null) return none;
  const rounded = Number.isInteger(value) ? String(Math.abs(value)) : trimmed(Math.abs(value), 2);
  const [whole = "", decimals] = rounded.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 && Number(rounded) !== 0 ? "−" : ""}${grouped}${decimals === undefined ? "" : `.${decimals}`}`;
}

/** A rate as a percentage: `76.2%`. Not quite everybody is never shown as 100 %, and somebody never as 0 %. */
export function percentText(rate: number | null, decimals = 1): string {
  if (rate === null) return none;
  const least = 1 / 10 ** decimals;
  const percent = Number((rate * 100).toFixed(decimals));
  if (rate > 0 && percent === 0) return `<${least}%`;
  if (rate < 1 && percent === 100) return `>${(100 - least).toFixed(decimals)}%`;
  return `${percent.toFixed(decimals)}%`;
}

/** A difference with its sign: `+3`, `−1.5`, `0`. */
export function changeText(value: number | null, decimals: number | null = null): string {
  if (value === null) return none;
  const text = decimals === null ? countText(Math.abs(value)) : Math.abs(value).toFixed(decimals);
  if (Number(text.replaceAll(",", "")) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

function trimmed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/\.?0+$/, "");
}
