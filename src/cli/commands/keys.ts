import { Command } from "commander";
import { counted } from "../../text/counted.ts";
import { SmacError } from "../../errors.ts";
import type { KeyKind } from "../../store/store.ts";
import { parseInstant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import { type Context, say } from "../context.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

const what = "a cluster kind of smac.yml (customer, team …), or member";

/** `smac merge`: two keys that are one cluster or member. */
export function mergeCommand(context: Context): Command {
  const command = new Command("merge")
    .summary("count one cluster or member as another from now on")
    .description(
      "Two keys that mean the same: <from> is counted as <into>, in every period. What was known before stays known: --as-of still shows it.",
    )
    .argument("<kind>", what)
    .argument("<from>", "the key that disappears")
    .argument("<into>", "the key that stays")
    .addHelpText("after", "\nExample:\n  smac merge customer A-000017 A-000018");
  storeFlags(command);
  return command.action(async (kind: string, from: string, into: string, flags: FlagValues) => {
    await withProject(context, flags, "merge", async (project) => {
      await project.merge(keyKind(kind), { from, into });
      say(context, `smac: “${from}” is counted as “${into}” from now on (smac restore takes it back)`);
    });
  });
}

/** `smac delete`: a cluster or member that does not exist any more. */
export function deleteCommand(context: Context): Command {
  const command = new Command("delete")
    .summary("a cluster or member that exists no more, or must be erased")
    .description(
      "From --at (default: now) on the cluster exists no more; its past stays. --erase really removes its rows, for data protection.",
    )
    .argument("<kind>", what)
    .argument("<key>", "its key")
    .option("--at <instant>", "since when it is gone; “never” for: it never existed")
    .option("--erase", "remove every row about it; this cannot be undone")
    .addHelpText(
      "after",
      "\nExamples:\n  smac delete customer A-000017 --at 2026-09-30\n  smac delete member u-000123 --erase",
    );
  storeFlags(command);
  return command.action(async (kind: string, key: string, flags: FlagValues) => {
    await withProject(context, flags, "delete", async (project) => {
      const at = flags["at"] as string | undefined;
      const instant = at === undefined || at === "never" ? null : parseInstant(at, openZone(project.model.timezone));
      if (at !== undefined && at !== "never" && instant === null)
        throw new SmacError("USAGE_BAD_INSTANT", `--at: “${at}” is no instant`, {
          hint: "write for example 2026-09-30",
        });
      const erasure = await project.remove(keyKind(kind), key, {
        ...(at === undefined ? {} : { at: instant }),
        erase: flags["erase"] === true,
      });
      say(
        context,
        erasure === null
          ? `smac: “${key}” exists no more (smac restore takes it back)`
          : `smac: erased “${key}”: ${counted(erasure.rawRows, "row")} as received, ${counted(erasure.factRows, "fact")}`,
      );
    });
  });
}

/** `smac restore`: takes back a merge or a deletion. */
export function restoreCommand(context: Context): Command {
  const command = new Command("restore")
    .summary("take back a merge or a deletion")
    .argument("<kind>", what)
    .argument("<key>", "its key")
    .addHelpText("after", "\nExample:\n  smac restore customer A-000017");
  storeFlags(command);
  return command.action(async (kind: string, key: string, flags: FlagValues) => {
    await withProject(context, flags, "restore", async (project) => {
      const done = await project.restore(keyKind(kind), key);
      say(context, `smac: “${key}” is itself again: ${done.join(" and ")} taken back`);
    });
  });
}

function keyKind(kind: string): KeyKind {
  return kind === "member" ? "member" : { kind };
}

type Named = Awaited<ReturnType<typeof openNamed>>;

async function withProject(
  context: Context,
  flags: FlagValues,
  command: string,
  act: (project: Named) => Promise<void>,
): Promise<void> {
  const project = await openNamed(context, flags, command);
  try {
    await act(project);
  } finally {
    await project.close();
  }
}
