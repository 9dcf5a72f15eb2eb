import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Route, Switch, useLocation } from "wouter";
import { DataVersion, useWatchedData, type Watched } from "../api/data-version.ts";
import { SettingContext } from "../data/setting.ts";
import { useClock } from "../data/use-clock.ts";
import { type SettingState, useSettingState } from "../data/use-setting.ts";
import { neighbour } from "../data/windows.ts";
import { ListPanel } from "../lists/list-panel.tsx";
import { Boundary } from "../parts/boundary.tsx";
import { KnownPages } from "../parts/page-link.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { routes, type PageRoute } from "../routes.ts";
import { useAsked } from "../url/use-asked.ts";
import { ControlBar } from "./control-bar.tsx";
import { Find } from "./find.tsx";
import { useKeys } from "./keys.ts";
import styles from "./shell.module.css";
import { Shortcuts } from "./shortcuts.tsx";
import { Nothing } from "./nothing.tsx";
import { SignIn } from "./sign-in.tsx";
import { SideNav } from "./side-nav.tsx";
import { TabBar } from "./tab-bar.tsx";

const known: ReadonlySet<string> = new Set(routes.map((route) => route.path));

/** The page's frame: navigation, controls, the page itself, and the list behind a number. */
export function Shell(): ReactNode {
  const watched = useWatchedData();
  return (
    <DataVersion value={watched.version}>
      <KnownPages value={known}>
        <Frame watched={watched} />
      </KnownPages>
    </DataVersion>
  );
}

function Frame({ watched }: { readonly watched: Watched }): ReactNode {
  const { asked, change, hrefTo } = useAsked();
  const [path, go] = useLocation();
  const [finding, setFinding] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const clock = useClock();
  const state = useSettingState(asked, watched.project, clock);
  const { setting } = state;
  const route = routes.find((each) => [each.path, ...(each.more ?? [])].some((one) => matches(one, path)));
  useKeys({
    find: () => setFinding(true),
    shortcuts: () => setShortcuts(true),
    go: (letter) => {
      const to = routes.find((each) => each.key === letter);
      if (to !== undefined) go(hrefTo(to.path));
    },
    step: (by) => {
      if (setting === null) return;
      const to = neighbour(setting.focus, by, setting.cut);
      if (to.span.start <= setting.latest.span.start) change({ at: to.key === setting.latest.key ? null : to.key });
    },
    table: () => change({ view: asked.view === "table" ? "chart" : "table" }),
  });
  useTitle(route, state.choosing?.definition.name ?? null);
  const controlled = route?.controls !== false;
  return (
    <SettingContext value={setting}>
      <a href="#content" className={styles["skip"]}>
        Skip to the content
      </a>
      <div className={styles["frame"]}>
        <SideNav path={path} project={watched.project?.name ?? null} onLook={() => setShortcuts(true)} />
        <div className={styles["column"]}>
          {controlled && watched.problem?.status !== 401 && !state.empty && (
            <SettingContext value={state.choosing}>
              <ControlBar onFind={() => setFinding(true)} />
            </SettingContext>
          )}
          {watched.problem !== null && setting !== null && <Away heard={watched.heard} retry={watched.retry} />}
          <main id="content" tabIndex={-1} className={styles["content"]}>
            <Boundary key={path}>
              <Content state={state} watched={watched} controlled={controlled} />
            </Boundary>
          </main>
        </div>
        {setting !== null && <ListPanel />}
        <TabBar path={path} />
      </div>
      <Find open={finding} onClose={() => setFinding(false)} />
      <Shortcuts open={shortcuts} onClose={() => setShortcuts(false)} />
    </SettingContext>
  );
}

/** The page; or what stands in its place while there is none to show. */
function Content({
  state,
  watched,
  controlled,
}: {
  readonly state: SettingState;
  readonly watched: Watched;
  readonly controlled: boolean;
}): ReactNode {
  const problem = state.problem ?? (state.setting === null ? watched.problem : null);
  if (problem?.status === 401 || watched.problem?.status === 401) return <SignIn />;
  if (!controlled) return <Pages ready={state.setting !== null} />;
  if (state.empty) return <Nothing project={watched.project?.name ?? ""} />;
  if (problem === null) return <Pages ready={state.setting !== null} />;
  return (
    <div className={styles["trouble"]}>
      <Trouble problem={problem} retry={state.retry} />
    </div>
  );
}

function Pages({ ready }: { readonly ready: boolean }): ReactNode {
  return (
    <Suspense fallback={<div className={styles["loading"]} aria-busy="true" />}>
      <Switch>
        {routes.flatMap((route) =>
          [route.path, ...(route.more ?? [])].map((path) => (
            <Route key={path} path={path}>
              {ready || route.controls === false ? (
                <route.page />
              ) : (
                <div className={styles["loading"]} aria-busy="true" />
              )}
            </Route>
          )),
        )}
        <Route>
          <h1 className={styles["missing"]}>There is no page at this address</h1>
        </Route>
      </Switch>
    </Suspense>
  );
}

function Away({ heard, retry }: { readonly heard: number | null; readonly retry: () => void }): ReactNode {
  const time = heard === null ? null : new Date(heard).toTimeString().slice(0, 5);
  return (
    <p className={styles["away"]} role="status">
      The server does not answer. {time !== null && `What you see is from ${time}. `}It is tried again every few
      seconds.{" "}
      <button type="button" onClick={retry}>
        Try now
      </button>
    </p>
  );
}

function useTitle(route: PageRoute | undefined, definition: string | null): void {
  const shown = useRef(route);
  useEffect(() => {
    document.title = [route?.label ?? "Not found", definition, "smac"].filter((each) => each !== null).join(" · ");
    if (shown.current === route) return;
    shown.current = route;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [route, definition]);
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+")}/?$`).test(path);
}
