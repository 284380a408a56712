/** One line about the run in a folder, for messages. */
import { readFileSync } from "node:fs";
import path from "node:path";

/** `iris by smc, complete, started 2026-03-01T10:00:00Z`; undefined where there is no readable manifest. */
export function describeRun(directory: string): string | undefined {
  try {
    const { scenario, infer, status, started } = JSON.parse(
      readFileSync(path.join(directory, "manifest.json"), "utf8"),
    );
    return `${scenario.name} by ${infer}, ${status}, started ${started}`;
  } catch {
    return undefined;
  }
}
