/** Which `infer` runs: the first of the file, the one that `--infer` names or writes, or a default. */
import type { Infer, Latent } from "./checked.ts";
import type { Context } from "./context.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, noSuchInfer } from "./diagnostics/names.ts";
import { parse } from "./parse.ts";
import type { Source, Span } from "./source.ts";
import { type Catalogue, declareInfer } from "./statements/infer.ts";

/**
 * The declared ones with that of `--infer` first.
 * @param wanted the name of one of them, of an algorithm, or a call like `nuts(draws = 500)`
 * @param span where messages about an algorithm that is not in the file point
 * @throws DiagnosticError when it is none of these
 */
export function putFirst(
  context: Context,
  declared: readonly Infer[],
  wanted: string,
  span: Span,
  catalogue: Catalogue,
  latents: readonly Latent[],
): Infer[] {
  const named = declared.find((infer) => infer.name === wanted);
  if (named !== undefined) return [named, ...declared.filter((infer) => infer !== named)];
  if (/^\w*$/.test(wanted) && !catalogue.algorithms.has(wanted)) {
    const names = declared.map((infer) => infer.name);
    return fail(noSuchInfer(wanted, names, [...catalogue.algorithms.keys()]));
  }
  return [inferFromText(context, wanted, span, catalogue, latents), ...declared];
}

/**
 * An algorithm that is not in the file, written as behind `infer`; a bare name has no options.
 * @throws DiagnosticError whose places are in the text itself
 */
export function inferFromText(
  context: Context,
  text: string,
  span: Span,
  catalogue: Catalogue,
  latents: readonly Latent[],
): Infer {
  const keyword = "infer ";
  const written = /^\w+$/.test(text) ? `${text}()` : text;
  const shown: Source = { name: "--infer", text: written };
  const source: Source = { name: "--infer", text: keyword + written };
  const show = (diagnostic: Diagnostic): Diagnostic => ({
    ...diagnostic,
    source: shown,
    labels: diagnostic.labels.map((label) => ({ ...label, span: moved(label.span, -keyword.length) })),
  });
  const { tree, diagnostics } = parse(source);
  if (diagnostics.length > 0) return fail(...diagnostics.map(show));
  const [statement, ...more] = tree.statements;
  if (statement?.kind !== "infer" || more.length > 0) {
    const place = {
      source: shown,
      span: moved(more[0]?.span ?? { start: 0, end: source.text.length }, -keyword.length),
    };
    return fail(misplaced(place, "--infer takes one algorithm", "e.g. --infer 'nuts(draws = 500)'"));
  }
  try {
    const infer = declareInfer({ ...context, source }, statement, catalogue, latents);
    return { ...infer, span, stepSpans: infer.steps.map(() => span) };
  } catch (problem) {
    if (problem instanceof DiagnosticError) return fail(...problem.diagnostics.map(show));
    throw problem;
  }
}

function moved(span: Span, by: number): Span {
  return { start: Math.max(span.start + by, 0), end: Math.max(span.end + by, 0) };
}
