/** Reads the text form of programs that `print.ts` describes and writes. Whatever the text, what is thrown is a ProgramTextError. */
import { minimiserInputs } from "./build-minimiser.ts";
import { scanInputs } from "./build-scan.ts";
import { flawOf } from "./check-node.ts";
import { makeNode, type Node, type Op, type Output, type Program, type Shape, sizeOf } from "./node.ts";
import { LineReader, ProgramTextError } from "./read-line.ts";
import { readOp } from "./read-op.ts";
import { showShape } from "./shape.ts";

export { ProgramTextError } from "./read-line.ts";

/** The program of a text that begins with `buffers`. */
export function parseProgram(text: string): Program {
  const reader = new ProgramReader(text);
  const buffers = reader.readBuffers();
  const known = reader.nodes("");
  return { buffers, outputs: reader.outputs(known) };
}

/** Nodes alone, in the order of the last line of the text. */
export function parseNodes(text: string): Node[] {
  const reader = new ProgramReader(text);
  const nodes = reader.results(reader.nodes(""), "");
  reader.end();
  return nodes;
}

/** Nodes by their names, `%0`. */
type Known = Map<string, Node>;

const STEP = "    ";

class ProgramReader {
  readonly #lines: readonly string[];
  #at = 0;
  /** Absent where nodes stand alone. */
  #sizes: ReadonlyMap<string, number> | undefined;

  constructor(text: string) {
    this.#lines = text.replace(/\n$/, "").split("\n");
  }

  /** `buffers x [8], out [2]`. */
  readBuffers(): Record<string, number> {
    const line = this.#next("");
    line.need("buffers");
    const sizes = new Map<string, number>();
    while (line.skip(sizes.size === 0 ? " " : ", ")) {
      const name = line.name();
      if (sizes.has(name)) line.fail(`there are two buffers ${name}`);
      line.need(" [");
      sizes.set(name, line.whole());
      line.need("]");
    }
    line.end();
    this.#sizes = sizes;
    return Object.fromEntries(sizes);
  }

  /** Lines `%3 = ..`, as far as they go. */
  nodes(indent: string, known: Known = new Map()): Known {
    while (this.#follows(`${indent}%`)) this.#node(known, indent);
    return known;
  }

  /** Lines `-> out+0 %3`, to the end. */
  outputs(known: Known): Output[] {
    const outputs: Output[] = [];
    while (this.#at < this.#lines.length) {
      const line = this.#next("");
      line.need("-> ");
      const buffer = line.name();
      line.need("+");
      const offset = line.whole();
      line.need(" ");
      const name = line.node();
      const node = known.get(name) ?? line.fail(`there is no ${name} above`);
      line.end();
      this.#needRoom(line, { buffer, offset }, node.shape);
      outputs.push({ buffer, offset, node });
    }
    return outputs;
  }

  /** The line `-> %3 %4`. */
  results(known: Known, indent: string): Node[] {
    const line = this.#next(indent);
    line.need("->");
    const nodes = operands(line, known);
    line.end();
    return nodes;
  }

  end(): void {
    if (this.#at < this.#lines.length) this.#next("").fail("nothing stands behind the results");
  }

  #node(known: Known, indent: string): void {
    const line = this.#next(indent);
    const name = line.node();
    if (known.has(name)) line.fail(`there is a ${name} already`);
    line.need(" = ");
    const word = line.expect(/[a-z_]\w*/y, "an operation");
    const leaf = readLeaf(word, line);
    const details = leaf ? undefined : line.take(/\([^()]*\)/y)?.slice(1, -1);
    const inputs = operands(line, known);
    const shape = shapeBehind(line);
    const op =
      leaf ??
      readOp(word, details) ??
      this.#opWithBody(word, details, `${indent}${STEP}`) ??
      line.fail(`there is no operation \`${details === undefined ? word : `${word}(${details})`}\``);
    const flaw = flawOf(op, inputs, shape);
    if (flaw !== undefined) line.fail(`${word}: ${flaw}`);
    if (op.name === "input") this.#needRoom(line, op, shape);
    known.set(name, makeNode(op, inputs, shape));
  }

  /** A recursion or inner problem, whose body stands below its line. */
  #opWithBody(word: string, details: string | undefined, indent: string): Op | undefined {
    if (word === "minimiser" && details === undefined) {
      const given = this.#given(["point", "shared"], indent);
      const own = minimiserInputs(given.shapes[0][0], given.shapes[1]);
      return { name: word, body: { ...own, loss: this.#body(given.names, [own.point, ...own.shared], indent) } };
    }
    const settings = word === "scan" ? scanSettings.get(details ?? "") : undefined;
    if (word !== "scan" || !settings) return undefined;
    const given = this.#given(["carry", "row", "shared"], indent);
    const [[carry], rows, shared] = given.shapes;
    const own = scanInputs(carry, rows, shared);
    const next = this.#body(given.names, [own.carry, ...own.xs, ...own.shared], indent);
    return { name: word, body: { ...own, next }, ...settings };
  }

  /** The lines of what a body is given: their names in order, and the shapes for each of the words; of the first there is one. */
  #given(words: readonly string[], indent: string): { readonly names: string[]; readonly shapes: Shape[][] } {
    const names: string[] = [];
    const shapes: Shape[][] = words.map(() => []);
    let place = 0;
    const pattern = new RegExp(`^${indent}%\\d+ = (${words.join("|")}) : `);
    for (let found = pattern.exec(this.#peek()); found; found = pattern.exec(this.#peek())) {
      const line = this.#next(indent);
      const name = line.node();
      if (names.includes(name)) line.fail(`there is a ${name} already`);
      names.push(name);
      line.need(` = ${found[1]}`);
      const at = words.indexOf(found[1]);
      if (at < place || (at === 0 && names.length > 1)) line.fail(`a body is given ${words.join(", then ")}`);
      place = at;
      shapes[at].push(shapeBehind(line));
    }
    if (shapes[0].length === 0) this.#next(indent).fail(`a body begins with ${words[0]}`);
    return { names, shapes };
  }

  #body(names: readonly string[], given: readonly Node[], indent: string): Node {
    const known: Known = new Map(names.map((name, i) => [name, given[i]]));
    const results = this.results(this.nodes(indent, known), indent);
    if (results.length !== 1) throw new ProgramTextError(this.#at, "a body has one result");
    return results[0];
  }

  /** An array lies in one of the buffers. */
  #needRoom(line: LineReader, { buffer, offset }: { buffer: string; offset: number }, shape: Shape): void {
    if (!this.#sizes) return;
    const size = this.#sizes.get(buffer) ?? line.fail(`there is no buffer ${buffer}`);
    if (offset + sizeOf(shape) > size)
      line.fail(`${showShape(shape)} from ${offset} on ends behind the buffer ${buffer}`);
  }

  #peek(): string {
    return this.#lines[this.#at] ?? "";
  }

  #follows(start: string): boolean {
    return this.#peek().startsWith(start);
  }

  /** The next line, without the indent that it must have. */
  #next(indent: string): LineReader {
    const text = this.#peek();
    const line = new LineReader(text, ++this.#at);
    if (this.#at > this.#lines.length) line.fail("the text ends too early");
    line.need(indent);
    return line;
  }
}

/** What stands between the brackets of a scan. */
const scanSettings: ReadonlyMap<string, { readonly reverse: boolean; readonly settles?: true }> = new Map([
  ["", { reverse: false }],
  ["reverse", { reverse: true }],
  ["settles", { reverse: false, settles: true }],
  ["reverse, settles", { reverse: true, settles: true }],
]);

const boxWords = ["call", "call_vjp", "parameter_gradient", "parameter_vjp"] as const;

/** Operations that hold numbers or a name. */
function readLeaf(word: string, line: LineReader): Op | undefined {
  if (word === "constant") return { name: word, data: line.numbers() };
  const name = word === "input" ? word : boxWords.find((each) => each === word);
  if (name === undefined) return undefined;
  line.need(" ");
  const own = line.name();
  if (name !== "input") return { name, box: own };
  line.need("+");
  return { name, buffer: own, offset: line.whole() };
}

/** Names of nodes, each behind a space, up to the shape or the end. */
function operands(line: LineReader, known: Known): Node[] {
  const nodes: Node[] = [];
  for (let name = line.take(/ %\d+/y); name !== undefined; name = line.take(/ %\d+/y)) {
    nodes.push(known.get(name.slice(1)) ?? line.fail(`there is no${name} above`));
  }
  return nodes;
}

/** ` : [2, 3]`, with which a line ends. */
function shapeBehind(line: LineReader): Shape {
  line.need(" : ");
  const shape = line.shape();
  line.end();
  return shape;
}
