/** Stan programs as executables: compiled by the stanc and the headers that the Python package httpstan brings, kept for the next run. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface Toolkit {
  /** Of the package httpstan: `stanc`, `include`, `lib`. */
  readonly folder: string;
  readonly stan: string;
  readonly compiler: string;
}

export interface Variant {
  readonly name: string;
  readonly stanc: readonly string[];
  readonly flags: readonly string[];
  /** Programs that say the same in a faster way are taken where they are there. */
  readonly rewritten: boolean;
}

/** As CmdStan compiles by default, and with what its manual offers for speed. */
export const variants: readonly Variant[] = [
  { name: "Stan -O3", stanc: [], flags: ["-O3"], rewritten: false },
  {
    name: "Stan best",
    stanc: ["--O1"],
    flags: ["-O3", "-march=native", "-mtune=native", "-DSTAN_NO_RANGE_CHECKS", "-DNDEBUG"],
    rewritten: true,
  },
];

const programs = fileURLToPath(new URL("stan/", import.meta.url));
const common = [
  "-std=c++17",
  "-pthread",
  "-w",
  "-D_REENTRANT",
  "-DBOOST_DISABLE_ASSERTS",
  "-D_GLIBCXX_USE_CXX11_ABI=0",
];

/** Undefined where that Python has no httpstan, or there is no C++ compiler. */
export function findToolkit(python: string): Toolkit | undefined {
  const asked = "import httpstan, os; print(os.path.dirname(httpstan.__file__))";
  const found = spawnSync(python, ["-c", asked], { encoding: "utf8" });
  const compiler = spawnSync("g++", ["-dumpfullversion"], { encoding: "utf8" });
  if (found.status !== 0 || compiler.status !== 0) return undefined;
  const folder = found.stdout.trim();
  const version = spawnSync(path.join(folder, "stanc"), ["--version"], { encoding: "utf8" }).stdout;
  return { folder, stan: version.match(/\d+\.\d+\.\d+/)?.[0] ?? "", compiler: `g++ ${compiler.stdout.trim()}` };
}

/**
 * One executable of all programs, after minutes of compiling where it is not there yet: together they need little more than one alone.
 * @throws Error with what a compiler says
 */
export function compileStan(toolkit: Toolkit, variant: Variant, cache: string): string {
  const texts = programNames().map((name) => [name, programText(name, variant)] as const);
  const main = readFileSync(`${programs}main.cpp`, "utf8");
  const { stan, compiler, folder } = toolkit;
  const key = [texts, main, variant.stanc, common, variant.flags, stan, compiler, cpus()[0].model];
  const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
  const executable = path.join(cache, `stan-${hash}`);
  if (existsSync(executable)) return executable;
  console.error(`compiling ${texts.length} programs, ${variant.name}`);
  const work = `${executable}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    for (const [name, text] of texts) {
      const source = path.join(work, `${name}.stan`);
      writeFileSync(source, text);
      must(path.join(folder, "stanc"), [...variant.stanc, `--name=${name}`, `--o=${source}.hpp`, source]);
    }
    const header = path.join(work, "programs.hpp");
    writeFileSync(header, headerOf(texts.map(([name]) => name)));
    const lib = path.join(folder, "lib");
    const built = path.join(work, "executable");
    const places = [`-I${path.join(folder, "include")}`, `-I${work}`, `-DPROGRAMS="${header}"`];
    const linked = [`-L${lib}`, "-ltbb", `-Wl,-rpath,${lib}`, "-o", built];
    must("g++", [...common, ...variant.flags, ...places, `${programs}main.cpp`, ...linked]);
    // Under its name only once it is whole.
    renameSync(built, executable);
  } finally {
    rmSync(work, { recursive: true });
  }
  return executable;
}

/** What main.cpp includes. Each program ends by naming its class `stan_model`; USING_R leaves out what only one program may define. */
function headerOf(names: readonly string[]): string {
  const included = names.flatMap((name) => [
    `#define stan_model ${name}_class`,
    `#include "${name}.stan.hpp"`,
    "#undef stan_model",
  ]);
  const each = names.map((name) => `DO(${name}, ${name}_class)`).join(" ");
  return ["#define USING_R", ...included, `#define EACH_PROGRAM(DO) ${each}`, ""].join("\n");
}

function programNames(): string[] {
  return readdirSync(programs)
    .filter((file) => file.endsWith(".stan"))
    .map((file) => file.slice(0, -".stan".length))
    .sort();
}

function programText(program: string, variant: Variant): string {
  const faster = `${programs}faster/${program}.stan`;
  return readFileSync(variant.rewritten && existsSync(faster) ? faster : `${programs}${program}.stan`, "utf8");
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim().split("\n").slice(-8).join("\n")}`);
}
