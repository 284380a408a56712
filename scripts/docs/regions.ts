/** Parts of the pages that are made of declarations: between `<!-- generated: NAME -->` and `<!-- end of NAME -->`. */

const region = /<!-- generated: ([a-z ]+) -->\n[\s\S]*?<!-- end of \1 -->/g;

/** The names of the regions of a page, in order. */
export function regionsOf(page: string): string[] {
  return [...page.matchAll(region)].map(([, name]) => name);
}

/** The page with every region made anew. @throws Error where nothing makes a region of this name */
export function withRegions(page: string, makers: Readonly<Record<string, () => string>>): string {
  return page.replace(region, (_, name: string) => {
    const make = makers[name];
    if (make === undefined) throw new Error(`nothing makes the region "${name}"`);
    return `<!-- generated: ${name} -->\n\n${make().trim()}\n\n<!-- end of ${name} -->`;
  });
}

/** A table of Markdown; `|` in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")).replaceAll(" ", ""), ...rows.map(line)].join("\n");
}
