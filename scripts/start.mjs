// `npm start [-- arguments]`: installs and builds what is missing, then runs smac
// in the folder the person is in; without arguments, the demo.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, checkNode, install, program, stop } from "./prepare.mjs";

checkNode();
install({ tools: false });
if (!build()) stop("the program could not be built; the compiler's messages are above");

const given = process.argv.slice(2);
process.chdir(path.resolve(process.env.INIT_CWD ?? process.cwd()));
process.argv = [process.execPath, program, ...(given.length > 0 ? given : ["demo"])];
await import(pathToFileURL(program).href);
