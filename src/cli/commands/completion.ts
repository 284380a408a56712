/** `pal completion SHELL`: prints what a shell has to read to complete the words of `pal`. */
import { type Command, type CompletionOptions, exitCode } from "../commands.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import type { Shell } from "../completion/shells.ts";
import { zshScript } from "../completion/zsh.ts";

const scripts: Readonly<Record<Shell, typeof bashScript>> = { bash: bashScript, zsh: zshScript, fish: fishScript };
/** The commands that are completed, the short one first. */
const names = ["pal", "palimpsest"];

export const command: Command<CompletionOptions, Shell> = async (shell, { commands }, io) => {
  io.stdout.write(scripts[shell](commands, names));
  return exitCode.ok;
};
