import { expect, test } from "vitest";
import { batches, scriptedProject } from "./scripted-project.ts";

// Streams with thousands of columns, as an org with many fields of its own has.

const count = 20;

function rowsWith(columns: number) {
  return Array.from({ length: count }, (_, id) => ({
    id,
    ...Object.fromEntries(Array.from({ length: columns }, (__, i) => [`column ${i}`, `${id}`])),
  }));
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test("five times the columns cost nowhere near twenty-five times the work: at first, with new ones, and without news", async () => {
  const costs: number[][] = [];
  for (const columns of [1000, 5000]) {
    const project = scriptedProject();
    try {
      project.scripts["contacts"] = batches({ rows: rowsWith(columns / 2), cursor: 1 });
      const first = await cpuOf(() => project.sync());
      project.scripts["contacts"] = batches(...rowsWith(columns).map((row) => ({ rows: [row], cursor: 1 })));
      const wider = await cpuOf(() => project.sync());
      const again = await cpuOf(() => project.sync());
      costs.push([first, wider, again]);
      const standing = await project.standing("contacts");
      expect(Object.keys(standing["7"] ?? {})).toHaveLength(columns + 1);
      expect(standing["7"]?.[`column ${columns - 1}`]).toBe("7");
      expect((await project.sync({ streams: ["books.contacts"] })).streams[0]).toMatchObject({ unchanged: count });
    } finally {
      project.remove();
    }
  }
  const [few = [], many = []] = costs;
  const times = many.map((cost, i) => cost / (few[i] ?? 1));
  expect(Math.max(...times), `times the work: ${times.map((one) => one.toFixed(1)).join(", ")}`).toBeLessThan(12);
}, 300_000);
