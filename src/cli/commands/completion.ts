import { type Command as AnyCommand, Command } from "commander";
import { SmacError } from "../../errors.ts";
import type { Context } from "../context.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = (typeof shells)[number];

/** `smac completion`: a script that completes commands and flags in a shell. */
export function completionCommand(context: Context): AnyCommand {
  const command = new Command("completion")
    .summary("a script that completes commands and flags in your shell")
    .argument("<shell>", shells.join(", "))
    .addHelpText(
      "after",
      "\nExamples:\n  smac completion bash >> ~/.bashrc\n  smac completion zsh > ~/.zsh/completions/_smac\n  smac completion fish > ~/.config/fish/completions/smac.fish\n  smac completion powershell >> $PROFILE",
    );
  return command.action((shell: string) => {
    if (!shells.includes(shell as Shell))
      throw new SmacError("USAGE_UNKNOWN_SHELL", `there is no completion for “${shell}”`, {
        hint: `there are: ${shells.join(", ")}`,
      });
    const root = command.parent;
    if (root === null) throw new Error("the completion command has no parent");
    context.effects.stdout.write(scripts[shell as Shell](wordsOf(root)));
  });
}

interface Words {
  readonly commands: readonly { readonly name: string; readonly says: string; readonly flags: readonly string[] }[];
}

function wordsOf(root: AnyCommand): Words {
  return {
    commands: root.commands.map((c) => ({
      name: c.name(),
      says: c.summary() || c.description(),
      flags: c.options.map((o) => o.long).filter((long): long is string => typeof long === "string"),
    })),
  };
}

const scripts: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: ({ commands }) => `_smac() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=( $(compgen -W "${commands.map((c) => c.name).join(" ")}" -- "$word") ); return; fi
  case "\${COMP_WORDS[1]}" in
${commands.map((c) => `    ${c.name}) [[ "$word" == -* ]] && COMPREPLY=( $(compgen -W "${c.flags.join(" ")}" -- "$word") ) ;;`).join("\n")}
  esac
}
complete -o default -o bashdefault -F _smac smac
`,
  zsh: ({ commands }) => `#compdef smac
_smac() {
  if (( CURRENT == 2 )); then
    local -a commands=(${commands.map((c) => `'${c.name}:${c.says.replaceAll("'", "").replaceAll(":", " ")}'`).join(" ")})
    _describe command commands
    return
  fi
  case "$words[2]" in
${commands.map((c) => `    ${c.name}) [[ "$words[CURRENT]" == -* ]] && compadd -- ${c.flags.join(" ")} || _files ;;`).join("\n")}
  esac
}
compdef _smac smac
`,
  fish: ({ commands }) =>
    `${commands
      .flatMap((c) => [
        `complete -c smac -n __fish_use_subcommand -a ${c.name} -d '${c.says.replaceAll("'", "")}'`,
        ...c.flags.map((flag) => `complete -c smac -n '__fish_seen_subcommand_from ${c.name}' -l ${flag.slice(2)}`),
      ])
      .join("\n")}\n`,
  powershell: ({ commands }) => `Register-ArgumentCompleter -Native -CommandName smac -ScriptBlock {
  param($word, $ast, $position)
  $flags = @{
${commands.map((c) => `    '${c.name}' = @(${c.flags.map((f) => `'${f}'`).join(", ")})`).join("\n")}
  }
  $words = $ast.CommandElements | ForEach-Object { $_.ToString() }
  $choices = if ($words.Count -le 2 -and -not $word.StartsWith('-')) { $flags.Keys } else { $flags[$words[1]] }
  $choices | Where-Object { $_ -like "$word*" } | Sort-Object | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
};
