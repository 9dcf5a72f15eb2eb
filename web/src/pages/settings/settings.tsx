import type { ReactNode } from "react";
import { Link, useParams } from "wouter";
import { useAnswer } from "../../api/use-answer.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { Audit } from "./audit.tsx";
import { General } from "./general.tsx";
import { SharedLinks } from "./shared-links.tsx";
import styles from "./settings.module.css";
import { Tokens } from "./tokens.tsx";

const tabs = [
  ["general", "General", General],
  ["links", "Shared links", SharedLinks],
  ["tokens", "Tokens", Tokens],
  ["audit", "Audit", Audit],
] as const;

/** What is personal on this computer, and who may see and change the project. */
export default function Settings(): ReactNode {
  const { tab } = useParams<{ tab?: string }>();
  const { hrefTo } = useAsked();
  const session = useAnswer("/api/v1/session", {}).data;
  const [key, , Content] = tabs.find(([name]) => name === tab) ?? tabs[0];
  const scope = session?.scope ?? null;
  const may = { read: "look", write: "look, import, sync and share", admin: "do everything" }[scope ?? "read"];
  return (
    <>
      <PageHead
        title={session === null ? "Settings" : `You may ${may} here`}
        lede={
          session === null || !session.needed
            ? "Only this computer reaches this server, so that nobody needs to sign in."
            : `Signed in as ${session.name ?? "somebody"}.`
        }
      />
      <nav className={styles["tabs"]} aria-label="Settings">
        {tabs.map(([name, label]) => (
          <Link
            key={name}
            href={hrefTo(name === "general" ? "/settings" : `/settings/${name}`)}
            className={styles["tab"] ?? ""}
            aria-current={name === key ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Content />
    </>
  );
}
