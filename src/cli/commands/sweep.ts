/** `pal sweep FILE --vary NAME=..`: the same scenario under every combination of some params, a row of figures each. */
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { type Diagnostic, DiagnosticError } from "../../language/diagnostic.ts";
import {
  nothingToVary,
  nothingVaried,
  tooManyCombinations,
  variedTwice,
} from "../../language/diagnostics/command-line-sweeps.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { parse } from "../../language/parse.ts";
import { CsvTable, type Row, statusColumn } from "../../sweep/csv-table.ts";
import { type Combination, combinationsOf, countOf, parseVariation, type Variation } from "../../sweep/grid.ts";
import type { CombinationResult, SweepJob } from "../../sweep/run-combination.ts";
import { sweep } from "../../sweep/sweep.ts";
import { type Command, exitCode, type SweepOptions } from "../commands.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { formatSeconds } from "../numbers.ts";
import { wholeNumber } from "../option-values.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { readScenario } from "../scenario.ts";
import { sweepTable } from "../sweep-table.ts";
import { defaultSeed } from "./run.ts";

const mostCombinations = 100_000;

export const command: Command<SweepOptions> = async (file, options, io) => {
  const source = readScenario(file);
  const { tree, diagnostics } = parse(source);
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const params = tree.statements.flatMap((statement) => (statement.kind === "param" ? [statement.name.name] : []));
  const variations = checked(options, params);
  const variesSeed = !params.includes("seed") && variations.some(({ name }) => name === "seed");
  const { set, data, infer, allowCode } = options;
  const job: SweepJob = {
    file,
    options: { set, data, infer, allowCode },
    seed: options.seed ?? defaultSeed,
    variesSeed,
  };
  const names = variations.map(({ name }) => name);
  const table =
    options.out === undefined ? undefined : new CsvTable(options.out, names, fingerprint(source.text, names, job));
  const combinations = combinationsOf(variations);
  const rows = new Map<Combination, Row>();
  for (const combination of combinations) {
    const known = table?.find(combination);
    if (known !== undefined) rows.set(combination, known);
  }
  const progress = new SweepProgress(io, combinations.length, rows.size);
  const interrupt = listenForInterrupt(() => progress.note("stopping (Ctrl-C again to quit at once)"));
  const left = combinations.filter((combination) => !rows.has(combination));
  let firstFailure: readonly Diagnostic[] | undefined;
  try {
    for await (const { combination, result } of sweep(
      job,
      left,
      options.jobs ?? availableParallelism(),
      interrupt.flag,
    )) {
      if (result.status === "failed") firstFailure ??= result.diagnostics;
      const row = rowOf(combination, result);
      rows.set(combination, table?.append(row) ?? row);
      progress.done(row[statusColumn] === "failed");
    }
  } finally {
    interrupt.dispose();
    progress.finish();
  }
  const inOrder = combinations.map((combination) => rows.get(combination)).filter((row) => row !== undefined);
  const failed = inOrder.filter((row) => row[statusColumn] === "failed").length;
  if (firstFailure !== undefined) {
    io.stderr.write(renderDiagnostics(firstFailure, io));
    io.stderr.write(`${failed} of ${inOrder.length} combinations failed; the first is shown\n`);
  }
  io.stdout.write(
    options.json
      ? `${JSON.stringify(inOrder.map(numbersOf))}\n`
      : `${sweepTable(names, inOrder, io.columns)}${options.out === undefined ? "" : `\n  ${options.out}\n`}`,
  );
  if (interrupt.requested()) return exitCode.interrupted;
  return failed > 0 ? exitCode.badInput : exitCode.ok;
};

/** What is varied, each name once. */
function checked({ vary, set, seed }: SweepOptions, params: readonly string[]): readonly Variation[] {
  const variations = vary.map(parseVariation);
  if (variations.length === 0) fail(nothingVaried(params));
  for (const [i, { name }] of variations.entries()) {
    if (!params.includes(name) && name !== "seed") fail(nothingToVary(name, [...params, "seed"]));
    if (variations.findIndex((other) => other.name === name) < i) fail(variedTwice(name, "another --vary"));
    if (Object.hasOwn(set, name)) fail(variedTwice(name, "--set"));
    if (name === "seed" && !params.includes("seed") && seed !== undefined) fail(variedTwice(name, "--seed"));
    if (name === "seed" && !params.includes("seed")) for (const value of variations[i].values) checkSeed(value);
  }
  const count = countOf(variations);
  if (count > mostCombinations) fail(tooManyCombinations(count, mostCombinations));
  return variations;
}

function checkSeed(value: string): void {
  wholeNumber("--vary seed", 0)(value);
}

/** Tells tables apart that were made from another text or with other options. */
function fingerprint(text: string, names: readonly string[], { options, seed, variesSeed }: SweepJob): string {
  const { set, data, infer } = options;
  const what = JSON.stringify([text, names, set, data, infer, variesSeed ? undefined : seed]);
  return createHash("sha256").update(what).digest("hex").slice(0, 12);
}

function rowOf(combination: Combination, result: CombinationResult): Row {
  const row: Record<string, string> = { ...combination, [statusColumn]: result.status, reason: "" };
  if (result.status === "failed") {
    const [first] = result.diagnostics;
    row.reason = first === undefined ? "" : `${first.code}: ${first.message}`;
  } else if (result.status !== "cancelled") {
    for (const [name, value] of Object.entries(result.figures)) row[name] = String(value);
  }
  return row;
}

/** For JSON: cells that are numbers as numbers, empty ones left out. */
function numbersOf(row: Row): Record<string, number | string> {
  const entries = Object.entries(row).filter(([, text]) => text !== "");
  return Object.fromEntries(
    entries.map(([name, text]) => [name, Number.isFinite(Number(text)) ? Number(text) : text] as const),
  );
}

/** How far a sweep has come: redrawn in place on a terminal, a line for every tenth elsewhere. */
class SweepProgress {
  private readonly begun = performance.now();
  private ended = 0;
  private failed = 0;

  constructor(
    private readonly io: Io,
    private readonly count: number,
    private readonly known: number,
  ) {
    if (known > 0) io.stderr.write(`sweep: ${known} of ${count} combinations are in the table already\n`);
  }

  done(isFailure: boolean): void {
    this.ended++;
    if (isFailure) this.failed++;
    const reached = this.known + this.ended;
    const left = ((performance.now() - this.begun) / 1000 / this.ended) * (this.count - reached);
    const failures = this.failed > 0 ? `, ${this.failed} failed` : "";
    const line = `sweep: ${reached} of ${this.count} combinations${failures}, ${formatSeconds(left)} left`;
    if (this.io.isTTY) this.io.stderr.write(`\r\u001b[K${line}`);
    else if (Math.floor((reached * 10) / this.count) > Math.floor(((reached - 1) * 10) / this.count)) {
      this.io.stderr.write(`${line}\n`);
    }
  }

  note(text: string): void {
    this.io.stderr.write(`${this.io.isTTY ? "\r\u001b[K" : ""}${text}\n`);
  }

  finish(): void {
    if (this.io.isTTY && this.ended > 0) this.io.stderr.write("\n");
  }
}
