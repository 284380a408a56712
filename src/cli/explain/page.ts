/** The explanation of a code: a page of plain Markdown, as `src/language/explanations/` holds one for each code. */

/** A fenced block: what kind of text it is, the file it stands for, and its lines. */
export interface Block {
  /** `pal`, `csv`, `json`, or `sh` for a command line. */
  readonly language: string;
  /** The file as the scenario names it; `scenario.pal` where none is given. */
  readonly file: string;
  readonly text: string;
}

/** Either prose (one paragraph or list), a heading, or a block. */
export type Piece =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "prose"; readonly text: string }
  | ({ readonly kind: "block" } & Block);

export interface Page {
  /** The message, without what differs from case to case. */
  readonly title: string;
  readonly pieces: readonly Piece[];
}

/** Reads `# title`, `## heading`, paragraphs between empty lines, and blocks fenced by three backquotes. */
export function parsePage(text: string): Page {
  const lines = text.split("\n");
  const pieces: Piece[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) pieces.push({ kind: "prose", text: paragraph.join(" ") });
    paragraph = [];
  };
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    const fence = /^```(\w+) ?(\S+)?$/.exec(line);
    if (fence !== null) {
      endParagraph();
      const end = lines.indexOf("```", i + 1);
      const [, language, file = "scenario.pal"] = fence;
      pieces.push({ kind: "block", language, file, text: lines.slice(i + 1, end).join("\n") });
      i = end;
    } else if (line.startsWith("## ")) {
      endParagraph();
      pieces.push({ kind: "heading", text: line.slice(3) });
    } else if (line.trim() === "") endParagraph();
    else paragraph.push(line.trim());
  }
  endParagraph();
  return { title: lines[0].replace(/^# /, ""), pieces };
}

/** The blocks below a heading. */
export function blocksBelow(page: Page, heading: string): Block[] {
  const start = page.pieces.findIndex((piece) => piece.kind === "heading" && piece.text === heading);
  if (start < 0) return [];
  const next = page.pieces.findIndex((piece, i) => i > start && piece.kind === "heading");
  return page.pieces
    .slice(start, next < 0 ? undefined : next)
    .flatMap((piece) => (piece.kind === "block" ? [piece] : []));
}
