import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SmacError } from "../errors.ts";
import type { Dashboard } from "../model/kept.ts";
import { type Instant, formatInstant } from "../time/instant.ts";
import { inFileTurn } from "./file-turn.ts";
import { isSameSecret } from "./sessions.ts";

/** A link that shows one page, or a tile of it, to whoever has it: the answers to its questions and nothing else. */
export interface Share {
  readonly id: string;
  readonly title: string;
  /** The page that it shows: `/trend?by=stage`. */
  readonly page: string;
  /** The questions that it may ask, as addresses under /api/v1/. */
  readonly asks: readonly string[];
  /** The tiles as they were when it was made; null: it shows no dashboard. */
  readonly dashboard: Dashboard | null;
  /** Who made it. */
  readonly by: string;
  /** Instants in UTC. */
  readonly created: string;
  readonly expires: string;
}

interface KeptShare extends Omit<Share, "dashboard"> {
  /** Links of before there were dashboards have none. */
  readonly dashboard?: Dashboard | null;
  readonly expiresAt: Instant;
  /** SHA-256 of 256 bits of chance, in hexadecimal. */
  readonly sha256: string;
}

/** The links of a project, in `.smac/shares.json`: hashes alone, so that the file opens nothing. */
export interface Shares {
  /** A new one; its text is told this once and never kept. */
  create(
    about: Pick<Share, "title" | "page" | "asks" | "dashboard" | "by">,
    when: { readonly now: Instant; readonly days: number },
  ): { readonly share: Share; readonly text: string };
  /** Those that have not run out. */
  list(now: Instant): readonly Share[];
  /** @throws SmacError `API_NOT_FOUND`. */
  revoke(id: string, now: Instant): Share;
  /** @throws SmacError `API_NOT_FOUND` when there is none or it was revoked, `API_SHARE_ENDED` when it ran out. */
  find(text: string, now: Instant): Share;
}

const day = 86_400_000_000;
const most = 1000;

/** The links of the project in a folder. */
export function openShares(folder: string): Shares {
  const path = join(folder, ".smac", "shares.json");
  const plain = ({ id, title, page, asks, dashboard, by, created, expires }: KeptShare): Share => ({
    id,
    title,
    page,
    asks,
    dashboard: dashboard ?? null,
    by,
    created,
    expires,
  });
  const live = (now: Instant): readonly KeptShare[] => read(path).filter(({ expiresAt }) => expiresAt > now);
  /** Links that ran out are remembered for a while, so that whoever opens one is told so. */
  const rememberedAt = (now: Instant): readonly KeptShare[] =>
    read(path)
      .filter(({ expiresAt }) => expiresAt > now - 90 * day)
      .toSorted((one, other) => other.expiresAt - one.expiresAt)
      .slice(0, 2 * most);
  return {
    create(about, { now, days }) {
      const [id, secret] = [randomBytes(6).toString("hex"), randomBytes(32).toString("hex")];
      const expiresAt = now + days * day;
      const times = { created: formatInstant(now), expires: formatInstant(expiresAt), expiresAt };
      const share = { id, ...about, ...times, sha256: hash(secret) };
      inFileTurn(path, () => {
        const kept = rememberedAt(now);
        if (kept.filter((one) => one.expiresAt > now).length >= most)
          throw new SmacError("API_BAD_PARAMETER", `there are ${most} links already`, { hint: "revoke some of them" });
        write(path, [...kept, share]);
      });
      return { share: plain(share), text: `${id}-${secret}` };
    },
    list: (now) => live(now).map(plain),
    revoke: (id, now) =>
      inFileTurn(path, () => {
        const found = live(now).find((share) => share.id === id);
        if (found === undefined) throw none();
        write(
          path,
          read(path).filter((share) => share.id !== id),
        );
        return plain(found);
      }),
    find(text, now) {
      const [, id = "", secret = ""] = /^([0-9a-f]{12})-([0-9a-f]{64})$/.exec(text) ?? [];
      const found = read(path).find((share) => share.id === id);
      if (!isSameSecret(hash(secret), found?.sha256 ?? "") || found === undefined) throw none();
      if (found.expiresAt > now) return plain(found);
      throw new SmacError("API_SHARE_ENDED", "this link has run out", { hint: "ask for a new one" });
    },
  };
}

function none(): SmacError {
  return new SmacError("API_NOT_FOUND", "there is no such link, or it was taken back", { hint: "ask for a new one" });
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function read(path: string): readonly KeptShare[] {
  try {
    const { shares } = JSON.parse(readFileSync(path, "utf8")) as { shares: readonly KeptShare[] };
    if (Array.isArray(shares)) return shares;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
  }
  throw new SmacError("STORE_TOKENS_UNREADABLE", `“${path}” cannot be read, or is not what this program wrote`, {
    hint: "delete it, and share the pages again",
  });
}

function write(path: string, shares: readonly KeptShare[]): void {
  const next = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(next, `${JSON.stringify({ shares }, null, 1)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(next, path);
  } catch (cause) {
    rmSync(next, { force: true });
    throw new SmacError("STORE_NO_PERMISSION", `cannot write “${path}”`, {
      hint: "check who may write in the store's folder",
      cause,
    });
  }
}
