import {
  BookOpenText,
  ChartColumn,
  ChartLine,
  FileUp,
  GitCompareArrows,
  Grid3x3,
  LayoutDashboard,
  LayoutGrid,
  type LucideIcon,
  Package,
  Plug,
  RefreshCw,
  Settings,
  Users,
  Workflow,
} from "lucide-react";
import { type ComponentType, lazy } from "react";

/** A page: where it is, what it is called, and what shows it. */
export interface PageRoute {
  readonly path: string;
  /** Other addresses of the same page, with `:name` parts. */
  readonly more?: readonly string[];
  readonly label: string;
  readonly short?: string;
  readonly icon: LucideIcon;
  /** Where the side nav lists it; null: it is reached from elsewhere. */
  readonly group: "figures" | "measures" | "dashboards" | "foot" | null;
  /** The letter after `g`. */
  readonly key?: string;
  /** Whether the phone's tab bar has it; the others stand under “More”. */
  readonly tab?: boolean;
  /** False: no definition, period and comparison above it. */
  readonly controls?: boolean;
  readonly page: ComponentType;
}

/** What a shared link shows, outside the frame of the other pages. */
export const embedded = lazy(() => import("./pages/embed/embed.tsx"));

/** Every page of the product, in the order of the side nav. One line each. */
export const routes: readonly PageRoute[] = [
  {
    path: "/",
    label: "Overview",
    icon: LayoutDashboard,
    group: "figures",
    key: "o",
    tab: true,
    page: lazy(() => import("./pages/overview/overview.tsx")),
  },
  {
    path: "/trend",
    label: "Trend",
    icon: ChartLine,
    group: "figures",
    key: "t",
    tab: true,
    page: lazy(() => import("./pages/trend/trend.tsx")),
  },
  {
    path: "/clusters",
    label: "Clusters",
    icon: Users,
    group: "figures",
    key: "c",
    tab: true,
    page: lazy(() => import("./pages/clusters/clusters.tsx")),
  },
  {
    path: "/flow",
    label: "Flow",
    icon: Workflow,
    group: "measures",
    page: lazy(() => import("./pages/flow/flow.tsx")),
  },
  {
    path: "/lifecycle",
    label: "Lifecycle",
    icon: RefreshCw,
    group: "measures",
    page: lazy(() => import("./pages/lifecycle/lifecycle.tsx")),
  },
  {
    path: "/retention",
    label: "Retention",
    icon: Grid3x3,
    group: "measures",
    page: lazy(() => import("./pages/retention/retention.tsx")),
  },
  {
    path: "/levels",
    label: "Activity levels",
    icon: ChartColumn,
    group: "measures",
    page: lazy(() => import("./pages/levels/levels.tsx")),
  },
  {
    path: "/products",
    label: "Products",
    icon: Package,
    group: "measures",
    page: lazy(() => import("./pages/products/products.tsx")),
  },
  {
    path: "/clusters/:kind/:key",
    label: "Cluster",
    icon: Users,
    group: null,
    page: lazy(() => import("./pages/cluster/cluster.tsx")),
  },
  {
    path: "/why",
    label: "Why it changed",
    icon: GitCompareArrows,
    group: "figures",
    short: "Why",
    key: "w",
    tab: true,
    page: lazy(() => import("./pages/why/why.tsx")),
  },
  {
    path: "/dashboards",
    label: "Dashboards",
    icon: LayoutGrid,
    group: "dashboards",
    key: "b",
    controls: false,
    page: lazy(() => import("./pages/dashboards/dashboards.tsx")),
  },
  {
    path: "/dashboards/:name",
    label: "Dashboard",
    icon: LayoutGrid,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/dashboard/dashboard.tsx")),
  },
  {
    path: "/definitions",
    label: "Definitions",
    icon: BookOpenText,
    group: "foot",
    key: "d",
    controls: false,
    page: lazy(() => import("./pages/definitions/definitions.tsx")),
  },
  {
    path: "/definitions/diff",
    label: "Two definitions",
    icon: BookOpenText,
    group: null,
    page: lazy(() => import("./pages/definitions/diff.tsx")),
  },
  {
    path: "/definitions/:name",
    label: "Definition",
    icon: BookOpenText,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/definitions/definition.tsx")),
  },
  {
    path: "/sources",
    label: "Sources",
    icon: Plug,
    group: "foot",
    key: "s",
    controls: false,
    page: lazy(() => import("./pages/sources/sources.tsx")),
  },
  {
    path: "/import",
    more: ["/import/:id"],
    label: "Import",
    icon: FileUp,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/import/import.tsx")),
  },
  {
    path: "/connect",
    more: ["/connect/:type"],
    label: "Connect a system",
    icon: Plug,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/connect/connect.tsx")),
  },
  {
    path: "/syncs/:id",
    label: "Sync",
    icon: RefreshCw,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/syncs/sync.tsx")),
  },
  {
    path: "/sources/:name",
    label: "Source",
    icon: Plug,
    group: null,
    controls: false,
    page: lazy(() => import("./pages/sources/source.tsx")),
  },
  {
    path: "/settings",
    more: ["/settings/:tab"],
    label: "Settings",
    icon: Settings,
    group: "foot",
    controls: false,
    page: lazy(() => import("./pages/settings/settings.tsx")),
  },
];
