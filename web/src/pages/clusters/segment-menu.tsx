import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { SegmentFile } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { type Choice, Menu } from "../../parts/menu.tsx";
import { Popover } from "../../parts/popover.tsx";
import { useMayWrite } from "../../data/use-may-write.ts";
import { useAsked } from "../../url/use-asked.ts";
import { DeleteSegment, SaveSegment } from "./segment-dialogs.tsx";
import { chosenNow, hrefOfSegment, isBare, isSegment, segmentWords } from "./segments.ts";
import styles from "./tools.module.css";

/** The segments of the project: choosing one, keeping what is looked at as one, changing and deleting them. */
export function SegmentMenu(): ReactNode {
  const { asked, own, change } = useAsked();
  const { definition } = useSetting();
  const [, go] = useLocation();
  const asking = useAnswer("/api/v1/segments", {});
  const may = useMayWrite();
  const [open, setOpen] = useState<"new" | "rename" | "delete" | null>(null);
  const files = asking.data?.files ?? [];
  const held = files.find(({ name }) => name === asked.segment) ?? null;
  const bare = useRef(isBare(asked, own));
  useEffect(() => {
    // Who came by a link that only names a segment: what it chooses is put in, once.
    if (!bare.current || held === null) return;
    bare.current = false;
    go(hrefOfSegment(held.name, held.value, asked), { replace: true });
  }, [held, asked, go]);
  const now = chosenNow(asked, own, definition.name);
  const same = held !== null && isSegment(held.value, now);
  const done = (changed: SegmentFile | null | undefined): void => {
    setOpen(null);
    if (changed === undefined) return;
    asking.retry();
    change({ segment: changed?.name ?? null }, { replace: true });
  };
  return (
    <>
      <Popover
        look="field"
        label={`Segment: ${held === null ? "none" : held.value.title}`}
        button={
          held === null ? (
            "Segment"
          ) : (
            <>
              <span className={styles["faint"]}>Segment</span>{" "}
              <span className={styles["value"]}>
                {held.value.title}
                {same ? "" : ", changed"}
              </span>
            </>
          )
        }
      >
        {(close) => (
          <Menu
            close={close}
            choices={[
              ...files.map((file): Choice => ({
                key: file.name,
                label: file.value.title,
                note: segmentWords(file.value),
                chosen: file.name === held?.name,
                href: hrefOfSegment(file.name, file.value, asked),
              })),
              ...(asking.data?.unread ?? []).map(({ name, problem }): Choice => ({
                key: name,
                label: `segments/${name}.yml`,
                refused: `${problem.at ?? ""} ${problem.detail}`.trim(),
              })),
              ...(may
                ? [{ key: "+", label: "Keep this as a segment", note: segmentWords(now), act: () => setOpen("new") }]
                : files.length === 0
                  ? [{ key: "none", label: "There is no segment yet", refused: "Whoever may write makes them." }]
                  : []),
              ...(held === null || !may
                ? []
                : [
                    { key: "~", label: same ? "Rename" : "Rename, or keep the changes", act: () => setOpen("rename") },
                    { key: "-", label: `Delete ${held.value.title}`, act: () => setOpen("delete") },
                  ]),
            ]}
          />
        )}
      </Popover>
      {open === "new" && <SaveSegment file={null} chosen={now} done={done} />}
      {open === "rename" && held !== null && <SaveSegment file={held} chosen={now} done={done} />}
      {open === "delete" && held !== null && <DeleteSegment file={held} done={done} />}
    </>
  );
}
