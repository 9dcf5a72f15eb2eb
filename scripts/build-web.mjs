// `npm run build:web`: installs what the page is built with, and builds it into dist/web.
import { buildWeb, checkNode, install, stop } from "./prepare.mjs";

checkNode();
install({ tools: true });
if (!buildWeb()) stop("the page could not be built; the messages are above");
