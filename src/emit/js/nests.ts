/** Writes the items of a plan: loops nested and shared as ordered, sums in locals, several turns of a loop at once. */
import type { Node, Output } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Kernels } from "../wasm/kernels.ts";
import type { Axes } from "./axes.ts";
import { type AccumulateOp, type Block, type StoreOp, type Value, zero } from "./code.ts";
import { choices, type Elements, type Segment } from "./elements.ts";
import { at, atVariable, flatten, type Index, keyOf, plus, storeAt } from "./index.ts";
import { classOfSlot, type Item, type Slot } from "./items.ts";
import { reducedAxes, replace } from "./mapping.ts";
import type { Memory } from "./memory.ts";
import { firstFold, itemsInMemory, stagesOf } from "./order.ts";
import type { Plan } from "./plan.ts";
import { type Nest, ridersOf } from "./riders.ts";
import { writeRoutine } from "./routines.ts";
import { type RowsBeside, reserveRows, type WriteBody, writeScan } from "./scans.ts";
import type { Segments, SegmentsOfLoop } from "./segments.ts";
import { emptySum, foldOf, type Sum, Sums, starts } from "./sums.ts";
import { turnsAtOnce } from "./turns.ts";

/** One turn of the open loops: where each of them stands, and the sums that this turn adds to. */
interface Turn {
  readonly places: ReadonlyMap<Slot, Index>;
  readonly sums: ReadonlyMap<Item, readonly Sum[]>;
  /** Of rows that stand in segments. */
  readonly segment?: SegmentSums;
}

/** What is added up in a segment before it is added to the rest. */
interface SegmentSums extends Segment {
  readonly sums: ReadonlyMap<Item, readonly Sum[]>;
  /** Of scatters that add to one element in all rows, by array and place. */
  readonly scattered: Map<string, { readonly array: string; readonly place: Index; readonly sum: Sum }>;
}

const noRiders: ReadonlyMap<Item, readonly Nest[]> = new Map();

/** Nodes one below the other that recursion follows safely. */
const longChain = 300;

export class Nests {
  readonly #inMemory: ReadonlySet<Item>;
  /** Arrays that are put to their start for every lane. */
  readonly #collected = new Set<Item>();
  readonly #sums: Sums;
  /** Whether a loop is written that becomes a function of the module. */
  #inKernel = false;

  /** @param write stores one element of an output */
  constructor(
    readonly elements: Elements,
    readonly plan: Plan,
    readonly axes: Axes,
    readonly memory: Memory,
    readonly kernels: Kernels | undefined,
    /** Of classes of axes. */
    readonly segments: ReadonlyMap<number, SegmentsOfLoop>,
    readonly write: (output: Output, index: readonly Index[], value: Value) => void,
  ) {
    this.#sums = new Sums(elements);
    this.#inMemory = itemsInMemory(plan, axes);
    for (const item of this.#inMemory) {
      if (item.kind === "scan") reserveRows(memory, item.node, plan);
      else memory.reserve(item.node, sizeOf(item.node.shape));
      const kept = item.slots.slice(0, item.kept);
      const last = item.loops.findLastIndex((slot) => kept.includes(slot));
      if (item.kind === "scatter" || (item.kind === "reduce" && firstFold(item) < last)) this.#collected.add(item);
    }
  }

  writeAll(): void {
    this.#writeChains();
    this.#scope(this.plan.items, 0, [{ places: new Map(), sums: new Map() }]);
  }

  /** Values are written by recursion from where they are read; long chains of scalars are written from their beginning instead. */
  #writeChains(): void {
    const { plan, axes, elements } = this;
    const depths = new Map<Node, number>();
    const waits = new Set<Node>();
    for (const node of plan.nodes) {
      const { inputs } = node;
      depths.set(node, 1 + Math.max(0, ...inputs.map((x) => depths.get(x) ?? 0)));
      if (plan.definedBy.has(node) || inputs.some((x) => waits.has(x))) waits.add(node);
    }
    if (![...depths.values()].some((depth) => depth > longChain)) return;
    for (const node of plan.nodes) {
      if (waits.has(node) || axes.loopsOf(node).some((c) => c >= 0)) continue;
      for (const index of choices([], node.shape)) elements.value(node, index);
    }
  }

  #scope(items: readonly Item[], depth: number, turns: readonly Turn[]): void {
    const stages = stagesOf(items, depth, this.plan, this.axes);
    const riders = depth === 0 ? ridersOf(stages, this.plan, this.axes, (item) => this.#collected.has(item)) : noRiders;
    const taken = new Set([...riders.values()].flat());
    for (const { straight, nests } of stages) {
      for (const item of straight)
        for (const turn of turns)
          this.#item(
            item,
            turn,
            (riders.get(item) ?? []).map((nest) => this.#beside(nest, turn)),
          );
      for (const nest of nests) if (!taken.has(nest)) this.#loop(nest.slot, nest.items, depth, turns);
    }
  }

  /** The turns of a nest that runs in the loop of a recursion. */
  #beside({ slot, items }: Nest, turn: Turn): RowsBeside {
    const starting = items.filter((item) => item.kind === "reduce" && firstFold(item) === 0);
    let inside = turn;
    return {
      count: this.axes.sizeOf(classOfSlot(slot)),
      begin: () => {
        inside = { ...turn, sums: new Map(starting.map((item) => [item, this.#begin(item, turn)])) };
      },
      turn: (place) => this.#scope(items, 1, [{ places: new Map(turn.places).set(slot, place), sums: inside.sums }]),
      finish: () => {
        for (const item of starting) this.#finish(item, [inside]);
        for (const item of items) this.#completeArray(item);
      },
    };
  }

  #loop(slot: Slot, items: readonly Item[], depth: number, turns: readonly Turn[]): void {
    const { code } = this.elements;
    const size = this.axes.sizeOf(classOfSlot(slot));
    const starting = items.filter(
      (item) => item.kind === "reduce" && firstFold(item) === depth && !this.#collected.has(item),
    );
    if (depth === 0) for (const item of items) if (this.#collected.has(item)) this.#clear(item);
    const { plan, axes } = this;
    const kernels = depth === 0 && this.kernels?.takes(items, plan, axes) ? this.kernels : undefined;
    if (kernels) this.#inKernel = true;
    const grouped = depth === 0 ? this.segments.get(classOfSlot(slot)) : undefined;
    const segments = kernels ? grouped?.kernel : grouped?.text;
    // functions of the module take several turns at once in their own way
    const { width, separate } =
      this.#inKernel || segments
        ? { width: 1, separate: true }
        : turnsAtOnce(slot, size, items, depth, turns.length, this.plan, this.axes);
    // `inner[u]` are the turns of step u of a block of `width`; sums of their own are added up at the end
    const begin = () =>
      turns.map((turn) => {
        const sums = new Map(turn.sums);
        for (const item of starting) sums.set(item, this.#begin(item, turn));
        return { places: turn.places, sums };
      });
    const first = begin();
    const inner = Array.from({ length: width }, (_, u) => (u === 0 || !separate ? first : begin()));
    const placed = (place: (u: number) => Index, count: number) =>
      inner
        .slice(0, count)
        .flatMap((list, u) =>
          list.map((turn) => ({ places: new Map(turn.places).set(slot, place(u)), sums: turn.sums })),
        );
    const rest = size % width;
    if (segments) for (const turn of first) this.#segmentLoop(slot, items, segments, turn);
    else
      code.loop(String(size - rest), width, (variable) => {
        this.#scope(
          items,
          depth + 1,
          placed((u) => atVariable(variable, u), width),
        );
      });
    if (kernels) {
      this.#inKernel = false;
      kernels.takeLoop(this.elements, this.memory, items, plan, axes, segments);
    }
    if (rest > 0)
      this.#scope(
        items,
        depth + 1,
        placed((u) => at(size - rest + u), rest),
      );
    for (const item of starting)
      for (const t of turns.keys())
        this.#finish(
          item,
          (separate ? inner : [first]).map((list) => list[t]),
        );
    for (const item of items) this.#completeArray(item);
  }

  /** The loop over all rows of an outermost nest, segment after segment. */
  #segmentLoop(slot: Slot, items: readonly Item[], segments: Segments, turn: Turn): void {
    const { elements } = this;
    const { code } = elements;
    const direct = items.filter(
      (item) => turn.sums.has(item) && item.loops.length === 1 && foldOf(item.node) === "sum",
    );
    const start = (s: Index) => {
      const value = elements.constant(segments.starts, s);
      return code.define("whole", [value]);
    };
    code.loop(String(segments.count), 1, (s) => {
      const block = code.current;
      const from = start(atVariable(s));
      const sums = new Map(direct.map((item) => [item, this.#begin(item, turn)]));
      const scattered: SegmentSums["scattered"] = new Map();
      code.range(from, start(atVariable(s, 1)), (i) => {
        const segment = { segments, row: atVariable(i), first: atVariable(from), block, sums, scattered };
        elements.enter(segment);
        this.#scope(items, 1, [{ ...turn, places: new Map(turn.places).set(slot, segment.row), segment }]);
        elements.enter(undefined);
      });
      for (const [item, list] of sums)
        for (const [k, sum] of (turn.sums.get(item) ?? []).entries()) this.#sums.add(sum, this.#sums.total(list[k]));
      for (const { array, place, sum } of scattered.values()) this.#store(array, place, this.#sums.total(sum), "sum");
    });
  }

  #completeArray(item: Item): void {
    const array = this.#inMemory.has(item) ? this.memory.arrays.get(item.node) : undefined;
    if (array) this.elements.complete(item.node, array.name, array.offset);
    if (item.kind !== "scan") return;
    for (const [node, { scan }] of this.plan.views) {
      const rows = scan === item.node ? this.memory.arrays.get(node) : undefined;
      if (rows) this.elements.complete(node, rows.name, rows.offset);
    }
  }

  #clear(item: Item): void {
    const array = this.memory.arrays.get(item.node);
    if (array) this.elements.code.push({ kind: "fill", array: array.name, value: starts[foldOf(item.node)] });
  }

  /** The elements of the result that an item makes at one turn, with the axes that are not loops written out. */
  #places(item: Item, turn: Turn, from: number, to: number): Index[][] {
    const given = item.slots.slice(from, to).map((slot) => (slot >= 0 ? turn.places.get(slot) : undefined));
    return choices(given, item.sizes.slice(from, to));
  }

  #begin(item: Item, turn: Turn): Sum[] {
    const { code } = this.elements;
    const op = foldOf(item.node);
    return this.#places(item, turn, 0, item.kept).map((kept) => ({
      ...emptySum(kept, code.declare(starts[op])),
      best: op === "argmax" || op === "argmin" ? code.declare(0) : undefined,
      plain: op !== "sum",
    }));
  }

  /** Joins the sums of the steps of a block and makes the result known. */
  #finish(item: Item, steps: readonly Turn[]): void {
    const { elements } = this;
    const lists = steps.map((turn) => turn.sums.get(item) ?? []);
    const op = foldOf(item.node);
    const array = this.#inMemory.has(item) ? this.memory.arrays.get(item.node) : undefined;
    for (const [i, { kept, best }] of lists[0].entries()) {
      const totals = lists.map((list) => this.#sums.total(list[i]));
      const value = best ?? elements.algebra.pairwise(totals, (a, b) => this.#join(op, a, b)) ?? zero;
      elements.know(item.node, kept, value);
      if (array) this.#store(array.name, flatten(kept, stridesOf(item.node.shape)), value);
    }
  }

  #join(op: AccumulateOp, a: Value, b: Value): Value {
    const { algebra } = this.elements;
    if (op === "sum") return algebra.add(a, b);
    if (op === "prod") return algebra.mul(a, b);
    return op === "max" ? algebra.max(a, b) : algebra.min(a, b);
  }

  #store(array: string, index: Index, value: Value, op?: StoreOp): void {
    storeAt(this.elements.code, array, index, value, op);
  }

  /** @param beside what runs in the loop of a recursion */
  #item(item: Item, turn: Turn, beside: readonly RowsBeside[] = []): void {
    const { elements, axes, kernels } = this;
    const { node } = item;
    const strides = stridesOf(node.shape);
    const array = this.memory.arrays.get(node)?.name;
    if (item.loops.length === 0 && this.#collected.has(item)) this.#clear(item);
    if (item.kind === "routine" && kernels && axes.products.has(node)) kernels.call(elements, this.memory.arrays, node);
    else if (item.kind === "routine" && kernels && axes.factors.has(node))
      kernels.callFactor(elements, this.memory.arrays, node);
    else if (item.kind === "routine") writeRoutine(elements, this.memory.arrays, node);
    else if (item.kind === "scan") {
      // from here on rows are read as soon as they are there
      if (beside.length > 0) this.#completeArray(item);
      const body: WriteBody = (step, write) =>
        new Nests(elements, step.plan, step.axes, this.memory, undefined, new Map(), write).writeAll();
      writeScan(elements, this.memory, node, this.plan, body, beside);
    } else if (item.kind === "reduce") this.#accumulate(item, turn);
    else if (item.kind === "scatter") this.#scatter(item, turn);
    else {
      for (const index of this.#places(item, turn, 0, item.kept)) {
        if (item.output) this.write(item.output, index, elements.value(node, index));
        else if (item.kind === "part") {
          const axis = "axis" in node.op ? node.op.axis : 0;
          const target = replace(index, axis, [plus(index[axis], at(item.start))]);
          this.#store(array ?? "", flatten(target, strides), elements.value(node.inputs[item.part], index));
        } else {
          const value = elements.compute(node, index);
          elements.know(node, index, value);
          if (this.#inMemory.has(item)) this.#store(array ?? "", flatten(index, strides), value);
        }
      }
    }
    this.#completeArray(item);
  }

  #accumulate(item: Item, turn: Turn): void {
    const { elements } = this;
    const { node } = item;
    const folds = item.slots.slice(item.kept).map((slot) => (slot >= 0 ? turn.places.get(slot) : undefined));
    const op = foldOf(node);
    if (op === "argmax" || op === "argmin") {
      const [place] = folds;
      for (const { kept, total, best } of turn.sums.get(item) ?? []) {
        const value = this.#extremeTerm(item, kept, place);
        elements.code.push({
          kind: "accumulate",
          op,
          target: total,
          value,
          best,
          index: place && elements.numberOf(place),
        });
      }
      return;
    }
    if (this.#collected.has(item)) {
      const name = this.memory.arrays.get(node)?.name ?? "";
      for (const kept of this.#places(item, turn, 0, item.kept)) {
        const value = elements.folded(node, kept, folds);
        this.#store(name, flatten(kept, stridesOf(node.shape)), value, op);
      }
      return;
    }
    const inSegment = turn.segment?.sums.get(item);
    for (const [k, sum] of (turn.sums.get(item) ?? []).entries()) {
      const value = elements.folded(node, sum.kept, folds);
      if (op === "sum") {
        const rest = this.#sums.collectLogarithms(sum, value);
        if (inSegment) this.#sums.addRow(sum, inSegment[k], rest, this.#inKernel);
        else this.#sums.add(sum, rest);
      } else
        elements.code.push({ kind: "accumulate", op, target: sum.total, value, best: undefined, index: undefined });
    }
  }

  #extremeTerm(item: Item, kept: readonly Index[], place: Index | undefined): Value {
    const [x] = item.node.inputs;
    const [axis] = reducedAxes(item.node);
    return this.elements.value(x, [...kept.slice(0, axis), place ?? at(0), ...kept.slice(axis)]);
  }

  #scatter(item: Item, turn: Turn): void {
    const { elements } = this;
    const { op, inputs, shape } = item.node;
    if (op.name !== "scatter_add") throw new Error("emit: not a scatter");
    const array = this.memory.arrays.get(item.node)?.name ?? "";
    for (const index of this.#places(item, turn, 0, item.slots.length)) {
      const outside = index.slice(0, item.kept);
      const picked = index.slice(item.kept);
      const target = elements.indexOf(elements.value(inputs[1], picked));
      const value = elements.value(inputs[0], [...outside.slice(0, op.axis), ...picked, ...outside.slice(op.axis)]);
      const place = flatten([...outside.slice(0, op.axis), target, ...outside.slice(op.axis)], stridesOf(shape));
      if (turn.segment && isOutside(place, turn.segment.block)) this.#addInSegment(turn.segment, array, place, value);
      else this.#store(array, place, value, "sum");
    }
  }

  #addInSegment({ block, scattered }: SegmentSums, array: string, place: Index, value: Value): void {
    const key = `${array}${keyOf([place])}`;
    const sum = scattered.get(key)?.sum ?? emptySum([place], this.elements.code.declare(0, block));
    scattered.set(key, { array, place, sum });
    this.#sums.add(sum, value);
  }
}

/** Whether an index is the same in all turns of loops inside the block. */
function isOutside(index: Index, block: Block): boolean {
  return index.terms.every(({ variable }) => variable.block.depth <= block.depth);
}
