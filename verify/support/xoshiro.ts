/** A generator of random numbers that shares nothing with the one of Palimpsest, for reference computations. */

/** Uniform and normal numbers by xoshiro128** (Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"). */
export class Xoshiro {
  private readonly s = new Int32Array(4);
  private spare = Number.NaN;

  /** The state is filled by steps of splitmix32 from the seed, a whole number in [0, 2^32). */
  constructor(seed: number) {
    let x = seed | 0;
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) | 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.s[i] = z ^ (z >>> 15);
    }
  }

  private next(): number {
    const { s } = this;
    const x = Math.imul(s[1], 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9);
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result >>> 0;
  }

  /** In (0, 1), 53 bits. */
  uniform(): number {
    return ((this.next() >>> 6) * 2 ** 27 + (this.next() >>> 5) + 0.5) / 2 ** 53;
  }

  /** Standard normal, by Marsaglia's polar method (1964): two at a time. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const kept = this.spare;
      this.spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const r = u * u + v * v;
      if (r >= 1 || r === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(r)) / r);
      this.spare = v * scale;
      return u * scale;
    }
  }
}
