const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone !== "America/New_York") {
  throw new Error(`tests run in America/New_York (vitest.config.ts sets TZ before the workers start), not in ${zone}`);
}
