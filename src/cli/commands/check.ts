import { Command } from "commander";
import { counted } from "../../text/counted.ts";
import { type Context, say } from "../context.ts";
import { tame } from "../../format/display-width.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac check`: everything wrong with the configuration, the mapping and the data, at once. */
export function checkCommand(context: Context): Command {
  const command = new Command("check")
    .summary("find what is wrong in smac.yml, its mapping and the data")
    .description(
      "Checks smac.yml (every problem at once, with its place), the columns it names, and the data: members without memberships, memberships that overlap, stages out of order, ids with two contents, future and impossible dates, and more.",
    )
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing wrong or only notes, 1 the data has errors, 2 smac.yml is wrong.\n\nExample:\n  smac check",
    );
  storeFlags(command);
  return command.action(async (flags: FlagValues) => {
    const project = await openNamed(context, flags, "check");
    try {
      const findings = await project.check();
      if (findings.some((f) => f.severity === "error")) context.exitCode = 1;
      if (flags["json"] === true) {
        context.effects.stdout.write(`${JSON.stringify(findings, null, 1)}\n`);
        return;
      }
      for (const f of findings) {
        const examples = f.examples.map((example) => `    ${tame(example)}\n`).join("");
        context.effects.stdout.write(
          `${f.severity}: ${f.kind}: ${tame(f.title)}\n${examples}    → ${tame(f.next)} [${f.code}]\n`,
        );
      }
      const count = (severity: string) => counted(findings.filter((f) => f.severity === severity).length, severity);
      say(
        context,
        findings.length === 0
          ? "smac: nothing wrong found"
          : `smac: ${count("error")}, ${count("warning")}, ${count("note")}`,
      );
    } finally {
      await project.close();
    }
  });
}
