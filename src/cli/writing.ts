/** Files that a command is asked to write. */
import { unwritableFile } from "../language/diagnostics/command-line.ts";
import { fail } from "../language/diagnostics/make.ts";
import { systemReason } from "../runs/directory.ts";

/** Does what writes `file`. @throws DiagnosticError (PAL6111) where the system refuses it */
export function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === undefined) throw problem;
    fail(unwritableFile(file, systemReason(problem)));
  }
}
