#!/usr/bin/env node
/** The command `pal`: connects the process to the command line; everything heavy is loaded by the command that needs it. */
import { version } from "../version.ts";
import { exitCode, type Loaders } from "./commands.ts";
import { processIo } from "./io.ts";
import { internalError, main } from "./main.ts";

const loaders: Loaders = {
  check: async () => (await import("./commands/check.ts")).command,
  run: async () => (await import("./commands/run.ts")).command,
  density: async () => (await import("./commands/density.ts")).command,
  recover: async () => (await import("./commands/recover.ts")).command,
  emit: async () => (await import("./commands/emit.ts")).command,
  fmt: async () => (await import("./commands/fmt.ts")).command,
  explain: async () => (await import("./commands/explain.ts")).command,
  new: async () => (await import("./commands/new.ts")).command,
  completion: async () => (await import("./commands/completion.ts")).command,
};

const io = processIo();

function die(problem: unknown): void {
  io.stderr.write(internalError(problem, process.env));
  process.exit(exitCode.internal);
}
process.on("uncaughtException", die);
process.on("unhandledRejection", die);

const code = await main(process.argv.slice(2), io, loaders, version);
// Worker pools may still be warm: leave as soon as what was written is out.
await new Promise<void>((written) => process.stdout.write("", () => written()));
process.exit(code);
