import { useAnswer } from "../api/use-answer.ts";
import { type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { type Setting, SettingContext } from "../data/setting.ts";
import { KnownPages } from "../parts/page-link.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { routes } from "../routes.ts";
import { useAsked } from "../url/use-asked.ts";
import styles from "./find.module.css";

interface Found {
  readonly kind: string;
  readonly name: string;
  readonly href: string;
}

/** Finds pages, dashboards, definitions and clusters by a few letters of their names. */
export function Find({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog open={open} title="Find" onClose={onClose}>
      {open && <Search onClose={onClose} />}
    </Dialog>
  );
}

function Search({ onClose }: { readonly onClose: () => void }): ReactNode {
  const setting = use(SettingContext);
  const { hrefTo, hrefWith } = useAsked();
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const dashboards = useAnswer("/api/v1/dashboards", {}).data?.files;
  const all = useMemo(
    (): Found[] => [
      ...routes
        .filter((each) => each.group !== null)
        .map((each) => ({ kind: "Page", name: each.label, href: hrefTo(each.path) })),
      ...(dashboards ?? []).map((each) => ({
        kind: "Dashboard",
        name: each.value.title,
        href: `/dashboards/${each.name}`,
      })),
      ...(setting?.definitions ?? [])
        .filter((each) => each.choices !== null)
        .map((each) => ({
          kind: "Definition",
          name: each.name,
          href: hrefWith({ definition: each.name, list: null }),
        })),
    ],
    [setting, dashboards, hrefTo, hrefWith],
  );
  const found = [
    ...all.filter((each) => each.name.toLowerCase().includes(text.trim().toLowerCase())).slice(0, 12),
    ...useClusters(text.trim(), setting),
  ];
  const open = (one: Found | undefined): void => {
    if (one === undefined) return;
    onClose();
    go(one.href);
  };
  return (
    <>
      <input
        ref={input}
        className={styles["input"]}
        role="combobox"
        aria-label="Find a page, a dashboard, a definition or a cluster"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={found.length === 0 ? undefined : `found-${at}`}
        placeholder="Page, definition or cluster"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (event.key === "Enter") open(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="found" role="listbox" aria-label="Found" className={styles["found"]}>
        {found.map((one, index) => (
          <li
            key={`${one.kind} ${one.name} ${one.href} ${index}`}
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles["row"]}
            onClick={() => open(one)}
          >
            <bdi className={styles["name"]}>{one.name}</bdi>
            <span className={styles["kind"]}>{one.kind}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles["none"]}>Nothing is called so.</p>}
    </>
  );
}

const fewest = 2;

/** The clusters of the period in focus whose name or key has the letters in it. */
function useClusters(text: string, setting: Setting | null): readonly Found[] {
  const pages = use(KnownPages);
  const { hrefTo } = useAsked();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const kind = setting?.definition.choices?.cluster ?? "";
  const there = setting !== null && setting.definition.choices?.counts === "cluster" && pages.has("/clusters");
  const { by: _, ...base } = setting?.base ?? { definition: "" };
  const answer = useAnswer(
    "/api/v1/table",
    { ...base, in: setting?.focus.key, find: asked, limit: 8 },
    { when: there && asked.length >= fewest },
  );
  if (!there || asked.length < fewest || text.length < fewest) return [];
  return (answer.data?.clusters ?? []).map((each) => ({
    kind: "Cluster",
    name: each.name ?? each.cluster,
    href: hrefTo(`/clusters/${encodeURIComponent(kind)}/${encodeURIComponent(each.cluster)}`),
  }));
}
