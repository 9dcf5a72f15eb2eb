import { addressOf } from "../../api/ask.ts";
import { changeWord } from "../../api/change.ts";
import type { Problem } from "../../api/schema.ts";
import type { PictureFormat } from "../../pictures/save.ts";
import { saveFile } from "../../pictures/save-file.ts";

/** A table of a dashboard's file: its title and its question. */
export interface SavedTable {
  readonly title: string;
  /** As addresses are kept, after /api/v1/. */
  readonly ask: string;
}

/** Saves a dashboard, or one tile of it, as a picture; what draws it is loaded only now. */
export async function savePictureOf(
  { title, tiles, whole }: { readonly title: string; readonly tiles: readonly Element[]; readonly whole: Element },
  format: PictureFormat,
): Promise<void> {
  const { saveSeen } = await import("../../pictures/save.ts");
  const foots = tiles.flatMap((tile) => [...tile.querySelectorAll<HTMLElement>("[data-definition]")]);
  const sentences = [...new Set(foots.map((foot) => foot.textContent.replaceAll(/\s+/g, " ").trim()))];
  const until = [...new Set(foots.map((foot) => foot.dataset["until"] ?? ""))].filter((each) => each !== "");
  const made = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }).format(new Date());
  const data = until.length === 0 ? "" : `Data up to ${until.join(", ")}. `;
  const alone = tiles.length === 1 && tiles[0] === whole;
  await saveSeen(
    {
      root: whole,
      wholes: tiles,
      name: title,
      words: { title: alone ? "" : title, lede: [], foot: [...sentences, `${data}Saved on ${made}.`] },
    },
    format,
  );
}

/** Saves the numbers of several tiles as one file; what is wrong comes back. */
export async function saveTables(
  title: string,
  tables: readonly SavedTable[],
  format: "csv" | "xlsx",
): Promise<Problem | null> {
  const sent = async (word: string | null): Promise<Response | null> =>
    fetch(addressOf("/api/v1/exports", { format }), {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", ...(word === null ? {} : { "smac-csrf": word }) },
      body: JSON.stringify({ title, tables }),
    }).catch(() => null);
  const first = await sent(await changeWord());
  // The server was started anew, or somebody signed in elsewhere: there is another word.
  const response = first?.status === 403 ? await sent(await changeWord({ anew: true })) : first;
  if (response?.ok === true) {
    saveFile(await response.blob(), title, format);
    return null;
  }
  return (await response?.json().catch(() => null)) ?? away;
}

const away: Problem = {
  type: "about:blank",
  title: "No answer",
  status: 0,
  code: "PAGE_SERVER_AWAY",
  detail: "The server does not answer.",
  hint: "See whether smac serve still runs, and try again.",
};
