/** Prose in lines. */

/** Breaks at spaces; a word longer than a line has one of its own. Code between backquotes is kept together where it fits. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** Words; `a b` between backquotes is one. */
function wordsOf(text: string): string[] {
  return text.match(/(?:[^\s`]|`[^`]*`)+/g) ?? [];
}
