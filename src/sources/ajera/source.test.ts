import { ajeraRig } from "../../../test/ajera/rig.ts";
import { describeSource } from "../../../test/source-kit/describe-source.ts";

describeSource("ajera", ajeraRig());
describeSource(
  "ajera, in pages, flat projects",
  ajeraRig({ page_size: 3, projects_version: 2, charged_to: "project" }),
);
