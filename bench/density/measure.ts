/** Times functions side by side: short rounds in turn, so that a slow moment of the machine hits all alike. */

export interface Contestant {
  readonly name: string;
  /** Does the work that many times. */
  readonly repeat: (times: number) => void;
}

/** Median time of one evaluation over the rounds, in microseconds. */
function race(contestants: readonly Contestant[], rounds: number, secondsPerRound: number): number[] {
  const counts = contestants.map(({ repeat }) => calibrate(repeat, secondsPerRound));
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { repeat }] of contestants.entries()) {
      const start = performance.now();
      repeat(counts[i]);
      times[i].push(((performance.now() - start) * 1000) / counts[i]);
    }
  }
  return times.map((own) => own.sort((a, b) => a - b)[Math.floor(rounds / 2)]);
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

/** Prints a table: microseconds an evaluation, and the ratio to the first contestant. */
export function printRace(title: string, contestants: readonly Contestant[]): void {
  const times = race(contestants, 15, 0.05);
  console.log(title);
  for (const [i, { name }] of contestants.entries()) {
    console.log(
      `  ${name.padEnd(36)} ${times[i].toFixed(4).padStart(10)} us  ${(times[i] / times[0]).toFixed(2).padStart(6)}`,
    );
  }
}

/** Throws where two results differ by more than rounding: a race between different functions says nothing. */
export function checkEqual(a: Float64Array, b: Float64Array, shift = 0): void {
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i] - (i === 0 ? shift : 0));
    if (!(difference <= 1e-9 * Math.max(1, Math.abs(a[i])))) throw new Error(`element ${i}: ${a[i]} and ${b[i]}`);
  }
}
