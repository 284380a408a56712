/** One line of the text form of programs, read from left to right. */
import type { Shape } from "./node.ts";
import { plainName } from "./op-text.ts";
import { isNumber } from "./read-op.ts";

/** Text that is no program: where, and why not. */
export class ProgramTextError extends Error {
  constructor(
    /** Counted from 1. */
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
    this.name = "ProgramTextError";
  }
}

const quoted = /"(?:[^"\\]|\\.)*"/y;

export class LineReader {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly number: number,
  ) {}

  /** Throws for this line. */
  fail(reason: string): never {
    throw new ProgramTextError(this.number, reason);
  }

  /** What the sticky pattern finds here, which is left behind; undefined when it finds nothing. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** @param wanted what the pattern stands for, in words */
  expect(pattern: RegExp, wanted: string): string {
    return this.take(pattern) ?? this.fail(`${wanted} is missing before ${JSON.stringify(this.#rest())}`);
  }

  /** Whether these characters come next; they are left behind. */
  skip(characters: string): boolean {
    const found = this.text.startsWith(characters, this.#at);
    if (found) this.#at += characters.length;
    return found;
  }

  need(characters: string): void {
    if (!this.skip(characters)) this.fail(`\`${characters}\` is missing before ${JSON.stringify(this.#rest())}`);
  }

  end(): void {
    if (this.#at < this.text.length) this.fail(`${JSON.stringify(this.#rest())} is too much`);
  }

  whole(): number {
    const number = Number(this.expect(/\d+/y, "a whole number"));
    return Number.isSafeInteger(number) ? number : this.fail(`${number} is too large`);
  }

  /** Of a buffer or box: plain or in quotes. */
  name(): string {
    const plain = this.take(plainName);
    if (plain !== undefined) return plain;
    const text = this.expect(quoted, "a name");
    try {
      return String(JSON.parse(text));
    } catch {
      return this.fail(`${text} is no name`);
    }
  }

  /** `%12`. */
  node(): string {
    return this.expect(/%\d+/y, "a node such as %0");
  }

  /** `[2, 3]`. */
  shape(): Shape {
    this.need("[");
    if (this.skip("]")) return [];
    const sizes = [this.whole()];
    while (this.skip(", ")) sizes.push(this.whole());
    this.need("]");
    return sizes;
  }

  /** Numbers, each behind a space. */
  numbers(): Float64Array {
    const numbers: number[] = [];
    for (let text = this.#number(); text !== undefined; text = this.#number()) {
      if (text === " ..") this.fail("the constant is cut short");
      if (!isNumber(text.slice(1))) this.fail(`\`${text.slice(1)}\` is no number`);
      numbers.push(Number(text));
    }
    return Float64Array.from(numbers);
  }

  #number(): string | undefined {
    return this.take(/ [^\s:]+/y);
  }

  /** What is left of the line, not all of a long one. */
  #rest(): string {
    const rest = this.text.slice(this.#at);
    return rest.length > 40 ? `${rest.slice(0, 40)}..` : rest;
  }
}
