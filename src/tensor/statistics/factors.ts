/** Products of known numbers, values that many elements share, and one affine function, once or squared. */
import { constantValue, isConstant } from "../evaluate.ts";
import { type Node, sizeOf } from "../node.ts";
import { type Affine, affineOf } from "./affine.ts";

/** The product of `known`, of each shared value to its power, and of `affine` to the power `degree` (0: not there). */
export interface Factors {
  readonly known: Float64Array;
  readonly shared: readonly SharedFactor[];
  readonly affine: Affine | undefined;
  readonly degree: 0 | 1 | 2;
}

/** Element i is element source[i] of the atom, flattened, to that power. */
export interface SharedFactor {
  readonly atom: Node;
  readonly source: Int32Array;
  readonly power: number;
}

const MOST_FACTORS = 32;
/** Operations gone through: products of products of one value would take twice as many at each level. */
const MOST_OPERATIONS = 512;

/** The node as such a product; undefined where it is none. */
export function factorsOf(node: Node): Factors | undefined {
  const bases = basesOf(node);
  if (!bases) return undefined;
  const size = sizeOf(node.shape);
  const known = new Float64Array(size).fill(bases.sign);
  const shared: SharedFactor[] = [];
  let affine: Affine | undefined;
  let degree: 0 | 1 | 2 = 0;
  for (const { base, power } of bases.list) {
    if (isConstant(base)) {
      const value = constantValue(base);
      if (!value) return undefined;
      for (let i = 0; i < size; i++) known[i] *= value[i] ** power;
      continue;
    }
    const found = affineOf(base, size);
    if (!found) return undefined;
    const only = simpleTerm(found);
    if (only) shared.push({ ...only, power });
    else if (affine || (power !== 1 && power !== 2)) return undefined;
    else [affine, degree] = [found, power];
  }
  return known.every(Number.isFinite) ? { known, shared, affine, degree } : undefined;
}

/** An element of an atom, times nothing and plus nothing. */
function simpleTerm({ constant, terms: [first, second] }: Affine): Omit<SharedFactor, "power"> | undefined {
  if (constant || second || !first || first.coefficient) return undefined;
  return { atom: first.atom, source: first.source };
}

interface Base {
  readonly base: Node;
  power: number;
}

/** The node as a signed product of powers. */
function basesOf(node: Node): { list: readonly Base[]; sign: number } | undefined {
  const found = new Map<Node, Base>();
  let sign = 1;
  let operations = 0;
  const pending: Base[] = [{ base: node, power: 1 }];
  for (let top = pending.pop(); top; top = pending.pop()) {
    const { base, power } = top;
    const [a, b] = base.inputs;
    if (found.size + pending.length > MOST_FACTORS || ++operations > MOST_OPERATIONS) return undefined;
    switch (base.op.name) {
      case "reshape":
        pending.push({ base: a, power });
        break;
      case "neg":
        if (power % 2 !== 0) sign = -sign;
        pending.push({ base: a, power });
        break;
      case "mul":
        pending.push({ base: b, power }, { base: a, power });
        break;
      case "div":
        pending.push({ base: b, power: -power }, { base: a, power });
        break;
      case "reciprocal":
        pending.push({ base: a, power: -power });
        break;
      case "square":
        pending.push({ base: a, power: 2 * power });
        break;
      default: {
        const twin = found.get(base);
        if (twin) twin.power += power;
        else found.set(base, { base, power });
      }
    }
  }
  return { list: [...found.values()], sign };
}
