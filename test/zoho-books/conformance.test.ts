import { describeSource } from "../source-kit/describe-source.ts";
import { zohoRig } from "./rig.ts";

describeSource("zoho-books", zohoRig);
