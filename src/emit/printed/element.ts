/** The number at one position of a node, as an expression over variables: one rule for each operation that needs no loop. */
import { isBinary, isUnary } from "../../tensor/evaluate-elementwise.ts";
import type { Node } from "../../tensor/node.ts";
import { type Dialect, isComparison } from "./dialect.ts";
import { choose, type Expression, infix, level, within } from "./expression.ts";
import { type Position, positionText, shifted } from "./position.ts";
import { reshapedPositions } from "./reshape.ts";

/** What prints elements asks of whoever knows the variables. */
export interface Variables {
  /** The element where the node is a variable, is known, or must become a variable first; undefined to print its operation. */
  read(node: Node, positions: readonly Position[]): Expression | undefined;
  /** Makes the node a variable unless reading it costs nothing: it will be read many times. */
  hoist(node: Node): void;
  /** The element of an operation that needs a loop (reductions, products, ..). */
  compound(node: Node, positions: readonly Position[]): Expression;
  /** The element of an index array, as a position. */
  index(node: Node, positions: readonly Position[]): Position;
}

export class Elements {
  constructor(
    private readonly dialect: Dialect,
    private readonly variables: Variables,
  ) {}

  /** @param positions one for each axis */
  element(node: Node, positions: readonly Position[]): Expression {
    return this.variables.read(node, positions) ?? this.compute(node, positions);
  }

  /** The element by its operation, also where the node is a variable (whose value this is). */
  compute(node: Node, positions: readonly Position[]): Expression {
    const { op, inputs } = node;
    const own = (k: number) => this.element(inputs[k], positions);
    if (op.name === "step" || op.name === "not" || isComparison(op.name)) {
      return this.chosen(this.condition(node, positions), this.dialect.number(1), this.dialect.number(0));
    }
    if (isUnary(op.name)) return this.dialect.unary(op.name, own(0));
    if (isBinary(op.name)) return this.dialect.binary(op.name, own(0), own(1));
    switch (op.name) {
      case "polygamma":
        return this.dialect.polygamma(op.order, own(0));
      case "select":
        return this.chosen(this.condition(inputs[0], positions), own(1), own(2));
      case "broadcast":
        if (inputs[0].shape.length < positions.length && positions.some(isVariable)) this.variables.hoist(inputs[0]);
        return this.element(
          inputs[0],
          op.axes.map((axis) => positions[axis]),
        );
      case "transpose": {
        const from = [...positions];
        op.permutation.forEach((axis, i) => {
          from[axis] = positions[i];
        });
        return this.element(inputs[0], from);
      }
      case "slice":
        return this.element(inputs[0], moved(positions, op.axis, op.start));
      case "pad":
        return this.padded(node, op.axis, op.before, positions);
      case "gather": {
        const rank = inputs[1].shape.length;
        const index = this.variables.index(inputs[1], positions.slice(op.axis, op.axis + rank));
        if (positions.some(isVariable)) this.variables.hoist(inputs[0]);
        return this.element(inputs[0], [...positions.slice(0, op.axis), index, ...positions.slice(op.axis + rank)]);
      }
      case "reshape":
        return this.element(inputs[0], reshapedPositions(this.dialect, inputs[0].shape, node.shape, positions));
      case "concat": {
        const along = positions[op.axis];
        if (along.text !== undefined) return this.variables.compound(node, positions);
        let first = 0;
        for (const part of inputs) {
          const size = part.shape[op.axis];
          if (along.shift < first + size) return this.element(part, moved(positions, op.axis, -first));
          first += size;
        }
        throw new Error("concat: a position beyond its end");
      }
      default:
        return this.variables.compound(node, positions);
    }
  }

  /** The node read as true or false: whether its element is not 0. */
  condition(node: Node, positions: readonly Position[]): Expression {
    const { op, inputs } = node;
    const { dialect } = this;
    const none = dialect.number(0);
    if (op.name === "broadcast" && this.variables.read(node, positions) === undefined) {
      const own = op.axes.map((axis) => positions[axis]);
      return this.condition(inputs[0], own);
    }
    const operand = (k: number) => this.element(inputs[k], positions);
    switch (op.name) {
      case "lt":
        return infix(operand(0), "<", operand(1), level.compare);
      case "le":
        return infix(operand(0), "<=", operand(1), level.compare);
      case "eq":
        return infix(operand(0), dialect.equals, operand(1), level.equal);
      case "ne":
        return infix(operand(0), dialect.differs, operand(1), level.equal);
      case "step":
        return infix(operand(0), ">", none, level.compare);
      case "not":
        if (!isCondition(inputs[0])) return infix(operand(0), dialect.equals, none, level.equal);
        return { text: `!${within(this.condition(inputs[0], positions), level.atom)}`, level: level.sign };
      case "and":
        return infix(this.condition(inputs[0], positions), "&&", this.condition(inputs[1], positions), level.and);
      case "or":
        return infix(this.condition(inputs[0], positions), "||", this.condition(inputs[1], positions), level.or);
      default:
        return infix(this.element(node, positions), dialect.differs, none, level.equal);
    }
  }

  private padded(node: Node, axis: number, before: number, positions: readonly Position[]): Expression {
    const [x] = node.inputs;
    const size = x.shape[axis];
    const along = positions[axis];
    const inner = moved(positions, axis, -before);
    const zero = this.dialect.number(0);
    if (along.text === undefined) {
      const inside = along.shift >= before && along.shift < before + size;
      return inside ? this.element(x, inner) : zero;
    }
    const { base } = this.dialect;
    const here: Expression = { text: positionText(along, base), level: level.sum };
    const first = infix(here, ">=", this.dialect.number(before + base), level.compare);
    const last = infix(here, "<", this.dialect.number(before + size + base), level.compare);
    const after = before + size < node.shape[axis];
    const condition = before > 0 && after ? infix(first, "&&", last, level.and) : before > 0 ? first : last;
    return this.chosen(condition, this.element(x, inner), zero);
  }

  private chosen(condition: Expression, yes: Expression, no: Expression): Expression {
    return choose(condition, this.dialect.branch(yes), this.dialect.branch(no));
  }
}

/** Whether the operation's own result is true or false. */
function isCondition({ op }: Node): boolean {
  return op.name === "step" || op.name === "not" || isComparison(op.name);
}

export function isVariable(position: Position): boolean {
  return position.text !== undefined;
}

function moved(positions: readonly Position[], axis: number, by: number): Position[] {
  return positions.map((position, i) => (i === axis ? shifted(position, by) : position));
}
