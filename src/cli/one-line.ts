/** Statements of a scenario in the cells of tables. */

/** A statement without its comments and line breaks. */
export function onOneLine(statement: string): string {
  return statement
    .replace(/\/\/[^\n]*|\/\*.*?\*\//gs, " ")
    .replace(/\s+/g, " ")
    .trim();
}
