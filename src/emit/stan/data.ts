/** The data block of a Stan program and the numbers that go with it: what the program needs to know, under the scenario's names. */
import { constantValue } from "../../tensor/evaluate.ts";
import { type Nested, nested } from "../../tensor/nested.ts";
import type { Node } from "../../tensor/node.ts";

/** `index` arrays count from 1. */
export type DataType = "real" | "int" | "index";

interface Entry {
  readonly declaration: string;
  readonly comment: string;
  readonly name: string;
  readonly value: Nested;
}

export interface DataNames {
  /** A free name for a node; `type` tells one use of it from another. */
  nameOf(node: Node, type: DataType): string;
  /** The sizes of its axes, as printed. */
  sizesOf(node: Node): readonly string[];
}

export class StanData {
  private readonly sizes: Entry[] = [];
  private readonly entries: Entry[] = [];
  private readonly known = new Map<string, string>();

  constructor(private readonly names: DataNames) {}

  /** The name of a known node as data of that type, declared when first asked for. */
  variable(node: Node, type: DataType): string {
    const key = `${node.id} ${type}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const values = constantValue(node);
    if (values === undefined) throw new Error(`stan: node ${node.id} is no constant`);
    const name = this.names.nameOf(node, type);
    const numbers = type === "index" ? values.map((x) => x + 1) : values;
    const sizes = this.names.sizesOf(node);
    this.entries.push({
      declaration: `${type === "real" ? realType(sizes) : integerType(sizes)} ${name};`,
      comment: type === "index" ? "counted from 1" : "",
      name,
      value: nested(numbers, node.shape),
    });
    this.known.set(key, name);
    return name;
  }

  /** A whole number that sizes are made of. */
  size(name: string, value: number): void {
    this.sizes.push({ declaration: `int<lower=0> ${name};`, comment: "", name, value });
  }

  lines(): string[] {
    return [...this.sizes, ...this.entries].map(
      ({ declaration, comment }) => declaration + (comment === "" ? "" : ` // ${comment}`),
    );
  }

  numbers(): Record<string, Nested> {
    return Object.fromEntries([...this.sizes, ...this.entries].map(({ name, value }) => [name, value]));
  }
}

/** The type of real numbers of that shape, a constraint such as `<lower=0>` included. */
export function realType(sizes: readonly (string | number)[], constraint = ""): string {
  const rank = sizes.length;
  if (rank === 0) return `real${constraint}`;
  if (rank === 1) return `vector${constraint}[${sizes[0]}]`;
  const matrix = `matrix${constraint}[${sizes.slice(-2).join(", ")}]`;
  return rank === 2 ? matrix : `array[${sizes.slice(0, -2).join(", ")}] ${matrix}`;
}

function integerType(sizes: readonly string[]): string {
  return sizes.length === 0 ? "int" : `array[${sizes.join(", ")}] int`;
}

/** The numbers as a file for CmdStan, whose JSON has infinities as words (CmdStan User's Guide, "JSON format for CmdStan"). */
export function dataFile(numbers: Readonly<Record<string, Nested>>): string {
  const spelled = (_: string, x: unknown) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x);
  return `${JSON.stringify(numbers, spelled)}\n`;
}
