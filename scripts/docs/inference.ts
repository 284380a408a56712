/** The tables of algorithms and of the kernels that move particles, with their options. */
import { algorithms, moves, optimisers } from "../../src/inference/algorithms/index.ts";
import type { OptionSpec, OptionValue } from "../../src/inference/kernel.ts";
import { table } from "./regions.ts";

export function algorithmTables(): string {
  return [...algorithms.values()]
    .map(({ name, documentation, options }) => `### ${name}\n\n${documentation}\n\n${optionTable(options)}`)
    .join("\n\n");
}

export function optimizerTables(): string {
  return [...optimisers.values()]
    .map(({ name, documentation, options }) => `\`${name}\`: ${documentation}\n\n${optionTable(options)}`)
    .join("\n\n");
}

export function moveTable(): string {
  const rows = [...moves.values()].map(({ name, documentation, options }) => [
    `\`${name}(${options.map((option) => `${option.name} = ${written(option.default)}`).join(", ")})\``,
    documentation,
  ]);
  return table(["move", "is"], rows);
}

function optionTable(options: readonly OptionSpec[]): string {
  const rows = options.map((option) => [
    `\`${option.name}\``,
    option.default === null ? "" : `\`${written(option.default)}\``,
    option.documentation,
  ]);
  return table(["option", "default", "is"], rows);
}

/** As it is written in a scenario. */
function written(value: OptionValue): string {
  if (typeof value !== "object" || value === null) return String(value);
  const options = Object.entries(value.options).map(([name, each]) => `${name} = ${written(each)}`);
  return `${value.name}(${options.join(", ")})`;
}
