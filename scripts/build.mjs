// Builds dist when it is missing or older than src: for tests that run the program.
import { build } from "./prepare.mjs";

process.exitCode = build() ? 0 : 1;
