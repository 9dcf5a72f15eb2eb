import { createHash } from "node:crypto";
import { securityHeaders } from "./guard.ts";
import type { Problem } from "./problem.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; box-sizing: border-box; background: light-dark(#f6f5f1, #161614); color: light-dark(#1a1a17, #ecebe6); }
main { max-width: 30rem; background: light-dark(#fff, #1f1f1c); border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 12px; padding: 1.75rem; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; } p { margin: .5rem 0; overflow-wrap: anywhere; }
small { opacity: .7; } nav { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
a { display: inline-block; padding: .55rem .9rem; border: 1px solid color-mix(in srgb, currentColor 45%, transparent); border-radius: 8px; color: inherit; text-decoration: none; }
a:hover { background: color-mix(in srgb, currentColor 8%, transparent); }
`;
const hash = createHash("sha256").update(style).digest("base64");

/** The page that says why somebody was not signed in, and what to do. */
export function signInProblemPage(problem: Problem, again: string): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Not signed in · smac</title><style>${style}</style></head><body><main><h1>You are not signed in</h1><p>${sentence(problem.detail)}</p>${problem.hint === undefined ? "" : `<p>${sentence(problem.hint)}</p>`}<p><small>${escaped(problem.code)}</small></p><nav><a href="${escaped(again)}">Try again</a><a href="/">Sign in with a token</a></nav></main></body></html>`;
  return new Response(html, {
    status: problem.status,
    headers: {
      ...securityHeaders,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "cache-control": "no-store",
    },
  });
}

function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return escaped(/[.!?]$/.test(whole) ? whole : `${whole}.`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
