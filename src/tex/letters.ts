/** A letter for each axis, the same one throughout a scenario. */
import type { Axis } from "../language/checked.ts";

const alphabet = "ijklmnpqrstuvwabcdefgh";

/**
 * What tells axes apart: the dim's name, with a prime for each time a value has had it before; of an anonymous axis
 * its place from the right.
 */
export type AxisKey = string;

export class Letters {
  private readonly letters = new Map<string, string>();

  /** @param taken names of the scenario, which letters must differ from */
  constructor(private readonly taken: ReadonlySet<string>) {}

  of(key: AxisKey): string {
    const [, name, primes] = /^(.*?)('*)$/.exec(key) ?? ["", key, ""];
    const letter = this.letters.get(name) ?? this.free();
    this.letters.set(name, letter);
    return letter + primes;
  }

  private free(): string {
    const used = new Set(this.letters.values());
    return [...alphabet].find((letter) => !used.has(letter) && !this.taken.has(letter)) ?? "\\ast";
  }
}

/**
 * The keys of a value's axes. Where the statement has no anonymous axes of its own, those of the value stand for its last axes
 * that the value does not name (DESIGN 1.3).
 * @param frame keys of the axes of the statement
 */
export function keysOf(axes: readonly Axis[], frame: readonly AxisKey[]): AxisKey[] {
  const seen = new Map<string, number>();
  const named = axes.map(({ name }) => {
    if (name === undefined) return undefined;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return name + "'".repeat(before);
  });
  const free = frame.some((key) => key.startsWith("#")) ? [] : frame.filter((key) => !named.includes(key));
  let place = 0;
  const keys = [...named].reverse().map((key) => {
    if (key !== undefined) return key;
    place += 1;
    return free.at(-place) ?? `#${place}`;
  });
  return keys.reverse();
}
