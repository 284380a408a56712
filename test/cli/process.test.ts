/** What the process does with its streams and signals. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isRequested, listenForInterrupt } from "../../src/cli/interrupt.ts";
import { wantsColor } from "../../src/cli/io.ts";

test("a reader that leaves early is no error", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL("./flood.ts", import.meta.url))]);
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.is(err, "done\n");
  assert.is(code, 0);
});

test("colours: terminals only, NO_COLOR and FORCE_COLOR decide", () => {
  const terminal = { isTTY: true };
  const pipe = {};
  assert.is(wantsColor({}, terminal, terminal), true);
  assert.is(wantsColor({}, pipe, terminal), false);
  assert.is(wantsColor({ TERM: "dumb" }, terminal, terminal), false);
  assert.is(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, terminal, terminal), false);
  assert.is(wantsColor({ FORCE_COLOR: "1" }, pipe, pipe), true);
  assert.is(wantsColor({ NO_COLOR: "" }, terminal, terminal), true, "an empty NO_COLOR counts as unset");
});

test("the first Ctrl-C asks, a later one ends", () => {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  let asked = 0;
  let now = 0;
  const interrupt = listenForInterrupt(() => asked++, {
    on: (signal, listener) => listeners.set(signal, listener),
    off: (signal) => listeners.delete(signal),
    exit: (code) => exits.push(code),
    now: () => now,
  });
  assert.is(interrupt.requested(), false);
  listeners.get("SIGINT")?.();
  assert.is(interrupt.requested(), true);
  assert.is(isRequested(interrupt.flag), true);
  assert.ok(interrupt.flag.buffer instanceof SharedArrayBuffer);
  assert.equal([asked, exits], [1, []]);
  now += 20;
  listeners.get("SIGINT")?.();
  assert.equal([asked, exits], [1, []], "the same signal by another way");
  now += 2000;
  listeners.get("SIGTERM")?.();
  assert.equal([asked, exits], [1, [130]]);
  interrupt.dispose();
  assert.is(listeners.size, 0);
});

test.run();
