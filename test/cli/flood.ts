/** Writes far more than a pipe holds through the streams of the command line; the reader may leave early. */
import { processIo } from "../../src/cli/io.ts";

const io = processIo();
for (let line = 0; line < 200; line++) {
  io.stdout.write(`${"x".repeat(10_000)}\n`);
  await new Promise((next) => setImmediate(next));
}
io.stderr.write("done\n");
