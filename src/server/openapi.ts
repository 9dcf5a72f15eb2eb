import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { accessRoutes } from "./access-routes.ts";
import { connectionRoutes } from "./connection-routes.ts";
import { demoRoutes } from "./demo-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { measureRoutes } from "./measure-routes.ts";
import { sessionNames } from "./caller.ts";
import { shareRoutes } from "./share-routes.ts";
import { keptRoutes } from "./kept-routes.ts";
import { mediaTypes } from "./media.ts";
import { problemAnswer } from "./problem.ts";
import { projectRoutes } from "./project-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { questionRoutes } from "./question-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";
import type { Route } from "./route.ts";
import { viewRoutes } from "./view-routes.ts";

/** Every route of the API. */
export const routes: readonly Route[] = [
  ...questionRoutes,
  ...viewRoutes,
  ...measureRoutes,
  ...exportRoutes,
  ...projectRoutes,
  ...jobRoutes,
  ...uploadRoutes,
  ...demoRoutes,
  ...connectionRoutes,
  ...keptRoutes,
  ...shareRoutes,
  ...sessionRoutes,
  ...accessRoutes,
];

/** Problems that any request may end in. */
const everywhere = [400, 401, 403, 406, 414, 429, 499, 500, 503] as const;

const problemWords: Readonly<Record<number, string>> = {
  400: "What was asked cannot be: an unknown parameter, a value that is none, a name that is not known.",
  401: "Nobody is signed in, or the token is not valid.",
  403: "The token does not allow it, or the request comes from another site or lacks Smac-Csrf.",
  404: "There is nothing of that name.",
  406: "The answer does not come in a format that is accepted.",
  409: "Not now: another job is running, nothing was imported yet, or a cursor is out of date.",
  410: "The link has run out.",
  412: "It was changed meanwhile: the version in If-Match is not that of the file.",
  428: "A change must say which version it is made to: If-Match, or If-None-Match: * for a new one.",
  413: "The body is too large.",
  414: "The address is too long.",
  415: "The body is not JSON.",
  429: "Too many requests; Retry-After says when to go on.",
  499: "The request was cancelled.",
  500: "Something is wrong on the server: smac.yml, the store, or the program.",
  503: "The store is busy or held by another program; Retry-After says when to try again.",
};

/** The OpenAPI 3.1 document of the API, the same for every project. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: sessionNames.cookie,
    description: "Of a browser that signed in; changes also send the header Smac-Csrf.",
  });
  for (const route of routes) app.openAPIRegistry.registerPath(pathOf(route));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "SMAC",
      version: "1",
      description: "Stage Monthly Active Clusters of one project: numbers, lists, definitions, imports and syncs.",
      license: { name: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }, {}],
  });
}

/** The statuses of problems that a route may end in. */
export function problemsOf(route: Route): readonly number[] {
  const own = [
    ...(route.list === null ? [] : [409]),
    ...(route.versioned ? [409] : []),
    ...(route.body === null ? [] : [413, 415]),
    ...(route.takesBytes ? [413] : []),
  ];
  return [...new Set([...everywhere, ...own, ...route.problems])].toSorted((a, b) => a - b);
}

function pathOf(route: Route): RouteConfig {
  const problem = { content: { "application/problem+json": { schema: problemAnswer } } };
  const problems = problemsOf(route).map((status) => [
    status,
    { description: problemWords[status] ?? "A problem.", ...problem },
  ]);
  return {
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.says,
    operationId: operationId(route),
    request: {
      query: route.query,
      params: route.params,
      ...bodyOf(route),
    },
    responses: {
      [route.status]: { description: route.says, content: contentOf(route) },
      ...(route.versioned ? { 304: { description: "The same as the version in If-None-Match." } } : {}),
      ...Object.fromEntries(problems),
    },
  };
}

function bodyOf({ body, takesBytes }: Route) {
  const file = { type: "string" as const, format: "binary" };
  if (takesBytes) return { body: { required: true, content: { "application/octet-stream": { schema: file } } } };
  return body === null ? {} : { body: { required: true, content: { "application/json": { schema: body } } } };
}

function contentOf(route: Route) {
  if (route.events) return { "text/event-stream": { schema: { type: "string" as const } } };
  const json = { "application/json": { schema: route.answer } };
  if (!route.exports) return json;
  const text = { schema: { type: "string" as const } };
  const file = { schema: { type: "string" as const, format: "binary" } };
  return {
    ...json,
    [mediaTypes.csv]: text,
    [mediaTypes.md]: text,
    [mediaTypes.xlsx]: file,
    [mediaTypes.parquet]: file,
    [mediaTypes.arrow]: file,
  };
}

function operationId({ method, path }: Route): string {
  const words = path
    .replace("/api/v1/", "")
    .replaceAll(/[{}]/g, "")
    .split("/")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${method}${words.join("")}`;
}
