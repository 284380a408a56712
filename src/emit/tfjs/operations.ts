/** What one node does, as kernels over all lanes: a table of all operations. */
import type { BinaryName, Op, OpName, UnaryName } from "../../tensor/node.ts";
import { binaryKernels, polygammaKernel, selectKernel, unaryKernels } from "./elementwise.ts";
import { choleskyAdjointKernel, choleskyKernel, solveKernel } from "./factors.ts";
import { gatherKernel, scatterAddKernel } from "./gather.ts";
import { productKernel } from "./product.ts";
import { reduceKernel } from "./reduce.ts";
import { scanKernel } from "./scan.ts";
import {
  argmaxKernel,
  broadcastKernel,
  concatKernel,
  cumsumKernel,
  padKernel,
  reshapeKernel,
  sliceKernel,
  transposeKernel,
} from "./shape.ts";
import type { Call, Tensor, Value } from "./value.ts";

/** What is no kernel: a program is split where a black box is asked, and its inner problems are spelt out, before it is compiled. */
type Outside = "call" | "call_vjp" | "parameter_gradient" | "parameter_vjp" | "minimiser";

type Named<Name extends OpName> = Extract<Op, { readonly name: Name }>;

type WholeName = Exclude<OpName, UnaryName | BinaryName | "input" | "constant" | Outside>;

type Table = { readonly [Name in WholeName]: (op: Named<Name>, call: Call) => Value };

const table: Table = {
  polygamma: (op, call) => elementwise(call, ([x]) => polygammaKernel(call.shapes.core, op.order, x)),
  select: (_, call) => elementwise(call, ([c, a, b]) => selectKernel(call.shapes.core, c, a, b)),
  broadcast: broadcastKernel,
  reduce: reduceKernel,
  argmax: argmaxKernel,
  argmin: argmaxKernel,
  cumsum: cumsumKernel,
  reshape: reshapeKernel,
  transpose: transposeKernel,
  slice: sliceKernel,
  pad: padKernel,
  concat: concatKernel,
  gather: gatherKernel,
  scatter_add: scatterAddKernel,
  matmul: (_, call) => productKernel(call),
  cholesky: choleskyKernel,
  cholesky_adjoint: choleskyAdjointKernel,
  triangular_solve: solveKernel,
  scan: scanKernel,
};

function fromTable<Name extends WholeName>(op: Named<Name>, name: Name, call: Call): Value {
  return table[name](op, call);
}

const isUnary = (name: OpName): name is UnaryName => Object.hasOwn(unaryKernels, name);
const isBinary = (name: OpName): name is BinaryName => Object.hasOwn(binaryKernels, name);
const isWhole = (op: Op): op is Named<WholeName> => Object.hasOwn(table, op.name);

/** The value of a node that is neither constant nor an input. */
export function nodeKernel(call: Call): Value {
  const { op } = call.node;
  const { core } = call.shapes;
  if (isUnary(op.name)) {
    const kernel = unaryKernels[op.name];
    return elementwise(call, ([x]) => kernel(core, x));
  }
  if (isBinary(op.name)) {
    const kernel = binaryKernels[op.name];
    return elementwise(call, ([a, b]) => kernel(core, a, b));
  }
  if (isWhole(op)) return fromTable(op, op.name, call);
  throw new Error(`${op.name} has no TensorFlow.js kernel`);
}

function elementwise({ values, shapes }: Call, kernel: (operands: readonly Tensor[]) => Tensor): Value {
  const { tensors, isBatched } = shapes.aligned(values);
  return { tensor: kernel(tensors), isBatched };
}
