import { Menu as MenuIcon } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Link } from "wouter";
import { routes } from "../routes.ts";
import { useAsked } from "../url/use-asked.ts";
import { isIn } from "./side-nav.tsx";
import styles from "./tab-bar.module.css";

/** The phone's pages: four tabs, and the others under “More”. */
export function TabBar({ path }: { readonly path: string }): ReactNode {
  const { hrefTo } = useAsked();
  const sheet = useRef<HTMLDivElement>(null);
  const tabs = routes.filter((each) => each.tab === true);
  const others = routes.filter((each) => each.tab !== true && each.group !== null);
  const elsewhere = !tabs.some((each) => isIn(each, path));
  return (
    <nav className={styles["bar"]} aria-label="Main pages">
      {tabs.map((route) => (
        <Link
          key={route.path}
          href={hrefTo(route.path)}
          className={styles["tab"] ?? ""}
          aria-current={isIn(route, path) ? "page" : undefined}
        >
          <route.icon size={18} strokeWidth={1.75} aria-hidden />
          {route.short ?? route.label}
        </Link>
      ))}
      {others.length > 0 && (
        <>
          <button
            type="button"
            className={styles["tab"]}
            popoverTarget="more-pages"
            data-on={elsewhere ? "" : undefined}
          >
            <MenuIcon size={18} strokeWidth={1.75} aria-hidden />
            More
          </button>
          <div id="more-pages" popover="auto" className={styles["sheet"]} ref={sheet}>
            <ul>
              {others.map((route) => (
                <li key={route.path}>
                  <Link
                    href={hrefTo(route.path)}
                    className={styles["row"] ?? ""}
                    onClick={() => sheet.current?.hidePopover()}
                  >
                    <route.icon size={18} strokeWidth={1.75} aria-hidden />
                    {route.label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        </>
      )}
    </nav>
  );
}
