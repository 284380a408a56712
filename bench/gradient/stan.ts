/** Stan programs as executables: compiled by the stanc and the headers that the Python package httpstan brings, kept for the next run. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

/** Compiles what is asked of it and not there yet. */
export class StanCompiler {
  private readonly headers = new Map<Variant, string>();

  constructor(
    private readonly toolkit: Toolkit,
    private readonly cache: string,
  ) {
    mkdirSync(cache, { recursive: true });
  }

  /** The executable of a program, after a minute of compiling where it is not there yet. @throws Error with what a compiler says */
  executable(program: string, variant: Variant): string {
    const text = programText(program, variant);
    const main = readFileSync(`${programs}main.cpp`, "utf8");
    const { stan, compiler } = this.toolkit;
    const key = [text, main, ...variant.stanc, ...common, ...variant.flags, stan, compiler, cpus()[0].model];
    const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
    const file = path.join(this.cache, `${program}-${hash}`);
    if (!existsSync(file)) this.compile(program, text, variant, file);
    return file;
  }

  private compile(program: string, text: string, variant: Variant, file: string): void {
    console.error(`compiling ${program}, ${variant.name}`);
    const header = this.header(variant);
    const source = `${file}.stan`;
    writeFileSync(source, text);
    const { folder } = this.toolkit;
    const name = `${program}_model`;
    must(path.join(folder, "stanc"), [...variant.stanc, `--name=${name}`, `--o=${file}.hpp`, source]);
    const lib = path.join(folder, "lib");
    const linked = [`-L${lib}`, "-ltbb", `-Wl,-rpath,${lib}`, "-o", `${file}.new`];
    const model = `-DMODEL="${file}.hpp"`;
    must("g++", [...this.flags(variant), "-include", header, model, `${programs}main.cpp`, ...linked]);
    // Under its name only once it is whole.
    renameSync(`${file}.new`, file);
    for (const end of ["stan", "hpp"]) rmSync(`${file}.${end}`);
  }

  /** Stan's headers, compiled once for all programs of a variant. */
  private header(variant: Variant): string {
    const known = this.headers.get(variant);
    if (known !== undefined) return known;
    const header = path.join(this.cache, `headers-${this.headers.size}-${process.pid}.hpp`);
    writeFileSync(header, "#include <stan/model/model_header.hpp>\n#include <stan/io/json/json_data.hpp>\n");
    must("g++", [...this.flags(variant), "-x", "c++-header", header, "-o", `${header}.gch`]);
    this.headers.set(variant, header);
    return header;
  }

  private flags(variant: Variant): string[] {
    return [...common, ...variant.flags, `-I${path.join(this.toolkit.folder, "include")}`];
  }

  /** Compiled headers are large: they go. */
  close(): void {
    for (const header of this.headers.values()) {
      rmSync(header);
      rmSync(`${header}.gch`);
    }
    this.headers.clear();
  }
}

function programText(program: string, variant: Variant): string {
  const faster = `${programs}faster/${program}.stan`;
  return readFileSync(variant.rewritten && existsSync(faster) ? faster : `${programs}${program}.stan`, "utf8");
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim().split("\n").slice(-8).join("\n")}`);
}
