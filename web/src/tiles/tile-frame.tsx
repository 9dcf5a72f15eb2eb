import {
  createContext,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { addressOf } from "../api/ask.ts";
import { useSetting } from "../data/setting.ts";
import { Boundary } from "../parts/boundary.tsx";
import { PageLink } from "../parts/page-link.tsx";
import { dayText } from "../words/dates.ts";
import { sentenceOf } from "../words/names.ts";
import type { Tile } from "./dashboard.ts";
import { GroundContext } from "./tile-scope.tsx";
import styles from "./tile.module.css";

/** A question of the API. */
export interface Question {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the page that shows a tile puts around it: what can be done with it. */
export const TileTools = createContext<(tile: Tile, title: string) => ReactNode>(() => null);

/**
 * A tile's panel: title, caption, content and definition. The content is told how high it may be.
 * @param title what it says; a title of the file's own stands in its place
 */
export function TileFrame({
  tile,
  title,
  caption,
  foot,
  question,
  children,
}: {
  readonly tile: Tile;
  readonly title: string;
  readonly caption?: string | undefined;
  readonly foot?: ReactNode;
  /** What its numbers answer, for a file of them. */
  readonly question?: Question;
  readonly children: (height: number) => ReactNode;
}): ReactNode {
  const id = useId();
  const tools = use(TileTools);
  const [body, height] = useHeight<HTMLDivElement>();
  const shown = tile.title ?? title;
  const shows = use(GroundContext)?.shows ?? null;
  const address = question === undefined ? null : addressOf(question.path, question.params);
  useEffect(() => shows?.(tile.id, { title: shown, address }), [shows, tile.id, shown, address]);
  return (
    <section className={styles["tile"]} aria-labelledby={id} data-tile={tile.id} data-kind={tile.kind}>
      <header className={styles["head"]}>
        <div className={styles["words"]}>
          <h2 id={id} className={shown === "" ? "aloud" : styles["title"]}>
            {shown === "" ? "Text" : shown}
          </h2>
          {caption !== undefined && <p className={styles["caption"]}>{caption}</p>}
        </div>
        <div className={styles["tools"]} data-tools>
          {tools(tile, shown === "" ? "Text" : shown)}
        </div>
      </header>
      <div ref={body} className={styles["body"]}>
        <Boundary>{height > 0 && children(height)}</Boundary>
      </div>
      {foot}
    </section>
  );
}

/** What a tile counts, in words, with the definition's name and version. */
export function TileDefinition({ sentence }: { readonly sentence?: string | undefined }): ReactNode {
  const { definition, cut } = useSetting();
  const text = sentenceOf(sentence ?? definition.sentence ?? definition.name);
  return (
    <p className={styles["foot"]} title={text} data-definition data-until={dayText(cut - 1, cut)}>
      {text}{" "}
      <PageLink to="/definitions" rest={`/${encodeURIComponent(definition.name)}`}>
        {definition.name}, version {definition.version}
      </PageLink>
    </p>
  );
}

/** The height of an element in CSS pixels, as it changes; 0 until it is known. */
function useHeight<T extends HTMLElement>(): readonly [RefObject<T | null>, number] {
  const ref = useRef<T>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => setHeight(Math.floor(element.clientHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, height];
}
