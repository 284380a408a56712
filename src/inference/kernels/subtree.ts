/**
 * Grows one subtree of a NUTS trajectory leaf by leaf and says when it turns back on itself.
 *
 * Completed subtrees of 2^k leaves wait on a stack, one for each k, as the bits of a binary counter; each holds its first
 * and last momentum and the sum rho of its momenta. A new leaf merges with them as a carry does. So a trajectory of n
 * leaves does n - 1 merges, each of two vectors of dot products, and never recurses.
 */

import { copyVector } from "../point.ts";

interface Branch {
  first: Float64Array;
  last: Float64Array;
  rho: Float64Array;
}

export class Subtree {
  private readonly waiting: Branch[] = [];
  /** The branch merged last: the whole subtree once all its leaves are in. */
  readonly carry: Branch;

  constructor(
    dimension: number,
    maxDepth: number,
    private readonly inverseMass: Float64Array,
  ) {
    for (let k = 0; k < maxDepth; k++) this.waiting.push(newBranch(dimension));
    this.carry = newBranch(dimension);
  }

  /** Adds leaf number `leaf` of 2^depth, with momentum p; false when a subtree that it completes makes a U-turn. */
  add(leaf: number, depth: number, p: Float64Array): boolean {
    const { waiting, carry } = this;
    if (depth === 0) {
      copyVector(p, carry.first);
      copyVector(p, carry.last);
      copyVector(p, carry.rho);
      return true;
    }
    if ((leaf & 1) === 0) {
      copyVector(p, waiting[0].first);
      return true;
    }
    if (!this.mergeLeaves(waiting[0], p)) return false;
    let level = 1;
    for (; ((leaf >> level) & 1) === 1; level++) {
      const left = waiting[level];
      if (!straight(left.first, left.last, left.rho, carry.first, carry.last, carry.rho, this.inverseMass))
        return false;
      swapFirst(left, carry);
    }
    if (level < depth) {
      const free = waiting[level];
      swapFirst(free, carry);
      const { last, rho } = free;
      free.last = carry.last;
      free.rho = carry.rho;
      carry.last = last;
      carry.rho = rho;
    }
    return true;
  }

  /** Two neighbouring leaves: the checks across subtrees say nothing more than the plain one. */
  private mergeLeaves(left: Branch, p: Float64Array): boolean {
    const { carry, inverseMass } = this;
    const first = left.first;
    const { last, rho } = carry;
    let atFirst = 0;
    let atLast = 0;
    for (let i = 0; i < p.length; i++) {
      const sum = first[i] + p[i];
      const weighted = inverseMass[i] * sum;
      atFirst += weighted * first[i];
      atLast += weighted * p[i];
      last[i] = p[i];
      rho[i] = sum;
    }
    swapFirst(left, carry);
    return atFirst > 0 && atLast > 0;
  }
}

/**
 * True while the joined trajectory of a left and a right branch has not turned: the generalised criterion of Betancourt
 * 2017 (appendix A.4.2), p_sharp . rho > 0 at both ends with p_sharp = M^-1 p, for the whole, and for each branch extended by the
 * nearest momentum of the other, as Stan checks since 2.21. Adds the left rho to `rhoRight`. In backward time the roles of left
 * and right are exchanged, which changes nothing.
 */
export function straight(
  firstLeft: Float64Array,
  lastLeft: Float64Array,
  rhoLeft: Float64Array,
  firstRight: Float64Array,
  lastRight: Float64Array,
  rhoRight: Float64Array,
  inverseMass: Float64Array,
): boolean {
  let whole1 = 0;
  let whole2 = 0;
  let left1 = 0;
  let left2 = 0;
  let right1 = 0;
  let right2 = 0;
  for (let i = 0; i < inverseMass.length; i++) {
    const m = inverseMass[i];
    const a = m * firstLeft[i];
    const b = lastLeft[i];
    const c = firstRight[i];
    const d = m * lastRight[i];
    const l = rhoLeft[i];
    const r = rhoRight[i];
    const extendedLeft = l + c;
    const extendedRight = r + b;
    const rho = l + r;
    whole1 += a * rho;
    whole2 += d * rho;
    left1 += a * extendedLeft;
    left2 += m * c * extendedLeft;
    right1 += m * b * extendedRight;
    right2 += d * extendedRight;
    rhoRight[i] = rho;
  }
  return whole1 > 0 && whole2 > 0 && left1 > 0 && left2 > 0 && right1 > 0 && right2 > 0;
}

function newBranch(dimension: number): Branch {
  return {
    first: new Float64Array(dimension),
    last: new Float64Array(dimension),
    rho: new Float64Array(dimension),
  };
}

function swapFirst(a: Branch, b: Branch): void {
  const first = a.first;
  a.first = b.first;
  b.first = first;
}
