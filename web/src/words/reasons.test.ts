import { expect, test } from "vitest";
import { dayOf } from "../calendar/days.ts";
import { reasonText } from "./reasons.ts";

const today = dayOf("2026-11-22") ?? 0;

test("dates of a reason are read as dates are elsewhere", () => {
  expect(reasonText("active in 2026-10, nothing in 2026-11; last on 2026-10-31, 15 days before the end", today)).toBe(
    "Active in October, nothing in November; last on 31 Oct, 15 days before the end.",
  );
  expect(reasonText("active in 2025-11 too: 3 activities on 3 days", today)).toBe(
    "3 activities on 3 days; active in November 2025 too.",
  );
  expect(reasonText("back after not being active in 2026-10: 1 activity on 1 day", today)).toBe(
    "1 activity on 1 day; back after not being active in October.",
  );
});

test("weeks have their year where it is another one", () => {
  expect(reasonText("active in 2026-W45 too", today)).toBe("Active in W45 too.");
  expect(reasonText("back after 2025-W52", today)).toBe("Back after W52 2025.");
});

test("what is no date stays as it is", () => {
  expect(reasonText("back after 2026-13-45 in W47", today)).toBe("Back after 2026-13-45 in W47.");
});
