import { expect, test } from "vitest";
import { openSessions } from "./sessions.ts";

const how = (id: string) => ({ person: { id, name: id, scope: "read" }, via: "account", hours: 24 }) as const;

test("who signs in again and again signs out themselves, the browser not used for longest, and nobody else", () => {
  const sessions = openSessions({ named: () => null });
  const other = sessions.open(how("other"), 0).secret;
  const own = Array.from({ length: 20 }, (_, n) => sessions.open(how("one"), n).secret);
  sessions.find(own[0] ?? "", 100);
  for (let n = 0; n < 3; n++) sessions.open(how("one"), 200 + n);
  expect(sessions.find(other, 300)).not.toBeNull();
  expect(own.map((secret) => sessions.find(secret, 300) !== null)).toEqual(own.map((_, n) => n === 0 || n > 3));
});
