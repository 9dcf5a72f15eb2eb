import { Keyboard } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { type PageRoute, routes } from "../routes.ts";
import { useAsked } from "../url/use-asked.ts";
import styles from "./side-nav.module.css";

/** The pages, in three groups and a foot. */
export function SideNav({
  path,
  project,
  onLook,
}: {
  readonly path: string;
  readonly project: string | null;
  /** Asked for the keys and the theme. */
  readonly onLook: () => void;
}): ReactNode {
  const groups = (["figures", "measures", "dashboards"] as const).map((group) =>
    routes.filter((each) => each.group === group),
  );
  const foot = routes.filter((each) => each.group === "foot");
  return (
    <nav className={styles["nav"]} aria-label="Pages">
      <Brand project={project} />
      {groups
        .filter((group) => group.length > 0)
        .map((group) => (
          <Group key={group[0]?.path} group={group} path={path} />
        ))}
      <div className={styles["space"]} />
      {foot.length > 0 && <Group group={foot} path={path} />}
      <button type="button" className={styles["look"]} onClick={onLook} title="Keys and look">
        <Keyboard size={16} strokeWidth={1.75} aria-hidden />
        <span className={styles["label"]}>Keys and look</span>
      </button>
    </nav>
  );
}

/** The product's mark and the name of the project. */
export function Brand({ project }: { readonly project: string | null }): ReactNode {
  return (
    <p className={styles["brand"]}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        {[10, 7.5, 4.5, 1].map((top, index) => (
          <rect
            key={top}
            x={0.5 + index * 4}
            y={top}
            width="2.8"
            height={15 - top}
            rx="0.6"
            fill={`var(--stage-${index + 1}-of-4)`}
          />
        ))}
      </svg>
      <span className={styles["name"]}>smac</span>
      {project !== null && <span className={styles["project"]}>{project}</span>}
    </p>
  );
}

function Group({ group, path }: { readonly group: readonly PageRoute[]; readonly path: string }): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <ul className={styles["group"]}>
      {group.map((route) => (
        <li key={route.path}>
          <Link
            href={hrefTo(route.path)}
            className={styles["link"] ?? ""}
            aria-current={isIn(route, path) ? "page" : undefined}
            title={route.label}
          >
            <route.icon size={16} strokeWidth={1.75} aria-hidden />
            <span className={styles["label"]}>{route.label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Whether a path is a route's page, or one below it. */
export function isIn(route: PageRoute, path: string): boolean {
  return route.path === "/" ? path === "/" : path === route.path || path.startsWith(`${route.path}/`);
}
