/** Chains for diagnostics: equal lengths, split in halves so that drift within a chain shows. */

/** First and second half of each chain, the middle draw dropped when the length is odd; unequal chains are cut to the shortest. */
export function splitChains(chains: readonly ArrayLike<number>[]): Float64Array[] {
  const length = shortest(chains);
  const half = Math.floor(length / 2);
  return chains.flatMap((chain) => [cut(chain, 0, half), cut(chain, length - half, length)]);
}

/** All chains cut to the length of the shortest. */
export function equalChains(chains: readonly ArrayLike<number>[]): Float64Array[] {
  const length = shortest(chains);
  return chains.map((chain) => cut(chain, 0, length));
}

function shortest(chains: readonly ArrayLike<number>[]): number {
  return chains.reduce((least, chain) => Math.min(least, chain.length), Number.POSITIVE_INFINITY);
}

function cut(chain: ArrayLike<number>, from: number, to: number): Float64Array {
  const part = new Float64Array(to - from);
  for (let i = from; i < to; i++) part[i - from] = chain[i];
  return part;
}
