/** Legal names in another system: the scenario's own where it can be, never a reserved word, never one twice. */

export interface NameRules {
  /** Words that mean something else in the target system. */
  readonly reserved: ReadonlySet<string>;
  /** Whether a name of letters, digits and underscores that begins with a letter is refused all the same. */
  readonly refused?: (name: string) => boolean;
}

export class Names {
  private readonly taken = new Set<string>();

  constructor(private readonly rules: NameRules) {}

  /** A free name as close to the wished one as the rules, and `more` reserved words, allow. */
  take(wish: string, more?: ReadonlySet<string>): string {
    const base = legal(wish);
    for (let i = 0; ; i++) {
      const name = i === 0 ? base : i === 1 && !base.endsWith("_") ? `${base}_` : `${base}_${i}`;
      if (this.isFree(name) && more?.has(name) !== true) {
        this.taken.add(name);
        return name;
      }
    }
  }

  /** `v1`, `v2`, ..: for what has no name in the scenario. */
  number(prefix: string): string {
    for (let i = 1; ; i++) {
      const name = `${prefix}${i}`;
      if (this.isFree(name)) {
        this.taken.add(name);
        return name;
      }
    }
  }

  /** The name of the loop variable at a depth: `i`, `j`, .. */
  loop(depth: number): string {
    while (this.loops.length <= depth) {
      const letter = "ijklmn"[this.loops.length];
      this.loops.push(letter === undefined ? this.number("i") : this.take(letter));
    }
    return this.loops[depth];
  }
  private readonly loops: string[] = [];

  private isFree(name: string): boolean {
    return !this.taken.has(name) && !this.rules.reserved.has(name) && this.rules.refused?.(name) !== true;
  }
}

/** Letters, digits and single underscores, a letter first. */
function legal(wish: string): string {
  const plain = wish.replace(/[^A-Za-z0-9_]/g, "_").replace(/_+/g, "_");
  return /^[A-Za-z]/.test(plain) ? plain : `v${plain.startsWith("_") ? "" : "_"}${plain}`;
}
