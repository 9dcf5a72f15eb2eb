import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import { type Context, say } from "../context.ts";
import type { FlagValues } from "../request.ts";

/** `smac serve`: the project for programs, over HTTP. */
export function serveCommand(context: Context): Command {
  const { effects } = context;
  return new Command("serve")
    .summary("show the project in the browser, and serve it to programs over HTTP")
    .description(
      "Serves the project of this folder: a page for people, and for programs an HTTP API, explained at /api/docs. Only this computer can reach it, unless --host says otherwise; then tokens are needed. Ctrl-C ends it.",
    )
    .option("--project <dir>", "the folder with smac.yml", ".")
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--port <n>", "on which port; 0 takes any that is free", "7622")
    .option("--require-token", "need a token also on this computer")
    .option(
      "--allow-host <name>",
      "a name it goes by behind a proxy; repeat it for several; then tokens are needed",
      more,
    )
    .option(
      "--public-url <url>",
      "what people know it by behind a proxy, e.g. https://smac.example.com; then tokens or accounts are needed",
    )
    .option("--allow-frame <origin>", "a site that may show shared tiles in its pages; repeat it for several", more)
    .option("--upload-limit <size>", "the largest file that may be sent to be imported", "2GB")
    .option("--open", "open the page in the browser")
    .addHelpText(
      "after",
      `
Examples:
  smac serve --open
  curl http://127.0.0.1:7622/api/v1/report
  curl -H 'Accept: text/csv' 'http://127.0.0.1:7622/api/v1/clusters?in=2026-10&of-stage=customer'
  smac token create reader --scope read && smac serve --host 0.0.0.0`,
    )
    .action(async (flags: FlagValues) => {
      const port = Number(flags["port"]);
      if (!/^\d{1,5}$/.test(String(flags["port"])) || port > 65_535)
        throw new SmacError("USAGE_BAD_PORT", `--port: “${String(flags["port"])}” is no port`, {
          hint: "give a number from 0 to 65535",
        });
      const { serve } = await import("../../server/serve.ts");
      const serving = await serve(
        {
          directory: flags["project"] as string,
          host: flags["host"] as string,
          port,
          requireToken: flags["requireToken"] === true,
          allowHosts: (flags["allowHost"] as readonly string[] | undefined) ?? [],
          publicUrl: flags["publicUrl"] as string | undefined,
          allowFrames: (flags["allowFrame"] as readonly string[] | undefined) ?? [],
          uploadBytes: bytesOf(String(flags["uploadLimit"])),
          log: (text) => say(context, `smac: a mistake of the program, please report it:\n${text}`),
        },
        effects,
      );
      effects.stdout.write(`${serving.url}\n`);
      if (!existsSync(resolve(effects.cwd, flags["project"] as string, "smac.yml")))
        say(
          context,
          "smac: there is no smac.yml here yet; the page begins with a file of yours, or with a demo company",
        );
      say(
        context,
        `smac: serving; open ${serving.url}/ in a browser, programs see ${serving.url}/api/docs; Ctrl-C ends it`,
      );
      if (flags["open"] === true) await opened(context, serving.url);
      await new Promise<void>((resolve) => {
        if (effects.signal.aborted) resolve();
        effects.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      say(context, "smac: ending");
      await serving.close();
    });
}

function bytesOf(text: string): number {
  const [, number = "", unit = "MB"] = /^(\d{1,9})\s*(kB|MB|GB)?$/i.exec(text) ?? [];
  const bytes = Number(number) * { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 }[unit.toUpperCase() as "KB" | "MB" | "GB"];
  if (number !== "" && bytes > 0) return bytes;
  throw new SmacError("USAGE_BAD_SIZE", `--upload-limit: “${text}” is no size`, {
    hint: "write for example 500MB or 5GB",
  });
}

async function opened(context: Context, url: string): Promise<void> {
  const { openBrowser } = await import("../../server/open-browser.ts");
  openBrowser(`${url}/`, () => say(context, "smac: no browser could be opened; open the address yourself"));
}

function more(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
