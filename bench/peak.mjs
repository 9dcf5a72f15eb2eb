// Loaded before a measured program: says at its end how much memory it held at most, in kilobytes.
import { writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
