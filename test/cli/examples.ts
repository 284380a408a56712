/** The examples of explanations: written to a folder, checked or run, and what is said of them. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { readPage } from "../../src/cli/explain/code-page.ts";
import { type Block, blocksBelow, type Page } from "../../src/cli/explain/page.ts";
import { loaders } from "../../src/cli/loaders.ts";
import { main } from "../../src/cli/main.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { modelsFolder } from "../blackbox/support.ts";
import { runPal } from "../support/pal.ts";

/** What examples find beside their scenario, if they do not bring it themselves: sound models and broken ones. */
function bringModels(folder: string): void {
  cpSync(fileURLToPath(new URL("../bad/files/", import.meta.url)), folder, { recursive: true });
  for (const name of ["sound", "overflowing"])
    cpSync(path.join(modelsFolder, "branches"), path.join(folder, name), { recursive: true });
  const weights = path.join(folder, "overflowing", "weights.bin");
  writeFileSync(weights, new Uint8Array(new Float32Array(readFileSync(weights).length / 4).fill(3e38).buffer));
}

function commandsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ language, text }) => (language === "sh" ? text.split("\n") : []));
}

/** Whether an example draws: such commands need worker threads, and a process of their own. */
export function isRun(page: Page): boolean {
  const blocks = page.pieces.flatMap((piece) => (piece.kind === "block" ? [piece] : []));
  return commandsOf(blocks).some(draws);
}

const draws = (command: string) => /^pal (run|recover) /.test(command);

/** The wrong example gives the code and no other, the right one nothing at all. */
export async function checkExamples(code: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-explained-"));
  try {
    bringModels(folder);
    const page = readPage(code);
    const wrong = await outcomeOf(folder, blocksBelow(page, "Wrong"));
    assert.equal([...new Set(wrong.codes)], [code], "wrong");
    assert.equal(await outcomeOf(folder, blocksBelow(page, "Right")), { exit: 0, codes: [] }, "right");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Outcome {
  readonly exit: number | string;
  /** Of all diagnostics, in order. */
  readonly codes: readonly string[];
}

/** The files are written, then the commands done; what the last of them says counts. */
async function outcomeOf(folder: string, blocks: readonly Block[]): Promise<Outcome> {
  for (const { language, file, text } of blocks) {
    if (language === "sh") continue;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${text}\n`);
  }
  const file = path.join(folder, "scenario.pal");
  const commands = commandsOf(blocks);
  if (commands.length === 0) return checked(file, false);
  let outcome: Outcome = { exit: 0, codes: [] };
  for (const command of commands) {
    if (command === "pal check scenario.pal --pedantic") return checked(file, true);
    const words = (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));
    assert.is(words[0], "pal", command);
    const { code, err } = await (draws(command) ? runPal : runHere)(words.slice(1), folder);
    outcome = { exit: code, codes: [...err.matchAll(/^(?:error|warning) (PAL\d{4})/gm)].map((match) => match[1]) };
  }
  return outcome;
}

/** A command in this process, where everything is loaded already. */
async function runHere(words: readonly string[], folder: string): Promise<{ code: number; err: string }> {
  let err = "";
  const stderr = {
    write: (text: string) => {
      err += text;
    },
  };
  const io = { stdout: { write: () => undefined }, stderr, isTTY: false, columns: 100, color: false };
  const before = process.cwd();
  process.chdir(folder);
  try {
    return { code: await main(words, io, loaders, "0"), err };
  } finally {
    process.chdir(before);
  }
}

async function checked(file: string, pedantic: boolean): Promise<Outcome> {
  try {
    const { warnings } = await loadScenario(file, { set: {}, pedantic });
    return { exit: 0, codes: warnings.map((warning) => warning.code) };
  } catch (problem) {
    if (problem instanceof DiagnosticError)
      return { exit: 2, codes: problem.diagnostics.map((diagnostic) => diagnostic.code) };
    throw problem;
  }
}
