/** Run folders: made in one step, never over another, readable whenever the writer dies. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { parseChain, readRun } from "../../src/runs/read.ts";
import { quote, repeatCommand } from "../../src/runs/repeat-command.ts";
import { createRun, runName } from "../../src/runs/store.ts";
import { start } from "./start.ts";

const root = mkdtempSync(path.join(tmpdir(), "palimpsest-runs-"));
let folder = 0;
/** A new, empty place for runs. */
const place = (): string => path.join(root, String(folder++));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics[0].code;
    throw problem;
  }
  return "none";
}

test("draws, statistics, summary and manifest come back as they went in", () => {
  const where = place();
  const store = createRun({ root: where }, start, ["mu", "x[0,1]"]);
  assert.is(store.directory, path.join(where, "schools-nuts-1"));
  assert.is(readRun(store.directory).manifest.status, "running");
  const values = [0.1 + 0.2, 5e-324, -0, Number.MAX_VALUE, Number.NaN, -Infinity, 1 / 3, 12345678901234567890];
  for (let i = 0; i < values.length; i += 2) store.append(2, [values[i], values[i + 1]], { divergent: 0, energy: i });
  store.finish({ status: "complete", queries: 42, summary: { quantities: {} } });
  const { manifest, summary, chains } = readRun(store.directory);
  assert.is(manifest.status, "complete");
  assert.is(manifest.queries, 42);
  assert.is(manifest.scenario.hash, createHash("sha256").update(start.scenario.text).digest("hex"));
  assert.ok((manifest.finished ?? "") >= manifest.started);
  assert.equal(summary, { quantities: {} });
  assert.equal(
    chains.map((chain) => [chain.chain, chain.rows]),
    [[2, 4]],
  );
  assert.equal(chains[0].elements, ["mu", "x[0,1]"]);
  const even = [...(chains[0].draws.get("mu") ?? [])];
  const odd = [...(chains[0].draws.get("x[0,1]") ?? [])];
  for (const [i, value] of values.entries()) {
    const back = (i % 2 === 0 ? even : odd)[i >> 1];
    assert.ok(Object.is(back, value) || (back === 0 && value === 0), `${value} came back as ${back}`);
  }
  assert.equal([...(chains[0].statistics.get("energy") ?? [])], [0, 2, 4, 6]);
  assert.equal(readdirSync(store.directory).sort(), ["chain-3.csv", "manifest.json", "summary.json"]);
});

test("every finite number survives its shortest form", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 }), (numbers) => {
      const text = `a\n${numbers.map((x) => `${x}\n`).join("")}`;
      assert.equal(
        [...(parseChain(0, text).draws.get("a") ?? [])],
        numbers.map((x) => (x === 0 ? 0 : x)),
      );
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("numbers count on from the highest; names are made safe", () => {
  const where = place();
  mkdirSync(path.join(where, "schools-nuts-9"), { recursive: true });
  mkdirSync(path.join(where, "schools-nuts-10x"));
  writeFileSync(path.join(where, "schools-nuts-9", "keep.txt"), "");
  const first = createRun({ root: where }, start, ["mu"]);
  const second = createRun({ root: where }, start, ["mu"]);
  assert.equal(
    [first, second].map((store) => path.basename(store.directory)),
    ["schools-nuts-10", "schools-nuts-11"],
  );
  for (const store of [first, second]) store.finish({ status: "interrupted", queries: 0 });
  assert.is(runName("a", "../b"), "a-.._b");
  assert.not.ok(
    readdirSync(where).some((name) => name.startsWith(".")),
    "nothing half-made is left",
  );
});

test("--out takes a new or an empty folder and nothing else", () => {
  const out = path.join(place(), "deep", "run");
  const store = createRun({ out }, start, ["mu"]);
  assert.is(store.directory, out);
  store.finish({ status: "complete", queries: 0 });
  const before = readFileSync(path.join(out, "manifest.json"), "utf8");
  assert.is(
    codeOf(() => createRun({ out }, start, ["mu"])),
    "PAL6008",
  );
  assert.is(readFileSync(path.join(out, "manifest.json"), "utf8"), before);
  const empty = place();
  mkdirSync(empty);
  createRun({ out: empty }, start, ["mu"]).finish({ status: "complete", queries: 0 });
  assert.is(readRun(empty).manifest.status, "complete");
  const file = path.join(empty, "manifest.json");
  assert.is(
    codeOf(() => createRun({ out: file }, start, ["mu"])),
    "PAL6009",
  );
  assert.is(
    codeOf(() => createRun({ out: path.join(file, "below") }, start, ["mu"])),
    "PAL6009",
  );
});

test("a folder that vanishes or is no run is told as a diagnostic", () => {
  const store = createRun({ root: place() }, start, ["mu"]);
  rmSync(store.directory, { recursive: true });
  assert.is(
    codeOf(() => store.append(0, [1], {})),
    "PAL6009",
  );
  assert.is(
    codeOf(() => readRun(store.directory)),
    "PAL6010",
  );
  const broken = place();
  mkdirSync(broken);
  writeFileSync(path.join(broken, "manifest.json"), "{");
  assert.is(
    codeOf(() => readRun(broken)),
    "PAL6010",
  );
});

test("a torn last row is left out", () => {
  const { rows, draws, elements } = parseChain(0, '"x[0,1]",.step_size\n1,2\n3,4\n5');
  assert.is(rows, 2);
  assert.equal(elements, ["x[0,1]"]);
  assert.equal([...(draws.get("x[0,1]") ?? [])], [1, 3]);
  assert.is(parseChain(0, "").rows, 0);
  assert.is(parseChain(0, "a,b").rows, 0);
});

test("the command that repeats a run survives a shell", () => {
  assert.is(quote("it's"), "'it'\\''s'");
  assert.is(
    repeatCommand({ file: "a b.pal", infer: "nuts(draws = 5)", seed: 3, set: { k: 2 }, data: "d/e" }),
    "pal run 'a b.pal' --infer 'nuts(draws = 5)' --seed 3 --set k=2 --data d/e",
  );
});

/** Starts the endless writer, kills it after `milliseconds` of drawing, and returns its folder. */
async function killedRun(where: string, milliseconds: number): Promise<string> {
  const script = fileURLToPath(new URL("./endless-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, where], { stdio: ["ignore", "pipe", "inherit"] });
  const directory = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk) => resolve(String(chunk).trim())),
  );
  await new Promise((resume) => setTimeout(resume, milliseconds));
  const gone = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGKILL");
  await gone;
  return directory;
}

test("a writer killed at any moment leaves a folder that can be read, with whole rows only", async () => {
  const where = place();
  const reached: number[] = [];
  for (const milliseconds of [0, 37, 113, 211]) {
    const directory = await killedRun(where, milliseconds);
    const { manifest, chains, summary } = readRun(directory);
    assert.is(manifest.status, "running");
    assert.is(summary, undefined);
    for (const { chain, rows, draws, statistics } of chains) {
      reached.push(rows);
      for (let i = 0; i < rows; i++) {
        const row = [
          draws.get("n")?.[i],
          draws.get("x[0,0]")?.[i],
          draws.get("x[0,1]")?.[i],
          statistics.get("step_size")?.[i],
        ];
        const right = row[0] === i && row[1] === i / 3 && row[2] === -chain + 0 && row[3] === 1 / (i + 1);
        if (!right) assert.unreachable(`row ${i} of ${rows} reads ${row.join(",")}`);
      }
    }
  }
  assert.ok(Math.max(...reached) > 1000, "the later kills hit a writer at work");
});

test.after(() => rmSync(root, { recursive: true, force: true }));
test.run();
