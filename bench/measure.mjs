import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const peak = fileURLToPath(new URL("peak.mjs", import.meta.url));

/**
 * Runs contestants in turn, round after round, so that a noisy machine is noisy
 * for all of them alike. Gives for each the milliseconds of every round but the
 * first, their median, and what it answered.
 *
 * @param contestants name → function that gives { answer, ms?, megabytes? }; without `ms` the whole call is timed
 */
export async function inTurn(contestants, rounds) {
  const names = Object.keys(contestants);
  const results = Object.fromEntries(names.map((name) => [name, { times: [], answer: undefined, megabytes: 0 }]));
  for (let round = 0; round <= rounds; round += 1) {
    // Turned around every second time: nobody always comes after the same one.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const began = performance.now();
      const { answer, ms, megabytes } = await contestants[name]();
      const time = ms ?? performance.now() - began;
      const result = results[name];
      result.answer = answer;
      result.megabytes = Math.max(result.megabytes, megabytes ?? 0);
      if (round > 0 || rounds === 0) result.times.push(time);
    }
  }
  for (const result of Object.values(results)) result.median = median(result.times);
  return results;
}

/** The middle value; of an even number, the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Runs a Node program as a process of its own: its output, its time from start
 * to end, and the most memory it ever held.
 */
export async function wholeProcess(args, cwd) {
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", peak, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [answer, talk, held] = [1, 2, 3].map((n) => collected(child.stdio[n]));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}\n${talk()}`);
  return { answer: answer(), ms: performance.now() - began, megabytes: Number(held()) / 1024 };
}

function collected(stream) {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => (text += chunk));
  return () => text;
}
