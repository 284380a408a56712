/** Diagnostics as the command line prints them: rendered text that ends its last line. */
import picocolors from "picocolors";
import type { Diagnostic } from "../language/diagnostic.ts";
import { type RenderOptions, renderAll } from "../language/diagnostics/render.ts";

/** Empty for no diagnostics. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], { color }: RenderOptions): string {
  return diagnostics.length === 0 ? "" : `${renderAll(diagnostics, { color })}\n`;
}

/** The line below a report that leads to the explanation of its first code; empty for no diagnostics. */
export function tellsMore(diagnostics: readonly Diagnostic[], { color }: RenderOptions): string {
  const line = `\`pal explain ${diagnostics.at(0)?.code}\` tells more`;
  return diagnostics.length === 0 ? "" : `${picocolors.createColors(color).dim(line)}\n`;
}
