/** Sets of numbered variables as labels of elements: which variables each element of an array depends on. */
import { none } from "../element-labels.ts";

/** The label of an element that depends on more variables than could ever be summed over. */
export const crowd = -2;

const nobody = new Int32Array(0);

/** Every set is kept once and known by its number. */
export class Scopes {
  /** Variables that were seen in a crowd. */
  readonly crowded = new Set<number>();
  private readonly sets: Int32Array[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly singles = new Map<number, number>();
  private readonly unions = new Map<number, Map<number, number>>();

  /** @param most variables of a set that is no crowd */
  constructor(private readonly most: number) {}

  /** The variables of a label, in increasing order; none for `none` and `crowd`. */
  members(label: number): Int32Array {
    return label < 0 ? nobody : this.sets[label];
  }

  single(variable: number): number {
    const known = this.singles.get(variable);
    if (known !== undefined) return known;
    this.sets.push(Int32Array.of(variable));
    this.singles.set(variable, this.sets.length - 1);
    return this.sets.length - 1;
  }

  join(a: number, b: number): number {
    if (a === b || b === none) return a;
    if (a === none) return b;
    const [low, high] = a < b ? [a, b] : [b, a];
    const row = this.unions.get(low) ?? new Map<number, number>();
    const union = row.get(high) ?? this.unite(low, high);
    this.unions.set(low, row.set(high, union));
    return union;
  }

  private unite(a: number, b: number): number {
    const all = merge(this.members(a), this.members(b));
    if (a !== crowd && b !== crowd && all.length <= this.most) return this.numberOf(all);
    for (const variable of all) this.crowded.add(variable);
    return crowd;
  }

  private numberOf(set: Int32Array): number {
    if (set.length === 1) return this.single(set[0]);
    const key = set.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.sets.push(set);
    this.numbers.set(key, this.sets.length - 1);
    return this.sets.length - 1;
  }
}

/** Both in increasing order, as is their union. */
function merge(a: Int32Array, b: Int32Array): Int32Array {
  const union = new Int32Array(a.length + b.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const next = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    if (i < a.length && a[i] === next) i++;
    if (j < b.length && b[j] === next) j++;
    union[n++] = next;
  }
  return union.slice(0, n);
}
