import { createContext, type ReactNode, use } from "react";
import { Link } from "wouter";
import type { Asked } from "../url/asked.ts";
import { useAsked } from "../url/use-asked.ts";

/** The addresses of the pages there are. Given by the shell. */
export const KnownPages = createContext<ReadonlySet<string>>(new Set());

/**
 * A link to another page that keeps what is asked; where there is no such page, only its words.
 * @param rest what follows the page's address, like `/NAME`
 * @param otherwise what stands in its place where there is no such page; default: the words
 */
export function PageLink({
  to,
  rest = "",
  change,
  own,
  className,
  otherwise,
  dir,
  children,
}: {
  readonly to: string;
  readonly rest?: string;
  readonly change?: Partial<Asked>;
  readonly own?: Readonly<Record<string, string>>;
  readonly className?: string | undefined;
  readonly otherwise?: ReactNode;
  /** `auto`: its words are a name of the data, in whichever direction that is written. */
  readonly dir?: "auto";
  readonly children: ReactNode;
}): ReactNode {
  const pages = use(KnownPages);
  const { hrefTo } = useAsked();
  if (!pages.has(to)) return otherwise === undefined ? <span>{children}</span> : otherwise;
  return (
    <Link href={hrefTo(`${to}${rest}`, change, own)} className={className ?? ""} dir={dir}>
      {children}
    </Link>
  );
}
