import { tryForCanaries } from "./canary-cases.ts";

tryForCanaries(["salesforce", "certinia, with a key"]);
