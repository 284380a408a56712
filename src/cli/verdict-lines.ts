/** The lines of the verdicts, one a target. */
import picocolors from "picocolors";
import type { Verdict } from "../diagnostics/identifiability.ts";

export function verdictLines(
  verdicts: Readonly<Record<string, Verdict>>,
  { color }: { readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  return Object.entries(verdicts).map(([target, { verdict, reason }], i) => {
    const said = verdict === "identified" ? verdict : paint.yellow(verdict);
    return `  ${i === 0 ? "verdict" : "       "}        ${target}: ${said} (${reason})`;
  });
}
