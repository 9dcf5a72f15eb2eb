// `npm start [-- arguments]`: installs and builds what is missing, then runs smac
// in the folder the person is in; without arguments, the demo. Before `serve`, the page is built, too.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, buildWeb, checkNode, install, program, stop } from "./prepare.mjs";

checkNode();
const given = process.argv.slice(2);
const page = given[0] === "serve";
install({ tools: false, page });
if (!build()) stop("the program could not be built; the compiler's messages are above");
if (page && !buildWeb()) stop("the page could not be built; the messages are above");

process.chdir(path.resolve(process.env.INIT_CWD ?? process.cwd()));
process.argv = [process.execPath, program, ...(given.length > 0 ? given : ["demo"])];
await import(pathToFileURL(program).href);
