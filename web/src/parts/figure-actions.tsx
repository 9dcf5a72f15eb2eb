import { ChartLine, Download, Table2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { addressOf } from "../api/ask.ts";
import { type PictureWords, savePicture } from "../charts/picture.ts";
import { useSetting } from "../data/setting.ts";
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
 * The picture is of the plot in the same section (`svg[data-plot]`), under the section's or the page's heading.
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
  const plotIn = (section: Element | null): SVGSVGElement | null =>
    section?.querySelector<SVGSVGElement>("svg[data-plot]") ?? null;
  const around = (section: Element | null): PictureWords => ({
    title: headingOf(section)?.textContent ?? "",
    lines: [
      sentenceOf(sentence ?? definition.sentence ?? definition.name),
      `${definition.name}, version ${definition.version}. Data up to ${dayText(cut - 1, cut)}.${focus.complete ? "" : " Hollow: so far, not a forecast."}`,
    ],
  });
  const savePdf = async (): Promise<void> => {
    const section = place.current?.closest("section") ?? null;
    const plot = plotIn(section);
    if (plot === null) return;
    // What writes it is loaded only now.
    const { saveSeen } = await import("../pictures/save.ts");
    const { title, lines } = around(section);
    await saveSeen({ root: plot, words: { title, lede: lines, foot: [] }, name: title }, "pdf");
  };
  const save = (format: "svg" | "png"): void => {
    const section = place.current?.closest("section") ?? null;
    const plot = plotIn(section);
    if (plot === null) return;
    void savePicture(plot, around(section), format);
  };
  const choices = (): readonly Choice[] => [
    ...(plotIn(place.current?.closest("section") ?? null) === null
      ? []
      : [
          { key: "png", label: "Picture (PNG)", act: () => save("png") },
          { key: "svg", label: "Picture (SVG)", act: () => save("svg") },
          { key: "pdf", label: "PDF", act: () => void savePdf() },
        ]),
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
function headingOf(section: Element | null): Element | null {
  const own = section?.getAttribute("aria-labelledby") ?? null;
  return (own === null ? null : document.getElementById(own)) ?? document.querySelector("h1");
}
