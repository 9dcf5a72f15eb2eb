import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation, useParams } from "wouter";
import { change } from "../../api/change.ts";
import type { Upload } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useUpload } from "../../data/use-upload.ts";
import { DropZone } from "../../parts/drop-zone.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { bytesText } from "../../words/bytes.ts";
import { FileImport } from "./file-import.tsx";
import styles from "./import.module.css";

/** Brings a file into the project: first it is sent, then one says what its rows mean, then they are read. */
export default function Import(): ReactNode {
  const { id } = useParams<{ id?: string }>();
  return id === undefined ? <Choose /> : <FileImport key={id} id={id} />;
}

function Choose(): ReactNode {
  const { hrefTo } = useAsked();
  const [, go] = useLocation();
  const client = useQueryClient();
  const uploads = useAnswer("/api/v1/uploads", {});
  const uploading = useUpload((upload) => {
    void client.invalidateQueries({ queryKey: ["/api/v1/uploads"] });
    go(hrefTo(`/import/${upload.id}`));
  });
  const waiting = uploads.data?.uploads ?? [];
  return (
    <>
      <PageHead
        title="Import a file"
        lede="What its columns mean is guessed. You see how each row is understood, and correct it, before anything is imported."
      />
      <div className={styles["stack"]}>
        <DropZone uploading={uploading} title="Drop a file here" />
        {waiting.length > 0 && <Waiting uploads={waiting} />}
      </div>
    </>
  );
}

function Waiting({ uploads }: { readonly uploads: readonly Upload[] }): ReactNode {
  const { hrefTo } = useAsked();
  const client = useQueryClient();
  const remove = async (id: string): Promise<void> => {
    await change("DELETE", "/api/v1/uploads/{id}", { path: { id } });
    await client.invalidateQueries({ queryKey: ["/api/v1/uploads"] });
  };
  return (
    <Panel title="Sent, not imported yet" caption="They are removed by themselves after a day.">
      <ul className={styles["waiting"]}>
        {uploads.map((each) => (
          <li key={each.id}>
            <Link href={hrefTo(`/import/${each.id}`)}>{each.name}</Link>
            <span className={styles["faint"]}>{bytesText(each.bytes)}</span>
            <button
              type="button"
              className={styles["button"]}
              aria-label={`Remove ${each.name}`}
              onClick={() => void remove(each.id)}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
