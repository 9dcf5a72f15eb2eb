import { createContext } from "react";
import { ask, type GetPath } from "./ask.ts";

/** How the questions of a part of the page are asked, and who is told of them. */
export interface Asker {
  readonly ask: typeof ask;
  /** Told of every question that is asked for a part that is shown. */
  readonly told: ((path: GetPath, params: Readonly<Record<string, unknown>>) => void) | null;
}

/** Questions go to the API, unless a part of the page says otherwise: what a shared link shows asks through the link. */
export const AskerContext = createContext<Asker>({ ask, told: null });
