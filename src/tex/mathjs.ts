/** The part of mathjs that writes formulas, in a file of its own, so that it is bundled alone and loaded only for them. */
export {
  ConditionalNode,
  ConstantNode,
  FunctionNode,
  isSymbolNode,
  type MathNode,
  OperatorNode,
  type OperatorNodeFn,
  type OperatorNodeOp,
  SymbolNode,
} from "mathjs";
