#!/usr/bin/env node
/** The command `pal`: connects the process to the command line; everything heavy is loaded by the command that needs it. */
import { version } from "../version.ts";
import { exitCode } from "./commands.ts";
import { processIo } from "./io.ts";
import { loaders } from "./loaders.ts";
import { internalError, main } from "./main.ts";

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
