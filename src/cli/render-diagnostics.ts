/** Diagnostics as the command line prints them: rendered text that ends its last line. */
import type { Diagnostic } from "../language/diagnostic.ts";
import { type RenderOptions, renderAll } from "../language/diagnostics/render.ts";

/** Empty for no diagnostics. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], { color }: RenderOptions): string {
  return diagnostics.length === 0 ? "" : `${renderAll(diagnostics, { color })}\n`;
}
