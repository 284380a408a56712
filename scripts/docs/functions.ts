/** The tables of functions, one for each family. */
import { families } from "../../src/language/functions/registry.ts";
import { table } from "./regions.ts";

export function functionTables(): string {
  return families
    .map(({ title, note, functions }) => {
      const rows = functions.map(({ signature, documentation }) => [`\`${signature}\``, documentation]);
      return [`## ${title}`, ...(note === undefined ? [] : [note]), table(["function", "gives"], rows)].join("\n\n");
    })
    .join("\n\n");
}
