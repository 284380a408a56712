/** The functions of a program's module while its text is written, and their calls in the text. */
import { type Node, sizeOf } from "../../tensor/node.ts";
import type { Axes } from "../js/axes.ts";
import { literal, type Statement, type Variable } from "../js/code.ts";
import type { Elements } from "../js/elements.ts";
import { at, atVariable, type Index, plus, storeAt } from "../js/index.ts";
import type { Item } from "../js/items.ts";
import type { Arrays, Memory } from "../js/memory.ts";
import type { Plan } from "../js/plan.ts";
import type { Segments } from "../js/segments.ts";
import type { Target } from "../target.ts";
import { describeNest, nestPays } from "./choose-nests.ts";
import { encodeModule, type Import, pageSize, type WasmFunction } from "./encode.ts";
import { factorFunction, factorOf, keyOfFactor } from "./factor.ts";
import { Linear } from "./linear.ts";
import { type Environment, Unsupported } from "./loops/environment.ts";
import { type Nest, nestFunction } from "./nest.ts";
import { operandOf, productOf } from "./operand.ts";
import { productFunction } from "./product.ts";
import { keyOf } from "./products/shape.ts";

/** Numbers copied at one turn of a loop. */
const copiedAtOnce = 8;

export class Kernels {
  readonly linear = new Linear();
  readonly #functions: WasmFunction[] = [];
  readonly #descriptions: string[] = [];
  /** Names of functions that several calls share, by what they compute. */
  readonly #made = new Map<string, string>();
  readonly #imports: Import[] = [];
  /** Names of the arrays of numbers by those of their copies. */
  readonly #constants = new Map<string, string>();
  /** Buffers of which the lane has a copy. */
  readonly #copied = new Set<string>();

  constructor(
    readonly target: Target,
    readonly buffers: readonly { readonly name: string; readonly size: number }[],
  ) {}

  /** The names of the functions, as the text calls them. */
  get names(): readonly string[] {
    return this.#functions.flatMap(({ name }) => name ?? []);
  }

  /**
   * Lines that fill the memory with what never changes.
   * @param named what a constant is called there
   */
  fills(named: (constant: string) => string): readonly string[] {
    return [...this.#constants].flatMap(([copy, name]) => {
      const place = this.linear.places.get(copy);
      if (!place) return [];
      return `new Float64Array(memory, ${place.address}, ${place.size}).set(${named(name)}.subarray(0, ${place.size}));`;
    });
  }

  /** Writes a call that computes a matrix product, whose operands and result are arrays of the program. */
  call(elements: Elements, arrays: Arrays, node: Node): void {
    const product = productOf(node);
    if (!product) throw new Error(`emit: node ${node.id} is no product of dense matrices`);
    const name = this.#shared(keyOf(product), (own) => productFunction(product, own));
    const operands = node.inputs.map((input) => operandOf(input).source);
    this.#callOn(elements, arrays, name, [...operands, node]);
    this.#describe(name, "matrix product", node.inputs);
  }

  /** Writes a call that computes a Cholesky factor, its adjoint or a triangular system, in the same way. */
  callFactor(elements: Elements, arrays: Arrays, node: Node): void {
    const factor = factorOf(node);
    if (!factor) throw new Error(`emit: node ${node.id} is no factor`);
    const name = this.#shared(keyOfFactor(factor), (own) => factorFunction(factor, own));
    this.#callOn(elements, arrays, name, [...node.inputs, node]);
    this.#describe(name, node.op.name.replaceAll("_", " "), node.inputs);
  }

  /** The name of a function that is made once for each key. */
  #shared(key: string, make: (name: string) => WasmFunction): string {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const name = `k${this.#functions.length}`;
    this.#made.set(key, name);
    this.#functions.push(make(name));
    return name;
  }

  #callOn(elements: Elements, arrays: Arrays, name: string, nodes: readonly Node[]): void {
    const args = nodes.map((node) => literal(this.#addressOf(elements, arrays, node)));
    elements.code.push({ kind: "call", name, args });
  }

  #describe(name: string, what: string, operands: readonly Node[]): void {
    this.#descriptions.push(`${name}: ${what} ${operands.map(({ shape }) => `[${shape.join(", ")}]`).join(" ")}`);
  }

  /** Whether the loop around the items is to become a function. */
  takes(items: readonly Item[], plan: Plan, axes: Axes): boolean {
    return nestPays(items, plan, axes, this.target, new Map(this.buffers.map(({ name, size }) => [name, size])));
  }

  /**
   * Makes a function of the loop that was written last, with copies of the buffers that it reads before it and of those that it
   * writes after it; its rows may stand in segments. The loop stays as it is where it has something that functions have no form for.
   */
  takeLoop(
    elements: Elements,
    memory: Memory,
    items: readonly Item[],
    plan: Plan,
    axes: Axes,
    segments: Segments | undefined,
  ): void {
    const { code } = elements;
    const outputs = items.flatMap((item) => item.output ?? []);
    const { statements } = code.current;
    const loop = statements[statements.length - 1];
    if (loop.kind !== "loop") throw new Error("emit: no loop to take");
    const touched = new Set<string>();
    const name = `k${this.#functions.length}`;
    const nest = this.#makeNest(loop, name, beginsOf(statements), this.#environment(elements, memory, touched, name));
    if (!nest) return;
    statements.pop();
    const written = new Set(outputs.map((output) => elements.buffer(output.buffer).name));
    for (const array of touched) {
      if (written.has(array) || this.#copied.has(array)) continue;
      this.#copied.add(array);
      this.#copy(elements, array, 0, this.#sizeOf(array), "in");
    }
    this.#functions.push(nest.function);
    this.#descriptions.push(`${name}: ${describeNest(items, plan, axes, segments?.count)}`);
    const { args, results } = nest;
    code.push({ kind: "kernel", name, args, results, array: resultsOf(name) });
    for (const { buffer, offset, node } of outputs) {
      const array = elements.buffer(buffer).name;
      if (touched.has(array)) this.#copy(elements, array, offset, sizeOf(node.shape), "out");
    }
  }

  #makeNest(
    loop: Extract<Statement, { kind: "loop" }>,
    name: string,
    begins: ReadonlyMap<Variable, number>,
    environment: Environment,
  ): Nest | undefined {
    try {
      return nestFunction(loop, name, begins, environment);
    } catch (problem) {
      if (problem instanceof Unsupported) return undefined;
      throw problem;
    }
  }

  #environment(elements: Elements, memory: Memory, touched: Set<string>, name: string): Environment {
    const baseOf = (array: string) => [...elements.buffers.values()].find((buffer) => buffer.name === array)?.base;
    return {
      address: (array) => {
        if (baseOf(array)) {
          touched.add(array);
          const size = this.#sizeOf(array);
          memory.add(copyOf(array), size);
          return this.linear.place(copyOf(array), size);
        }
        const size = memory.sizeOf(array);
        return size === undefined ? this.#placeOfConstant(elements, array) : this.linear.place(array, size);
      },
      base: baseOf,
      imported: (full, count) => this.#import(full, count),
      results: (count) => {
        memory.add(resultsOf(name), count);
        return this.linear.place(resultsOf(name), count);
      },
    };
  }

  #import(full: string, count: number): number {
    const [object, name] = full.split(".");
    const module = object.toLowerCase();
    const known = this.#imports.findIndex((each) => each.module === module && each.name === name);
    if (known >= 0) return known;
    const params = Array.from({ length: count }, () => "f64" as const);
    return this.#imports.push({ module, name, params, results: ["f64"] }) - 1;
  }

  #sizeOf(buffer: string): number {
    return this.buffers[Number(buffer.slice(1))].size;
  }

  #copy(elements: Elements, array: string, from: number, count: number, way: "in" | "out"): void {
    const { code } = elements;
    const base = [...elements.buffers.values()].find((buffer) => buffer.name === array)?.base;
    if (!base) throw new Error(`emit: ${array} is no buffer`);
    const one = (own: Index) => {
      const outer = plus(own, atVariable(base));
      if (way === "in") storeAt(code, copyOf(array), own, elements.load(array, outer));
      else storeAt(code, array, outer, elements.load(copyOf(array), own, code.current));
    };
    const rest = count % copiedAtOnce;
    if (count > rest)
      code.loop(String(count - rest), copiedAtOnce, (i) => {
        for (let u = 0; u < copiedAtOnce; u++) one(atVariable(i, from + u));
      });
    for (let u = 0; u < rest; u++) one(at(from + count - rest + u));
  }

  /** The bytes of the module, undefined where it has no functions, and what these compute. */
  finish(): { readonly module: Uint8Array | undefined; readonly descriptions: readonly string[] } {
    const pages = Math.ceil(this.linear.end / pageSize);
    const functions = this.#functions;
    const module = functions.length === 0 ? undefined : encodeModule({ imports: this.#imports, functions, pages });
    return { module, descriptions: this.#descriptions };
  }

  /** The module has a copy of its own, as long as the array is by now: it may still become longer. */
  #placeOfConstant(elements: Elements, name: string): number {
    const size = elements.constants[Number(name.slice(1))].length;
    const place = `${name} ${size}`;
    this.#constants.set(place, name);
    return this.linear.place(place, size);
  }

  #addressOf(elements: Elements, arrays: Arrays, node: Node): number {
    const array = arrays.get(node);
    if (array) return this.linear.place(array.name, array.size) + 8 * array.offset;
    if (node.op.name !== "constant") throw new Error(`emit: node ${node.id} is not in memory`);
    return this.#placeOfConstant(elements, elements.constantName(node.op.data));
  }
}

const copyOf = (buffer: string) => `m${buffer.slice(1)}`;
const resultsOf = (kernel: string) => `r${kernel.slice(1)}`;

/** What variables are that were declared in a block. */
function beginsOf(statements: readonly Statement[]): Map<Variable, number> {
  const begins = new Map<Variable, number>();
  for (const statement of statements) if (statement.kind === "declare") begins.set(statement.target, statement.start);
  return begins;
}
