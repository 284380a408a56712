/** Files that are either as they were or as they shall be, also when the process is killed in between. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Writes all of `text` to an open file. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/** Replaces `file` by `text` in one step: written beside it, brought to the disk, then renamed. */
export function writeAtomically(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w");
  try {
    writeAll(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** `value` as indented JSON; numbers that JSON has no word for (NaN, Infinity) become null. */
export function writeJsonAtomically(file: string, value: unknown): void {
  writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`);
}
