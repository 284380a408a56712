/** Options that are records keyed by latent: `start = { x: Normal(0, 0.01), tau: 1 }`. */
import type { Latent } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { givenTwice, wrongKind } from "../diagnostics/names.ts";
import { kindNames } from "../scope.ts";
import type { Expression, Identifier, RecordLiteral } from "../syntax.ts";

/** An entry of a record, and the latent that its key names. */
export interface LatentEntry {
  readonly latent: Latent;
  readonly key: Identifier;
  readonly value: Expression;
}

/**
 * What `read` makes of each entry, by the latent's name; every mistake in one is reported.
 * @param option as in messages: `map(start = ..)`
 */
export function readByLatent<T>(
  context: Context,
  option: string,
  record: RecordLiteral,
  latents: readonly Latent[],
  read: (entry: LatentEntry) => T,
): Map<string, T> {
  const entries = record.entries;
  const results = all(
    entries.map(({ key, value }, i) => () => {
      const first = entries.findIndex((other) => other.key.name === key.name);
      if (first < i) fail(givenTwice(at(context, key), option, key.name, entries[first].key.span));
      return [key.name, read({ latent: latentNamed(context, key, latents), key, value })] as const;
    }),
  );
  return new Map(results);
}

function latentNamed(context: Context, key: Identifier, latents: readonly Latent[]): Latent {
  const latent = latents.find(({ name }) => name === key.name);
  if (latent !== undefined) return latent;
  const { kind } = context.scope.resolve(key);
  const remedy = "the keys of this record are latents: what `prior` declares";
  return fail(wrongKind(at(context, key), key.name, kindNames[kind], "a latent", remedy));
}
