/** A column of words: each becomes its index in the dim that has them all as labels (DESIGN 1.3). */
import type { Dim } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { ambiguousWords, wordsWithoutDim } from "./diagnostics/files.ts";
import { fail } from "./diagnostics/make.ts";
import { didYouMean } from "./diagnostics/suggest.ts";
import type { TextArray } from "./files/problem.ts";
import type { Origin } from "./scope.ts";
import type { CallExpression } from "./syntax.ts";

/** Indices of the words, in their order. */
export function labelIndices(context: Context, call: CallExpression, array: TextArray, origin: Origin): Float64Array {
  const words = [...new Set(array.text)];
  const dims = context.scope.dims().filter((dim) => dim.labels !== undefined);
  const fitting = dims.filter((dim) => words.every((word) => dim.labels?.includes(word)));
  if (fitting.length === 0) return refuse(context, call, array, origin, dims, words);
  const results = fitting.map(({ labels = [] }) => Float64Array.from(array.text, (word) => labels.indexOf(word)));
  const isAmbiguous = results.some((result) => result.some((index, i) => index !== results[0][i]));
  if (isAmbiguous) {
    const names = fitting.map((dim) => dim.name);
    fail(ambiguousWords(at(context, call), names));
  }
  return results[0];
}

/** Points at the first word that the nearest dim lacks. */
function refuse(
  context: Context,
  call: CallExpression,
  array: TextArray,
  origin: Origin,
  dims: readonly Dim[],
  words: readonly string[],
): never {
  const known = (dim: Dim) => words.filter((word) => dim.labels?.includes(word)).length;
  const [nearest] = [...dims].sort((a, b) => known(b) - known(a));
  if (nearest === undefined || known(nearest) === 0) return fail(wordsWithoutDim(at(context, call), words));
  const position = array.text.findIndex((word) => !nearest.labels?.includes(word));
  const word = array.text[position];
  const close = didYouMean(word, nearest.labels ?? []);
  return fail(
    wordsWithoutDim(at(context, call), words, { word, line: origin.lines?.[position], dim: nearest.name, close }),
  );
}
