/** A block of a printed program: its lines, and the variables that can be read in it. */
import type { Node } from "../../tensor/node.ts";

export interface Variable {
  readonly name: string;
  /** Of Stan. `rows`: an array of vectors (the last axis), as simplexes are declared; else real, vector, matrix or arrays of matrices. */
  readonly form: "plain" | "rows";
}

export class Scope {
  readonly lines: string[] = [];
  private readonly variables = new Map<Node, Variable>();

  /**
   * @param outer what it stands in, whose variables can be read
   * @param depth loops that are open around it
   * @param owns nodes that can be computed here and not further out (those of a loop's body); all by default
   */
  constructor(
    readonly outer: Scope | undefined,
    readonly depth = 0,
    readonly owns: (node: Node) => boolean = () => true,
  ) {}

  find(node: Node): Variable | undefined {
    return this.variables.get(node) ?? this.outer?.find(node);
  }

  define(node: Node, variable: Variable): void {
    this.variables.set(node, variable);
  }

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
