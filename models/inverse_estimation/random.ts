/** Random numbers for the scripts of this folder: uniform, normal, without replacement, all from one seed. */

export interface Stream {
  /** In [0, 1). */
  uniform(): number;
  normal(): number;
  /** 0 .. n - 1 */
  below(n: number): number;
}

/** Mulberry32 (Ettinger 2017). */
export function stream(seed: number): Stream {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}

/** 0 .. n - 1 in random order (Fisher and Yates). */
export function permutation(n: number, random: Stream): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
