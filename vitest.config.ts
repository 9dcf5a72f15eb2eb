import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

// Set before the workers start, so that they inherit it: a zone with daylight
// saving that is not UTC shows every place where the machine's zone leaks in.
process.env.TZ = "America/New_York";

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
      // Parts by themselves leave nothing behind: files share a process and what it has loaded.
      {
        extends: true,
        test: { name: "parts", include: ["src/**/*.test.ts", "web/src/**/*.test.{ts,tsx}"], isolate: false },
      },
    ],
    setupFiles: ["test/setup.ts"],
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Expectations are written on purpose (`vitest -u`), never by a run that checks them.
    update: process.env.CI ? "none" : "new",
  },
});
