import { spawn } from "node:child_process";

const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the person's browser; `failed` is told when there is none to be found. */
export function openBrowser(url: string, failed: () => void): void {
  const [program, ...args] = programs[process.platform] ?? ["xdg-open"];
  spawn(program, [...args, url], { stdio: "ignore", detached: true })
    .on("error", failed)
    .unref();
}
