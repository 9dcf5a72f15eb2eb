import { ChartLine, Download, Table2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { addressOf } from "../api/ask.ts";
import { useSetting } from "../data/setting.ts";
import type { PictureFormat } from "../pictures/save.ts";
import { tileOf } from "../tiles/dashboard.ts";
import { useAsked } from "../url/use-asked.ts";
import { dayText } from "../words/dates.ts";
import { sentenceOf } from "../words/names.ts";
import styles from "./icon-link.module.css";
import { type Choice, Menu } from "./menu.tsx";
import { Popover } from "./popover.tsx";

const AddToDashboard = lazy(() => import("../tiles/add-to-dashboard.tsx"));

const formats = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
  ["parquet", "Parquet"],
  ["md", "Markdown"],
] as const;

/**
 * A figure as a table or a chart, its numbers or its picture as a file, and itself as a tile of a dashboard.
 * The picture is of the section it stands in; where that has no heading of its own, of the plot in it (`svg[data-plot]`).
 */
export function FigureActions({
  address,
  params,
  sentence,
}: {
  readonly address: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What is counted, where the answer says it otherwise than the definition. */
  readonly sentence?: string | undefined;
}): ReactNode {
  const { asked, hrefWith } = useAsked();
  const { definition, cut, focus } = useSetting();
  const [path] = useLocation();
  const [adding, setAdding] = useState(false);
  const tile = tileOf(path, hrefWith({}).split("?")[1] ?? "");
  const place = useRef<HTMLSpanElement>(null);
  const table = asked.view === "table";
  const words = table ? "Show as a chart" : "Show as a table";
  const picture = async (format: PictureFormat): Promise<void> => {
    const section = place.current?.closest("section") ?? null;
    if (section === null) return;
    const own = section.hasAttribute("aria-labelledby");
    const plot = section.querySelector("svg[data-plot]");
    const name = headingOf(section)?.textContent ?? "";
    const lines = [
      sentenceOf(sentence ?? definition.sentence ?? definition.name),
      `${definition.name}, version ${definition.version}. Data up to ${dayText(cut - 1, cut)}.${focus.complete ? "" : " Hollow: so far, not a forecast."}`,
    ];
    // What draws it is loaded only now.
    const { saveSeen } = await import("../pictures/save.ts");
    const title = own ? "" : name;
    await saveSeen({ root: own ? section : (plot ?? section), words: { title, lede: [], foot: lines }, name }, format);
  };
  const choices = (): readonly Choice[] => [
    { key: "png", label: "Picture (PNG)", act: () => void picture("png") },
    { key: "svg", label: "Picture (SVG)", act: () => void picture("svg") },
    { key: "pdf", label: "PDF", act: () => void picture("pdf") },
    ...formats.map(([format, label]) => ({
      key: format,
      label,
      act: () => location.assign(addressOf(address, { ...params, format })),
    })),
    ...(tile === null ? [] : [{ key: "tile", label: "Add to a dashboard", act: () => setAdding(true) }]),
  ];
  return (
    <>
      <Link
        href={hrefWith({ view: table ? "chart" : "table" })}
        className={styles["link"] ?? ""}
        aria-label={words}
        title={`${words} (t)`}
      >
        {table ? (
          <ChartLine size={16} strokeWidth={1.75} aria-hidden />
        ) : (
          <Table2 size={16} strokeWidth={1.75} aria-hidden />
        )}
      </Link>
      <span ref={place}>
        <Popover look="icon" align="end" label="Save" button={<Download size={16} strokeWidth={1.75} aria-hidden />}>
          {(close) => <Menu close={close} choices={choices()} />}
        </Popover>
      </span>
      {adding && tile !== null && (
        <Suspense fallback={null}>
          <AddToDashboard tile={tile} close={() => setAdding(false)} />
        </Suspense>
      )}
    </>
  );
}

/** The heading that a figure's section is called by; where it has none of its own, that of the page. */
function headingOf(section: Element): Element | null {
  const own = section.getAttribute("aria-labelledby");
  return (own === null ? null : document.getElementById(own)) ?? document.querySelector("h1");
}
