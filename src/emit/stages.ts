/** Splits a program at its calls of opaque black boxes: each stage is run for all lanes before the next, so that calls are batches. */
export { type StagedProgram, startStages } from "./run-stages.ts";

import { makeNode, type Node, type Output, type Program, sizeOf } from "../tensor/node.ts";

/** A program without calls. Its buffers are those of the whole program, of the cut and of calls, as far as it uses them. */
export interface ProgramStage {
  readonly kind: "program";
  readonly program: Program;
}

/** One batch for a box: per lane `rows` rows, contiguous over lanes in buffers of their own. */
export interface CallStage {
  readonly kind: "call" | "call_vjp";
  readonly box: string;
  /** Rows of one lane. */
  readonly rows: number;
  /** Elements of one row. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Names of buffers, [rows, inputSize] a lane. */
  readonly input: string;
  /** [rows, outputSize] a lane; of a `call_vjp` only. */
  readonly cotangent: string | undefined;
  /** [rows, outputSize] a lane of a `call`, [rows, inputSize] of a `call_vjp`. */
  readonly output: string;
}

export type Stage = ProgramStage | CallStage;

/** The buffer of values that one program stage computes and a later one reads. */
export const cutBuffer = "cut";

const isCall = (node: Node) => node.op.name === "call" || node.op.name === "call_vjp";

/**
 * Programs and calls in turn; calls that do not need each other follow one another, as early as they can. The programs write and
 * read the buffers of `program`, one named "cut", and buffers named "call0.input", "call0.output" and so on.
 */
export function splitAtCalls(program: Program): Stage[] {
  return new Splitter(program).stages();
}

class Splitter {
  readonly #nodes: readonly Node[];
  /** How many rounds of calls must be over before a node can be computed. */
  readonly #rounds = new Map<Node, number>();
  readonly #crossing = new Map<Node, number>();
  readonly #callStages = new Map<Node, CallStage>();
  readonly #copies: { readonly node: Node; readonly buffer: string }[] = [];
  readonly #sizes: Record<string, number>;
  #cutSize = 0;

  constructor(readonly program: Program) {
    const seen = new Set<Node>(program.outputs.map((output) => output.node));
    for (const node of seen) for (const x of node.inputs) seen.add(x);
    this.#nodes = [...seen].sort((a, b) => a.id - b.id);
    this.#sizes = { ...program.buffers };
    for (const node of this.#nodes) {
      this.#rounds.set(node, Math.max(0, ...node.inputs.map((x) => this.#round(x) + (isCall(x) ? 1 : 0))));
      if (isCall(node)) this.#addCall(node);
    }
  }

  #round(node: Node): number {
    return this.#rounds.get(node) ?? 0;
  }

  #addCall(node: Node): void {
    const { op, inputs } = node;
    if (op.name !== "call" && op.name !== "call_vjp") return;
    const name = `call${this.#callStages.size}`;
    const [x, cotangent] = inputs;
    this.#callStages.set(node, {
      kind: op.name,
      box: op.box,
      rows: x.shape[0],
      inputSize: x.shape[1],
      outputSize: (cotangent ?? node).shape[1],
      input: this.#copy(x, `${name}.input`),
      cotangent: cotangent && this.#copy(cotangent, `${name}.cotangent`),
      output: this.#buffer(`${name}.output`, node),
    });
  }

  #buffer(name: string, node: Node): string {
    this.#sizes[name] = sizeOf(node.shape);
    return name;
  }

  /** The buffer in which a call finds an operand; what several calls read is there once. */
  #copy(node: Node, name: string): string {
    const call = this.#callStages.get(node);
    if (call) return call.output;
    const copy = this.#copies.find((other) => other.node === node);
    if (copy) return copy.buffer;
    this.#copies.push({ node, buffer: this.#buffer(name, node) });
    return name;
  }

  stages(): Stage[] {
    const rounds = Math.max(0, ...this.program.outputs.map(({ node }) => this.#readyIn(node)));
    const wanted = Array.from({ length: rounds + 1 }, () => [] as Output[]);
    for (const output of this.program.outputs) wanted[this.#readyIn(output.node)].push(output);
    for (const { node, buffer } of this.#copies) wanted[this.#readyIn(node)].push({ buffer, offset: 0, node });
    // from the last program to the first: what a program needs from earlier ones is an output of those
    const programs: Output[][] = [];
    for (let round = rounds; round >= 0; round--) {
      const needs = new Set<Node>();
      const rebuilt = this.#rebuild(
        wanted[round].map(({ node }) => node),
        round,
        needs,
      );
      const outputs = wanted[round].map((output) => ({ ...output, node: rebuilt.get(output.node) ?? output.node }));
      for (const node of needs) this.#cross(node, wanted);
      programs[round] = outputs;
    }
    return programs.flatMap((outputs, round) => {
      const calls = [...this.#callStages].filter(([node]) => this.#round(node) === round).map(([, stage]) => stage);
      return outputs.length > 0 ? [this.#programStage(outputs), ...calls] : calls;
    });
  }

  /** The round of programs in which a value is there; that of a call follows it. */
  #readyIn(node: Node): number {
    return this.#round(node) + (isCall(node) ? 1 : 0);
  }

  #cross(node: Node, wanted: Output[][]): void {
    const offset = this.#crossing.get(node) ?? 0;
    const list = wanted[this.#readyIn(node)];
    const there = list.some((output) => output.buffer === cutBuffer && output.node === node);
    if (!there) list.push({ buffer: cutBuffer, offset, node });
  }

  /** The nodes as a program of that round computes them: from what is in buffers by then. */
  #rebuild(nodes: readonly Node[], round: number, needs: Set<Node>): Map<Node, Node> {
    const inside = new Set(nodes);
    for (const node of inside) if (this.#isComputedIn(node, round)) for (const x of node.inputs) inside.add(x);
    const rebuilt = new Map<Node, Node>();
    for (const node of [...inside].sort((a, b) => a.id - b.id))
      rebuilt.set(node, this.#make(node, round, rebuilt, needs));
    return rebuilt;
  }

  #isComputedIn(node: Node, round: number): boolean {
    // repeating is cheaper than keeping what was repeated
    return !this.#callStages.has(node) && (this.#round(node) === round || node.op.name === "broadcast");
  }

  #make(node: Node, round: number, rebuilt: ReadonlyMap<Node, Node>, needs: Set<Node>): Node {
    const { op, inputs, shape } = node;
    if (op.name === "input" || op.name === "constant") return node;
    const call = this.#callStages.get(node);
    if (call) return makeNode({ name: "input", buffer: call.output, offset: 0 }, [], shape);
    if (this.#isComputedIn(node, round)) {
      const operands = inputs.map((x) => rebuilt.get(x) ?? x);
      return operands.every((x, i) => x === inputs[i]) ? node : makeNode(op, operands, shape);
    }
    let offset = this.#crossing.get(node);
    if (offset === undefined) {
      offset = this.#cutSize;
      this.#crossing.set(node, offset);
      this.#cutSize += sizeOf(shape);
    }
    needs.add(node);
    return makeNode({ name: "input", buffer: cutBuffer, offset }, [], shape);
  }

  #programStage(outputs: readonly Output[]): ProgramStage {
    const seen = new Set<Node>(outputs.map((output) => output.node));
    for (const node of seen) for (const x of node.inputs) seen.add(x);
    const used = new Set(outputs.map((output) => output.buffer));
    for (const { op } of seen) if (op.name === "input") used.add(op.buffer);
    const sizes = { ...this.#sizes, [cutBuffer]: this.#cutSize };
    const buffers = Object.fromEntries(Object.entries(sizes).filter(([name]) => used.has(name)));
    return { kind: "program", program: { buffers, outputs } };
  }
}
