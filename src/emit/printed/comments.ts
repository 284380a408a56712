/** Texts of the scenario as comments: whatever they hold, nothing of them is read as a program. */

/** One comment for each line of a text. */
export function commentLines(text: string): string[] {
  return text
    .split(/[\r\n\u2028\u2029]+/)
    .filter((line) => line.trim() !== "")
    .map((line) => `// ${oneLine(line)}`);
}

/** A text on one line, cut where it is long. */
export function comment(text: string): string {
  const line = oneLine(text);
  return `// ${line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line}`;
}

const LONGEST = 110;

// Unicode has line ends that some readers of programs take for the end of a comment: they are white space.
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
