/** `pal completion`: bash is asked what it would complete; what the others are given is read. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Loaders } from "../../src/cli/commands.ts";
import { bashScript } from "../../src/cli/completion/bash.ts";
import { type CommandWords, commandWords } from "../../src/cli/completion/describe.ts";
import { fishScript } from "../../src/cli/completion/fish.ts";
import { zshScript } from "../../src/cli/completion/zsh.ts";
import { stages } from "../../src/cli/explain/stages.ts";
import { makeProgram } from "../../src/cli/program.ts";
import { templates } from "../../src/cli/templates.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
place.write("schools.pal", "scenario schools\n");
place.write("y.csv", "y\n");
mkdirSync(place.path("folder"));

const silent = { write: () => undefined };
const io = { stdout: silent, stderr: silent, isTTY: false, columns: 100, color: false };
// The parser loads nothing before a command is run.
const commands: CommandWords[] = commandWords(makeProgram("0", {} as Loaders, io, () => undefined));

const script = (await place.pal(["completion", "bash"])).out;

/** What bash would offer for a line whose last word is being typed. */
function offered(line: readonly string[]): string[] {
  const words = line.map((word) => `'${word}'`).join(" ");
  const program = `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _pal; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync("bash", ["--norc", "-c", program], { cwd: place.folder, encoding: "utf8" });
  return out.split("\n").filter((word) => word !== "");
}

test("what the shell is given is made from the parser itself", () => {
  assert.is(script, bashScript(commands, ["pal", "palimpsest"]));
  assert.ok(commands.length >= 8);
});

test("commands, and options of each command", () => {
  assert.equal(
    offered(["pal", ""]),
    commands.map(({ name }) => name),
  );
  assert.equal(offered(["pal", "exp"]), ["explain"]);
  assert.equal(offered(["pal", "--v"]), ["--version"]);
  for (const { name, options } of commands) {
    assert.equal(
      offered(["pal", name, "--"]),
      options.map((option) => option.name),
      name,
    );
  }
  assert.equal(offered(["pal", "run", "--set", "a=1", "schools.pal", "--wor"]), ["--workers"]);
});

test("scenarios, folders and words", () => {
  assert.equal(offered(["pal", "check", ""]).sort(), ["folder", "schools.pal"]);
  assert.equal(offered(["pal", "explain", "sch"]), ["schools.pal"]);
  assert.equal(offered(["pal", "run", "schools.pal", "--data", ""]), ["folder"]);
  assert.equal(offered(["pal", "explain", "schools.pal", "--stage", ""]), [...stages]);
  assert.equal(offered(["pal", "new", "x", "--template", "hi"]), ["hierarchical"]);
  assert.equal(offered(["pal", "new", "x", "--template", ""]), [...templates]);
  assert.equal(offered(["pal", "completion", ""]), ["bash", "zsh", "fish"]);
  assert.equal(offered(["pal", "run", "schools.pal", "--seed", ""]), []);
});

test("zsh and fish are told every command and option, in quotes that close", () => {
  const zsh = zshScript(commands, ["pal", "palimpsest"]);
  const fish = fishScript(commands, ["pal", "palimpsest"]);
  for (const { name, options } of commands) {
    assert.match(zsh, `        ${name}) _arguments `);
    assert.match(fish, `-a ${name} -d '`);
    for (const option of options) {
      assert.match(zsh, `${option.name}[`);
      assert.match(fish, `-n '__fish_seen_subcommand_from ${name}' -l ${option.name.slice(2)}`);
    }
  }
  assert.match(fish, "-l stage -x -a 'syntax checked tensor gradient code'");
  assert.match(zsh, ":value:(syntax checked tensor gradient code)");
  for (const line of [...zsh.split("\n"), ...fish.split("\n")]) {
    assert.is((line.replaceAll("'\\''", "").replaceAll("\\'", "").match(/'/g) ?? []).length % 2, 0, line);
  }
});

test("a shell that there is none for", async () => {
  const { code, err } = await place.pal(["completion", "bsh"]);
  assert.is(code, 2);
  assert.match(err, "PAL6005: `pal completion bsh` is not understood\n   = expected bash, zsh or fish");
});

test.after(() => place.clean());
test.run();
