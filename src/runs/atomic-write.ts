/** Files that are either as they were or as they shall be, also when the process is killed in between. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";

/** Writes all of `text` to an open file. */
export function writeAll(descriptor: number, text: string): void {
  writeAllBytes(descriptor, Buffer.from(text, "utf8"));
}

function writeAllBytes(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/**
 * Replaces `file` by `text` in one step: written beside it, brought to the disk, then renamed. Where that fails nothing is left behind.
 * @param mode the permissions of the file; the process's own where it is left out
 */
export function writeAtomically(file: string, text: string, mode?: number): void {
  writeBytesAtomically(file, Buffer.from(text, "utf8"), mode);
}

/** The same for bytes. */
export function writeBytesAtomically(file: string, bytes: Uint8Array, mode?: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w");
  try {
    try {
      if (mode !== undefined) fchmodSync(descriptor, mode);
      writeAllBytes(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (problem) {
    rmSync(temporary, { force: true });
    throw problem;
  }
}

/** The same for a file that exists: behind a link what it points to, with the permissions it has. */
export function rewriteAtomically(file: string, text: string): void {
  const real = realpathSync(file);
  writeAtomically(real, text, statSync(real).mode & PERMISSIONS);
}

const PERMISSIONS = 0o7777;

/** `value` as indented JSON; numbers that JSON has no word for (NaN, Infinity) become null. */
export function writeJsonAtomically(file: string, value: unknown): void {
  writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`);
}
