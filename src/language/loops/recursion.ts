/**
 * Arrays whose elements are defined from earlier ones: long regular stretches become a `scan`, short or irregular ones are
 * written out element by element.
 */
import { batch } from "../../tensor/batch.ts";
import { concat, constant, fill, reshape, scalar, slice, stack, uniformValue } from "../../tensor/build.ts";
import { scan } from "../../tensor/build-scan.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { withInputs } from "../../tensor/passes/substitute.ts";
import { type Group, groupsOf, takeBranches } from "./conditions.ts";
import type { Loop } from "./loop.ts";

/** An array under construction: its elements are read through `whole`, and element t is `definition` with the loop's index at t. */
export interface Member {
  /** Stands for the whole array, [size, ...shape]; read only by gathers along its first axis. */
  readonly whole: Node;
  /** [...shape] */
  readonly definition: Node;
  /** What stands before the first element, where there is such: element -1. */
  readonly start?: Node;
}

/** A stretch no longer than this is written out. */
const SHORT = 8;
/** An irregular stretch longer than this would make too large a program. */
const MOST_WRITTEN_OUT = 2000;

/** Thrown where a long stretch reads elements at changing distances, which no scan can do. */
export class IrregularRecursion extends Error {}

/** The whole arrays [size, ...shape], in the order of the members. @throws IrregularRecursion */
export function closeRecursion(loop: Loop, members: readonly Member[]): Node[] {
  const pieces = members.map(() => new Pieces());
  const definitions = members.map((member) => member.definition);
  for (const group of groupsOf(definitions, loop, true)) {
    const taken = takeBranches(definitions, group.branches);
    const stretch = new Stretch(loop, members, taken, group);
    if (group.indices.length > SHORT && stretch.isRegular && !stretch.asks) stretch.scan(pieces);
    else if (group.indices.length <= MOST_WRITTEN_OUT) stretch.writeOut(pieces);
    else throw new IrregularRecursion();
  }
  return pieces.map((piece) => piece.whole());
}

/** What is known of an array so far: consecutive pieces from element 0 on. */
class Pieces {
  readonly #parts: { from: number; to: number; node: Node }[] = [];

  get end(): number {
    return this.#parts.at(-1)?.to ?? 0;
  }

  /** @param node [n, ...shape] */
  add(node: Node): void {
    const from = this.end;
    this.#parts.push({ from, to: from + node.shape[0], node });
  }

  /** Element t, [...shape]. */
  element(t: number): Node {
    // The latest piece holds it nearly always.
    const part = this.#parts.findLast(({ from }) => from <= t);
    if (part === undefined || t >= part.to) throw new RangeError(`element ${t} is read before it is defined`);
    const one = slice(part.node, 0, t - part.from, t - part.from + 1);
    return reshape(one, one.shape.slice(1));
  }

  whole(): Node {
    return concat(
      this.#parts.map(({ node }) => node),
      0,
    );
  }
}

/** A gather of elements of member `member`: for each index of the stretch, which ones. */
interface Read {
  readonly member: number;
  /** [indices, elements] */
  readonly elements: Float64Array;
  readonly count: number;
}

/** Consecutive indices whose elements are defined alike. */
class Stretch {
  readonly #order: readonly Node[];
  readonly #reads = new Map<Node, Read>();
  /** Nodes that depend on elements of the arrays. */
  readonly #recursive = new Set<Node>();
  readonly #from: number;
  readonly #indices: Node;
  /** How far back each member is read, at least 1. */
  readonly #lags: readonly number[];
  readonly isRegular: boolean;
  /** Whether a definition asks a black box, for its answers or for derivatives, which a scan cannot. */
  readonly asks: boolean;

  constructor(
    readonly loop: Loop,
    readonly members: readonly Member[],
    readonly definitions: readonly Node[],
    readonly group: Group,
  ) {
    this.#order = reachable(definitions, loop.node);
    this.#from = group.indices[0];
    this.#indices = constant(Float64Array.from(group.indices), [group.indices.length]);
    const wholes = new Map(members.map((member, i) => [member.whole, i]));
    for (const node of this.#order) {
      const member = node.op.name === "gather" ? wholes.get(node.inputs[0]) : undefined;
      if (member !== undefined) this.#reads.set(node, this.#readOf(node, member));
      if (member !== undefined || node.inputs.some((x) => this.#recursive.has(x))) this.#recursive.add(node);
    }
    const reads = [...this.#reads.values()];
    this.isRegular = reads.every((read) => this.#isRegular(read));
    this.asks = this.#order.some((node) => "box" in node.op && this.#recursive.has(node));
    this.#lags = members.map((_, member) =>
      reads.reduce(
        (most, read) =>
          read.member === member ? Math.max(most, ...this.#distances(read).filter(Number.isFinite)) : most,
        1,
      ),
    );
  }

  #readOf(node: Node, member: number): Read {
    const index = batch([withoutClamp(node.inputs[1])], new Map([[this.loop.node, this.#indices]]))[0];
    const elements = constantValue(index);
    if (elements === undefined) throw new Error("an array under construction is read at a known place");
    return { member, elements, count: elements.length / this.group.indices.length };
  }

  /** How far behind the index each element of a read is, at the first index. */
  #distances(read: Read): number[] {
    return Array.from(read.elements.subarray(0, read.count), (element) => this.#from - element);
  }

  #isRegular(read: Read): boolean {
    const first = this.#distances(read);
    return read.elements.every(
      (element, i) => this.group.indices[Math.floor(i / read.count)] - element === first[i % read.count],
    );
  }

  /** Element after element; what several indices have in common is shared by the passes. */
  writeOut(pieces: readonly Pieces[]): void {
    this.group.indices.forEach((t, row) => {
      const images = new Map<Node, Node>([[this.loop.node, scalar(t)]]);
      const imageOf = (node: Node) => images.get(node) ?? node;
      for (const node of this.#inReadOrder()) {
        const read = this.#reads.get(node);
        images.set(
          node,
          read === undefined
            ? withInputs(node, node.inputs.map(imageOf))
            : this.#gathered(read, node.shape, row, (at) =>
                at === t
                  ? this.#current(images, read.member)
                  : at < 0 || at > t
                    ? this.#outside(read.member, at)
                    : pieces[read.member].element(at),
              ),
        );
      }
      this.definitions.forEach((_, member) => {
        const value = this.#current(images, member);
        pieces[member].add(reshape(value, [1, ...value.shape]));
      });
    });
  }

  #gathered(read: Read, shape: Shape, row: number, element: (t: number) => Node): Node {
    const at = Array.from(read.elements.subarray(row * read.count, (row + 1) * read.count));
    const elements = at.map(element);
    return reshape(elements.length === 1 ? elements[0] : stack(elements), shape);
  }

  /** What stands outside is the start, or read in a branch that is not taken there. */
  #outside(member: number, place: number): Node {
    const { start } = this.members[member];
    return place === -1 && start !== undefined ? start : fill(this.definitions[member].shape, 0);
  }

  /** The element at the current index; nothing where it would need itself, which only a branch not taken does. */
  #current(images: ReadonlyMap<Node, Node>, member: number): Node {
    const definition = this.definitions[member];
    return images.get(definition) ?? (this.#recursive.has(definition) ? this.#outside(member, Number.NaN) : definition);
  }

  /** Inputs first, and the definition of a member before reads of its element at the same index. */
  *#inReadOrder(): Iterable<Node> {
    const done = new Set<Node>([this.loop.node]);
    const entered = new Set<Node>();
    const pending: Node[] = [...this.definitions].reverse();
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (done.has(node)) continue;
      const before = entered.has(node) ? [] : this.#before(node).filter((x) => !done.has(x) && !entered.has(x));
      entered.add(node);
      if (before.length > 0) {
        pending.push(node, ...before);
        continue;
      }
      done.add(node);
      yield node;
    }
  }

  #before(node: Node): readonly Node[] {
    const read = this.#reads.get(node);
    if (read === undefined) return node.inputs.filter((x) => x.id >= this.loop.node.id);
    const isCurrent = Array.from(read.elements).some((at, i) => at === this.group.indices[Math.floor(i / read.count)]);
    return isCurrent ? [this.definitions[read.member]] : [];
  }

  scan(pieces: readonly Pieces[]): void {
    const rows = this.group.indices.length;
    const varies = new Set<Node>();
    for (const node of this.#order) {
      if (node === this.loop.node || node.inputs.some((x) => varies.has(x))) varies.add(node);
    }
    const needed = new Set<Node>(this.definitions);
    for (const node of this.#recursive) if (!this.#reads.has(node)) for (const x of node.inputs) needed.add(x);
    const hoisted = [...needed].filter((node) => !this.#recursive.has(node) && !isConstant(node));
    const perStep = hoisted.filter((node) => varies.has(node));
    const shared = hoisted.filter((node) => !varies.has(node));
    const steps = batch(perStep, new Map([[this.loop.node, this.#indices]]));
    const xs =
      steps.length === 0
        ? fill([rows, 1], 0)
        : concat(
            steps.map((node) => reshape(node, [rows, sizeOf(node.shape) / rows])),
            1,
          );
    const flat = (nodes: readonly Node[]) =>
      nodes.length === 0
        ? fill([1], 0)
        : concat(
            nodes.map((node) => reshape(node, [sizeOf(node.shape)])),
            0,
          );
    const out = scan(this.#start(pieces), xs, flat(shared), (carry, x, common) =>
      this.#next(carry, [cut(perStep, x), cut(shared, common)]),
    );
    let offset = 0;
    this.definitions.forEach(({ shape }, member) => {
      const size = sizeOf(shape);
      pieces[member].add(reshape(slice(out, 1, offset, offset + size), [rows, ...shape]));
      offset += size * this.#lags[member];
    });
  }

  /** For each member its latest elements, the newest first; zeros where nothing reads what is not there. */
  #start(pieces: readonly Pieces[]): Node {
    const parts = this.definitions.flatMap(({ shape }, member) =>
      Array.from({ length: this.#lags[member] }, (_, back) => {
        const t = this.#from - 1 - back;
        return reshape(t < 0 ? this.#outside(member, t) : pieces[member].element(t), [sizeOf(shape)]);
      }),
    );
    return concat(parts, 0);
  }

  /** One step: the new elements, and the old ones moved back by one. */
  #next(carry: Node, known: readonly ReadonlyMap<Node, Node>[]): Node {
    const images = new Map<Node, Node>(known.flatMap((entries) => [...entries]));
    const imageOf = (node: Node) => images.get(node) ?? node;
    const starts: number[] = [];
    let size = 0;
    this.definitions.forEach(({ shape }, member) => {
      starts.push(size);
      size += sizeOf(shape) * this.#lags[member];
    });
    const before = (member: number, distance: number): Node => {
      const { shape } = this.definitions[member];
      const at = starts[member] + sizeOf(shape) * (distance - 1);
      return reshape(slice(carry, 0, at, at + sizeOf(shape)), shape);
    };
    for (const node of this.#inReadOrder()) {
      if (images.has(node) || !this.#recursive.has(node)) continue;
      const read = this.#reads.get(node);
      const element = (member: number, at: number) =>
        at < this.#from
          ? before(member, this.#from - at)
          : at === this.#from
            ? this.#current(images, member)
            : this.#outside(member, at);
      images.set(
        node,
        read === undefined
          ? withInputs(node, node.inputs.map(imageOf))
          : this.#gathered(read, node.shape, 0, (at) => element(read.member, at)),
      );
    }
    const parts = this.definitions.flatMap((definition, member) => {
      const length = sizeOf(definition.shape);
      const kept = length * (this.#lags[member] - 1);
      const current = reshape(this.#current(images, member), [length]);
      return kept === 0 ? [current] : [current, slice(carry, 0, starts[member], starts[member] + kept)];
    });
    return concat(parts, 0);
  }
}

/** Where each node lies in a vector that holds them one after the other. */
function cut(nodes: readonly Node[], vector: Node): Map<Node, Node> {
  let offset = 0;
  return new Map(
    nodes.map((node) => {
      const size = sizeOf(node.shape);
      const part = reshape(slice(vector, 0, offset, offset + size), node.shape);
      offset += size;
      return [node, part];
    }),
  );
}

/** The index that `keepInside` keeps in range. */
function withoutClamp(index: Node): Node {
  if (index.op.name !== "max" || uniformValue(index.inputs[1]) !== 0) return index;
  const [inner] = index.inputs;
  return inner.op.name === "min" && uniformValue(inner.inputs[1]) !== undefined ? inner.inputs[0] : index;
}
