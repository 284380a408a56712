/**
 * The examples in pages of Markdown: every block fenced as `pal`. One that begins with `scenario` stands alone. A comment right
 * above a block says what else there is to know of it:
 *
 *     <!-- pal in models/iris says PAL2003 as lib/mine.pal
 *     dim record = 3
 *     ...
 *     target x
 *     -->
 *
 * `in DIR` is a folder whose files it reads, `says CODE..` what it is refused for, `warns CODE..` what it is warned of, `as FILE`
 * a module that later examples of the page use. The lines are what a reader does not see; the block stands at `...`, or behind
 * them. What then lacks a `scenario` or a `target` gets one. Blocks fenced as `csv FILE` are files of the page.
 */

export interface Example {
  /** Of the fence, counted from 1. */
  readonly line: number;
  /** With what the reader does not see. */
  readonly text: string;
  /** The reader sees all of it. */
  readonly isWhole: boolean;
  readonly folder?: string;
  readonly says: readonly string[];
  readonly warns: readonly string[];
  /** The messages printed below it, as the page shows them. */
  readonly shown?: string;
}

export interface PageFile {
  readonly file: string;
  readonly text: string;
}

export interface Page {
  readonly examples: readonly Example[];
  readonly files: readonly PageFile[];
}

interface Fence {
  readonly line: number;
  readonly info: string;
  readonly text: string;
  /** The comment right above, without its brackets. */
  readonly comment?: string;
  /** Of the fence right above, with nothing but empty lines between. */
  readonly follows: boolean;
}

export function readPage(markdown: string): Page {
  const fences = fencesOf(markdown);
  const examples: Example[] = [];
  const files: PageFile[] = [];
  for (const [i, fence] of fences.entries()) {
    const [language, name] = fence.info.split(" ");
    if (language !== "pal" && name !== undefined) files.push({ file: name, text: fence.text });
    if (language !== "pal") continue;
    const words = optionsOf(fence.comment);
    if (words.as !== undefined) {
      files.push({ file: words.as[0], text: fence.text });
      continue;
    }
    const next = fences.at(i + 1);
    const shown = next?.follows === true && /^(error|warning) PAL/.test(next.text) ? next.text : undefined;
    examples.push({
      line: fence.line,
      text: completed(fence),
      isWhole: fence.text.match(/^scenario /m) !== null && fence.comment?.includes("\n") !== true,
      folder: words.in?.[0],
      says: words.says ?? [],
      warns: words.warns ?? [],
      shown,
    });
  }
  return { examples, files };
}

function fencesOf(markdown: string): Fence[] {
  const lines = markdown.split("\n");
  const fences: Fence[] = [];
  let end = -1;
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(.*)$/.exec(lines[i]);
    if (fence === null) continue;
    const close = lines.indexOf("```", i + 1);
    fences.push({
      line: i + 1,
      info: fence[1],
      text: lines.slice(i + 1, close).join("\n"),
      comment: commentAbove(lines, i),
      follows: end >= 0 && lines.slice(end + 1, i).every((line) => line === ""),
    });
    i = end = close;
  }
  return fences;
}

function commentAbove(lines: readonly string[], place: number): string | undefined {
  if (place === 0 || !lines[place - 1].endsWith("-->")) return undefined;
  const start = lines.slice(0, place).findLastIndex((line) => line.startsWith("<!--"));
  const text = lines.slice(start, place).join("\n").slice("<!--".length, -"-->".length);
  return /^ pal\b/.test(text) ? text.trimEnd() : undefined;
}

function optionsOf(comment = ""): Readonly<Record<string, readonly string[] | undefined>> {
  const words = comment.split("\n")[0].trim().split(" ").slice(1);
  const options: Record<string, string[]> = {};
  let last: string[] = [];
  for (const word of words) {
    if (["in", "says", "warns", "as"].includes(word)) {
      last = [];
      options[word] = last;
    } else last.push(word);
  }
  return options;
}

const START = "scenario example\n";
const END = "\nprior unknown ~ Normal(0, 1)\nfactor -unknown^2\ntarget unknown\n";

function completed({ text, comment = "" }: Fence): string {
  const around = comment.split("\n").slice(1);
  const place = around.indexOf("...");
  const whole = [
    ...around.slice(0, place < 0 ? around.length : place),
    text,
    ...around.slice(place < 0 ? around.length : place + 1),
  ].join("\n");
  const start = /^scenario /m.test(whole) ? "" : START;
  return `${start}${whole}${/^target /m.test(whole) ? "\n" : END}`;
}
