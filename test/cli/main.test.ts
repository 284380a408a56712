/** The command line: what is understood, what is refused and with which exit code. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Loaders } from "../../src/cli/commands.ts";
import { main } from "../../src/cli/main.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";

interface Outcome {
  code: number;
  out: string;
  err: string;
  loaded: string[];
  calls: { file: string | readonly string[]; options: unknown }[];
}

async function pal(line: string[], behave: () => Promise<number> = async () => 0, debug = ""): Promise<Outcome> {
  const outcome: Outcome = { code: -1, out: "", err: "", loaded: [], calls: [] };
  const loader = (name: string) => async () => {
    outcome.loaded.push(name);
    return async (file: string | readonly string[], options: unknown) => {
      outcome.calls.push({ file, options });
      return behave();
    };
  };
  const loaders: Loaders = {
    check: loader("check"),
    run: loader("run"),
    density: loader("density"),
    sweep: loader("sweep"),
    recover: loader("recover"),
    explain: loader("explain"),
    new: loader("new"),
    completion: loader("completion"),
    emit: loader("emit"),
    fmt: loader("fmt"),
    calibrate: loader("calibrate"),
    pictures: loader("pictures"),
  };
  const append = (stream: "out" | "err") => (text: string) => {
    outcome[stream] += text;
  };
  const io = {
    stdout: { write: append("out") },
    stderr: { write: append("err") },
    isTTY: false,
    columns: 100,
    color: false,
  };
  outcome.code = await main(line, io, loaders, "1.2.3", { PAL_DEBUG: debug });
  return outcome;
}

test("options reach their command, in their types, wherever they stand", async () => {
  const words =
    "run --seed 7 s.pal --set sharpness=50 --set mode=fast=er --set big=1_000 --data d --out o --json --workers 2 --infer";
  const { code, loaded, calls } = await pal([...words.split(" "), "nuts(draws = 5)"]);
  assert.is(code, 0);
  assert.equal(loaded, ["run"], "only the command asked for is loaded");
  assert.equal(calls[0], {
    file: "s.pal",
    options: {
      seed: 7,
      set: { sharpness: "50", mode: "fast=er", big: "1_000" },
      data: "d",
      out: "o",
      json: true,
      workers: 2,
      infer: "nuts(draws = 5)",
      all: false,
      allowCode: false,
    },
  });
});

test("defaults", async () => {
  assert.equal((await pal(["check", "s.pal"])).calls[0].options, { set: {}, pedantic: false, allowCode: false });
  assert.equal((await pal(["recover", "s.pal"])).calls[0].options, { set: {}, n: 50, json: false, allowCode: false });
  assert.equal((await pal(["density", "s.pal", "--at", '{"mu": [0]}'])).calls[0].options, {
    set: {},
    at: { mu: [0] },
    json: false,
    allowCode: false,
  });
});

test("help and version load nothing; no words at all show the help and fail", async () => {
  const help = await pal(["--help"]);
  assert.is(help.code, 0);
  for (const word of ["check", "run", "density", "recover", "explain", "emit"]) assert.match(help.out, word);
  assert.match((await pal(["run", "--help"])).out, "--infer <NAME>");
  assert.match((await pal(["help", "run"])).out, "--infer <NAME>");
  assert.is((await pal(["--version"])).out, "1.2.3\n");
  const nothing = await pal([]);
  assert.is(nothing.code, 2);
  assert.match(nothing.err, "Usage: pal");
  assert.is(nothing.out, "");
  assert.equal(help.loaded, []);
});

const mistakes: [string[], string, string?][] = [
  [["chek", "s.pal"], "PAL6001: unknown command `chek`", "did you mean `pal check`?"],
  [["s.pal"], "PAL6001", "did you mean `pal run s.pal`?"],
  [["help", "rnu"], "PAL6001"],
  [["rnu", "--help"], "PAL6001"],
  [["run", "s.pal", "--seeed", "1"], "PAL6002: `pal run` has no option `--seeed`", "did you mean `--seed`?"],
  [["--sed"], "PAL6002: `pal` has no option `--sed`"],
  [["check", "s.pal", "--json"], "PAL6002"],
  [["run"], "PAL6003: `pal run` needs a scenario", "pal run FILE.pal"],
  [["run", "s.pal", "--seed"], "PAL6004: `--seed` needs a value"],
  [["run", "s.pal", "--seed", "1.5"], "PAL6005: `--seed 1.5` is not understood", "a whole number, 0 or more"],
  [["run", "s.pal", "--seed", "-1"], "PAL6005"],
  [["run", "s.pal", "--workers", "0"], "PAL6005", "1 or more"],
  [["recover", "s.pal", "--n", "many"], "PAL6005"],
  [["run", "s.pal", "--set", "sharpness"], "PAL6005", "NAME=VALUE"],
  [["density", "s.pal", "--at", "{mu: 0}"], "PAL6005", "JSON object"],
  [["density", "s.pal", "--at", "[1]"], "PAL6005", "JSON object"],
  [["run", "s.pal", "t.pal"], "PAL6006: `pal run` takes one scenario; `t.pal` is one word too many"],
  [["run", "s.pal", "--set", "a=1", "b=2"], "PAL6006", "--set b=2"],
];

for (const [words, code, note = ""] of mistakes) {
  test(`pal ${words.join(" ")}`, async () => {
    const outcome = await pal(words);
    assert.is(outcome.code, 2, outcome.err);
    assert.ok(outcome.err.includes(code), outcome.err);
    assert.ok(outcome.err.includes(note), outcome.err);
    assert.is(outcome.out, "");
    assert.equal(outcome.loaded, [], "nothing is loaded for a mistake");
  });
}

test("exit codes: a command's own, 2 for diagnostics, 1 for bugs in one line", async () => {
  assert.is((await pal(["run", "s.pal"], async () => 130)).code, 130);
  const refused = await pal(["run", "s.pal"], () => {
    throw new DiagnosticError([{ code: "PAL3001", severity: "error", message: "no such file", labels: [], notes: [] }]);
  });
  assert.is(refused.code, 2);
  assert.match(refused.err, /^error PAL3001: no such file\n`pal explain PAL3001` tells more\n$/);
  const bug = async (): Promise<number> => {
    throw new TypeError("x is undefined");
  };
  const broken = await pal(["run", "s.pal"], bug);
  assert.is(broken.code, 1);
  assert.match(broken.err, /^[^\n]*TypeError: x is undefined[^\n]*please report it[^\n]*\n$/);
  assert.match((await pal(["run", "s.pal"], bug, "1")).err, /\n {4}at /);
});

test.run();
