import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useState } from "react";
import type { Uploading } from "../data/use-upload.ts";
import { bytesText } from "../words/bytes.ts";
import styles from "./drop-zone.module.css";
import { Trouble } from "./trouble.tsx";

/** A place to drop a file, or to choose one by a button; how far its sending is, with a way to stop it. */
export function DropZone({ uploading, title }: { readonly uploading: Uploading; readonly title: string }): ReactNode {
  const [over, setOver] = useState(false);
  const id = useId();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) uploading.send(file);
  };
  return (
    <div
      className={styles["zone"]}
      data-over={over ? "" : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileUp size={22} strokeWidth={1.5} aria-hidden className={styles["icon"]} />
      <h2 className={styles["title"]}>{title}</h2>
      <p className={styles["kinds"]}>CSV, Excel (xlsx), Parquet, JSON lines, SQLite; packed with gzip, too.</p>
      {uploading.file === null ? (
        <>
          <input
            id={id}
            type="file"
            className={styles["input"]}
            aria-describedby={`${id}-kinds`}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file !== undefined) uploading.send(file);
              event.target.value = "";
            }}
          />
          <label htmlFor={id} className={styles["button"]}>
            Choose a file
          </label>
          <p id={`${id}-kinds`} className={styles["note"]}>
            Nothing is imported before you have seen what it holds.
          </p>
        </>
      ) : (
        <Sending file={uploading.file} cancel={uploading.cancel} />
      )}
      {uploading.cancelled && (
        <p role="status" className={styles["note"]}>
          Cancelled. Nothing of the file was kept.
        </p>
      )}
      {uploading.problem !== null && <Trouble problem={uploading.problem} />}
    </div>
  );
}

function Sending({
  file,
  cancel,
}: {
  readonly file: NonNullable<Uploading["file"]>;
  readonly cancel: () => void;
}): ReactNode {
  const percent = file.bytes === 0 ? 0 : Math.floor((100 * file.sent) / file.bytes);
  const arrived = file.sent >= file.bytes;
  return (
    <div className={styles["sending"]}>
      <p role="status">{arrived ? `Waiting for the server to have ${file.name}` : `Sending ${file.name}`}</p>
      <div
        className={styles["track"]}
        role="progressbar"
        aria-label={`Sending ${file.name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div className={styles["bar"]} style={{ width: `${percent}%` }} />
      </div>
      <p className={styles["note"]}>
        {percent}% of {bytesText(file.bytes)}
      </p>
      <button type="button" className={styles["quiet"]} onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
