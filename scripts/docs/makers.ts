/** Everything that the pages take from declarations, by the names of their regions. */
import { codeTables } from "./codes.ts";
import { combinatorTable, cutList, distributionTables } from "./distributions.ts";
import { functionTables } from "./functions.ts";
import { algorithmTables, moveTable, optimizerTables } from "./inference.ts";
import { passTable } from "./passes.ts";
import { moduleTables } from "./standard-library.ts";

export const makers: Readonly<Record<string, () => string>> = {
  algorithms: algorithmTables,
  codes: codeTables,
  combinators: combinatorTable,
  cut: cutList,
  distributions: distributionTables,
  functions: functionTables,
  modules: moduleTables,
  moves: moveTable,
  optimizers: optimizerTables,
  passes: passTable,
};

/** The pages that have such regions. */
export const pages: readonly string[] = [
  "docs/architecture.md",
  "docs/diagnostics.md",
  "docs/distributions.md",
  "docs/functions.md",
  "docs/inference.md",
  "docs/stdlib.md",
];
