import { expect, test } from "vitest";
import { counted } from "./counted.ts";

test.each([
  [counted(0, "row"), "0 rows"],
  [counted(1, "row"), "1 row"],
  [counted(1_234_567, "new row"), "1,234,567 new rows"],
  [counted(2, "activity", "activities"), "2 activities"],
])("%s", (said, wanted) => expect(said).toBe(wanted));
