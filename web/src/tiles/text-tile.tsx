import type { ReactNode } from "react";
import type { Tile } from "./dashboard.ts";
import { TileFrame } from "./tile-frame.tsx";
import styles from "./text-tile.module.css";
import { type Block, blocksOf, type Words } from "./words.ts";

/** Words of whoever made the dashboard. */
export function TextTile({ tile }: { readonly tile: Tile }): ReactNode {
  const blocks = blocksOf(tile.text ?? "");
  return (
    <TileFrame tile={tile} title="">
      {() => (
        <div className={styles["text"]} tabIndex={0} role="group" aria-label={tile.title ?? "Text"}>
          {blocks.map((block, index) => (
            <Part key={`${index} ${block.kind}`} block={block} />
          ))}
        </div>
      )}
    </TileFrame>
  );
}

function Part({ block }: { readonly block: Block }): ReactNode {
  if (block.kind === "heading")
    return (
      <h3 className={styles["heading"]}>
        <Line words={block.words} />
      </h3>
    );
  if (block.kind === "paragraph")
    return (
      <p>
        <Line words={block.words} />
      </p>
    );
  const points = block.points.map((words, index) => (
    <li key={`${index} ${words[0]?.text ?? ""}`}>
      <Line words={words} />
    </li>
  ));
  return block.numbered ? (
    <ol className={styles["numbers"]}>{points}</ol>
  ) : (
    <ul className={styles["points"]}>{points}</ul>
  );
}

function Line({ words }: { readonly words: readonly Words[] }): ReactNode {
  return words.map((each, index) => <Said key={`${index} ${each.text}`} words={each} />);
}

function Said({ words: { text, look, href } }: { readonly words: Words }): ReactNode {
  if (look === "strong") return <strong>{text}</strong>;
  if (look === "emphasis") return <em>{text}</em>;
  if (look === "code") return <code className={styles["code"]}>{text}</code>;
  if (look === "link")
    return (
      <a href={href} rel="noopener noreferrer">
        {text}
      </a>
    );
  return text;
}
