/** The files that are made of the grammar, by their names in `grammar/`. */
import { ebnf } from "./ebnf.ts";
import { railroadPage } from "./railroad.ts";
import { textmate } from "./textmate.ts";

export const grammarFiles: Readonly<Record<string, () => string>> = {
  "palimpsest.ebnf": ebnf,
  "palimpsest.html": railroadPage,
  "palimpsest.tmLanguage.json": textmate,
};
