/** The reach of a scenario: its own folder and --data, by no way beyond. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeFiles } from "../../src/blackbox/node-files.ts";

const base = mkdtempSync(join(tmpdir(), "palimpsest-files-"));
const scenario = join(base, "scenario");
const data = join(base, "data");
mkdirSync(join(scenario, "deep"), { recursive: true });
mkdirSync(data);
writeFileSync(join(base, "secret.csv"), "secret");
writeFileSync(join(scenario, "scores.csv"), "own");
writeFileSync(join(scenario, "deep", "..x.csv"), "dots");
writeFileSync(join(data, "scores.csv"), "data");
writeFileSync(join(base, "scenario-2.csv"), "neighbour");
symlinkSync(join(base, "secret.csv"), join(scenario, "link.csv"));
symlinkSync(base, join(scenario, "up"));
symlinkSync("scores.csv", join(scenario, "alias.csv"));

test.after(() => rmSync(base, { recursive: true }));

const files = nodeFiles([scenario]);

async function outcome(path: string, reader = files): Promise<string> {
  const result = await reader.read(path);
  return result instanceof Uint8Array ? new TextDecoder().decode(result) : result.kind;
}

test("files in the folder and below it", async () => {
  assert.is(await outcome("scores.csv"), "own");
  assert.is(await outcome("deep/..x.csv"), "dots");
  assert.is(await outcome("deep/../scores.csv"), "own");
  assert.is(await outcome("alias.csv"), "own");
});

for (const path of [
  "../secret.csv",
  "deep/../../secret.csv",
  join(base, "secret.csv"),
  join(scenario, "scores.csv"),
  "link.csv",
  "up/secret.csv",
  "../scenario-2.csv",
  "..",
  "C:\\secret.csv",
]) {
  test(`outside: ${path.replace(base, "/..")}`, async () => assert.is(await outcome(path), "outside"));
}

test("what is no file", async () => {
  assert.is(await outcome("deep"), "unreadable");
  assert.is(await outcome("scores.csv/x"), "missing");
  assert.is(await outcome(""), "missing");
  assert.is(await outcome("a\0b"), "missing");
});

test("a missing file lists its neighbours, but nothing from outside", async () => {
  const near = await files.read("score.csv");
  if (near instanceof Uint8Array) throw new Error("a problem was expected");
  assert.ok(near.known?.includes("scores.csv"));
  assert.is(await outcome("up/secrets.csv"), "outside");
});

test("--data comes first, and the scenario's folder after it", async () => {
  const both = nodeFiles([data, scenario]);
  assert.is(await outcome("scores.csv", both), "data");
  assert.is(await outcome("deep/..x.csv", both), "dots");
  assert.is(await outcome("../secret.csv", both), "outside");
});

test.run();
