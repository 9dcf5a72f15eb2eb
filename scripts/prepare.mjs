import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** The folder of the checkout. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** The built program. */
export const program = path.join(root, "dist", "cli", "main.js");

/** Ends the process with one line when this Node is older than the program needs. */
export function checkNode() {
  const needed = readJson("package.json").engines.node.replace(">=", "").split(".").map(Number);
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  stop(`smac needs Node ${needed.join(".")} or newer; this is ${process.versions.node}`);
}

/**
 * Installs what is missing or of another version than package.json says: what
 * the program itself and its build need; with `page`, also what the page is
 * built with; with `tools`, everything.
 */
export function install({ tools, page = tools }) {
  const own = readJson("package.json");
  const wanted = {
    ...own.dependencies,
    ...own.devDependencies,
    ...(page ? readJson("web/package.json").devDependencies : {}),
    ...(tools ? readJson("tools/package.json").devDependencies : {}),
  };
  if (present(wanted)) return;
  const has = (name) => existsSync(path.join(root, "node_modules", name));
  const [what, parts] =
    tools || has("vitest")
      ? ["the program and its tools", []]
      : page || has("react")
        ? ["the program and its page", ["--workspace", "web", "--include-workspace-root"]]
        : ["what the program needs", ["--workspaces=false"]];
  say(`installing ${what} (once)`);
  const status = npm(["ci", "--no-fund", "--no-audit", ...parts]);
  if (status !== 0) stop("npm could not install; its message is above");
}

/** Compiles src into dist when dist is missing or older; false when the compiler found errors. */
export function build() {
  if (existsSync(program) && statSync(program).mtimeMs >= newest("src", "tsconfig.json", "tsconfig.build.json"))
    return true;
  say("building");
  // The page beside it is built by itself.
  for (const entry of existsSync(path.join(root, "dist")) ? readdirSync(path.join(root, "dist")) : [])
    if (entry !== "web") rmSync(path.join(root, "dist", entry), { recursive: true, force: true });
  const { file, args } = command("tsc -p tsconfig.build.json");
  const status = spawnSync(file, args, { cwd: root, stdio: ["ignore", 2, 2] }).status;
  if (status !== 0 || !existsSync(program)) {
    rmSync(program, { force: true });
    return false;
  }
  utimesSync(program, new Date(), new Date());
  // An installed command is a link to this file.
  chmodSync(program, 0o755);
  return true;
}

/** Builds the page into dist/web when it is missing or older than web, with a packed file beside each; false when that failed. */
export function buildWeb() {
  const [made, to] = [path.join(root, "web", "dist"), path.join(root, "dist", "web")];
  const from = ["src", "public", "index.html", "vite.config.ts", "package.json"].map((name) => path.join("web", name));
  const index = path.join(to, "index.html");
  if (existsSync(index) && statSync(index).mtimeMs >= newest(...from)) return true;
  say("building the page");
  const { file, args } = command("vite build web --logLevel warn");
  // A test that starts this would say otherwise, and get React as it is for development.
  const env = { ...process.env, NODE_ENV: "production" };
  if (spawnSync(file, args, { cwd: root, env, stdio: ["ignore", 2, 2] }).status !== 0) return false;
  rmSync(to, { recursive: true, force: true });
  cpSync(made, to, { recursive: true, filter: (name) => path.basename(name) !== ".vite" });
  for (const name of readdirSync(to, { recursive: true, encoding: "utf8" })) {
    const whole = path.join(to, name);
    if (/\.(js|css|html|svg|json)$/.test(name))
      writeFileSync(`${whole}.gz`, gzipSync(readFileSync(whole), { level: 9 }));
  }
  utimesSync(index, new Date(), new Date());
  say(`the page is built: its first page needs ${Math.round(firstPageBytes() / 1000)} kB of JavaScript, packed`);
  return true;
}

/** How many bytes of packed JavaScript the overview needs: the page's frame, and the page itself. */
export function firstPageBytes() {
  const manifest = readJson("web/dist/.vite/manifest.json");
  const needed = new Set();
  const need = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const each of manifest[name].imports ?? []) need(each);
  };
  need("index.html");
  need("src/pages/overview/overview.tsx");
  const files = new Set([...needed].map((name) => manifest[name].file).filter((name) => name.endsWith(".js")));
  return [...files].reduce(
    (sum, name) => sum + gzipSync(readFileSync(path.join(root, "web", "dist", name)), { level: 9 }).length,
    0,
  );
}

/** A package script as a process without a shell: the tool's own JavaScript file, run by this Node. */
export function command(line) {
  const [tool, ...args] = line.split(" ");
  const own = path.join(root, "node_modules", tool === "tsc" ? "typescript" : tool);
  const { bin } = JSON.parse(readFileSync(path.join(own, "package.json"), "utf8"));
  const entry = typeof bin === "string" ? bin : bin[tool];
  return { file: process.execPath, args: [path.join(own, entry), ...args] };
}

/** A JSON file of the checkout. */
export function readJson(name) {
  return JSON.parse(readFileSync(path.join(root, name), "utf8"));
}

/** A line for the person, on stderr. */
export function say(line) {
  process.stderr.write(`smac: ${line}\n`);
}

/** Ends the process with one line. */
export function stop(line) {
  say(line);
  process.exit(1);
}

// npm writes its own lock file last: without it, an installation was interrupted.
function present(packages) {
  if (!existsSync(path.join(root, "node_modules", ".package-lock.json"))) return false;
  return Object.entries(packages).every(([name, version]) => {
    const file = path.join("node_modules", name, "package.json");
    return existsSync(path.join(root, file)) && readJson(file).version === version;
  });
}

function npm(args) {
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const running = process.env.npm_execpath ?? "";
  if (path.basename(running).startsWith("npm-cli"))
    return spawnSync(process.execPath, [running, ...args], options).status;
  if (process.platform === "win32") return spawnSync("npm.cmd", args, { ...options, shell: true }).status;
  return spawnSync("npm", args, options).status;
}

// Folders count too: their time changes when a file in them is deleted.
function newest(...names) {
  let time = 0;
  for (const name of names) {
    const file = path.join(root, name);
    const found = statSync(file);
    time = Math.max(time, found.mtimeMs);
    if (found.isDirectory()) time = Math.max(time, newest(...readdirSync(file).map((entry) => path.join(name, entry))));
  }
  return time;
}
