/** Times functions side by side: short rounds in turn, so that a slow moment of the machine hits all alike. */

export interface Contestant {
  readonly name: string;
  /** Does the work that many times. */
  readonly repeat: (times: number) => void;
}

/** Times of one evaluation, in microseconds. */
export interface Times {
  readonly median: number;
  /** A tenth of the rounds took less: what rounds take that nothing else on the machine disturbs. */
  readonly tenth: number;
}

export function race(contestants: readonly Contestant[], rounds: number, secondsPerRound: number): Times[] {
  // in turn, as optimised code is made beside what runs, and late on a busy machine
  for (let i = 0; i < 4; i++) for (const { repeat } of contestants) warm(repeat, 0.3);
  const counts = contestants.map(({ repeat }) => calibrate(repeat, secondsPerRound));
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { repeat }] of contestants.entries()) {
      const start = performance.now();
      repeat(counts[i]);
      times[i].push(((performance.now() - start) * 1000) / counts[i]);
    }
  }
  return times.map((own) => {
    own.sort((a, b) => a - b);
    return { median: own[Math.floor(rounds / 2)], tenth: own[Math.floor(rounds / 10)] };
  });
}

function warm(repeat: (times: number) => void, seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) repeat(50);
}

/** How many evaluations fill a round, after warming up. */
function calibrate(repeat: (times: number) => void, seconds: number): number {
  let times = 1000;
  for (;;) {
    const start = performance.now();
    repeat(times);
    const took = (performance.now() - start) / 1000;
    if (took > seconds / 2) return Math.max(1, Math.round((times * seconds) / took));
    times *= 2;
  }
}

/** Prints a table: microseconds an evaluation and the ratio to the first contestant, of the median round and of the fastest tenth. */
export function printRace(title: string, contestants: readonly Contestant[]): void {
  const times = race(contestants, 601, 0.0015);
  console.log(title);
  console.log(`  ${"".padEnd(24)} ${"median".padStart(13)} ${"fast tenth".padStart(20)}`);
  for (const [i, { name }] of contestants.entries()) {
    const cell = (of: (each: Times) => number) =>
      `${of(times[i]).toFixed(4).padStart(10)} us ${(of(times[i]) / of(times[0])).toFixed(2).padStart(6)}`;
    console.log(`  ${name.padEnd(24)} ${cell(({ median }) => median)} ${cell(({ tenth }) => tenth)}`);
  }
}

/** Throws where two results differ by more than rounding: a race between different functions says nothing. */
export function checkEqual(a: Float64Array, b: Float64Array, shift = 0): void {
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i] - (i === 0 ? shift : 0));
    if (!(difference <= 1e-9 * Math.max(1, Math.abs(a[i])))) throw new Error(`element ${i}: ${a[i]} and ${b[i]}`);
  }
}
