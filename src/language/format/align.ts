/** Neighbouring statements of one kind with their `=` or `~` below each other, and trailing comments too. */
import type { Line } from "./lines.ts";

/** Lines that differ more than this are not pulled apart. */
const mostPadding = 24;

export function aligned(lines: readonly Line[]): string[] {
  const texts = lines.map((line) => " ".repeat(line.indent) + line.text);
  for (const run of runsOf(lines, (line, before) => sharesSign(line, before))) {
    const signs = run.map((i) => lines[i].sign ?? 0);
    const column = Math.max(...signs);
    if (column - Math.min(...signs) > mostPadding) continue;
    run.forEach((i, k) => {
      const { indent, text } = lines[i];
      const sign = signs[k];
      texts[i] = " ".repeat(indent) + text.slice(0, sign) + " ".repeat(column - sign) + text.slice(sign);
    });
  }
  const result = [...texts];
  for (const run of runsOf(lines, hasCommentBelow)) {
    const column = Math.max(...run.map((i) => texts[i].length));
    for (const i of run) {
      const { comment } = lines[i];
      if (comment !== undefined) result[i] = `${texts[i].padEnd(column)}  ${comment}`;
    }
  }
  return result;
}

function sharesSign(line: Line, before: Line): boolean {
  return (
    line.sign !== undefined &&
    before.sign !== undefined &&
    line.keyword === before.keyword &&
    line.indent === before.indent &&
    !line.isApart
  );
}

/** Lists of neighbours that go together; single lines too. */
function runsOf(lines: readonly Line[], together: (line: Line, before: Line) => boolean): number[][] {
  const runs: number[][] = [];
  lines.forEach((line, i) => {
    const run = runs.at(-1);
    if (run !== undefined && i > 0 && together(line, lines[i - 1])) run.push(i);
    else runs.push([i]);
  });
  return runs;
}

function hasCommentBelow(line: Line, before: Line): boolean {
  return line.comment !== undefined && before.comment !== undefined && !line.isApart;
}
