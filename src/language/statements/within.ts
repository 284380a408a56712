/** `within = { x: row_space(f, rank = 20, penalty = 5000) }`: latents that are searched for in a subspace of their last axis. */

import type { WeightPart } from "../../blackbox/parameters.ts";
import { finiteBounds } from "../../distributions/support.ts";
import { sizeOf } from "../../tensor/node.ts";
import { checkAccess, subjectNamed } from "../asking.ts";
import { showAxes } from "../axes.ts";
import { refuseTwice } from "../call.ts";
import type { Box, Infer, Latent, Subspace } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { badOptionValue, unexpectedArgumentName, unknownName } from "../diagnostics/names.ts";
import { noFirstMatrix, noSubspaceFor, otherWidth, stepsInOtherSpaces } from "../diagnostics/subspaces.ts";
import { textOf } from "../elements.ts";
import { knownNumber, knownWhole } from "../known.ts";
import type { Argument, CallExpression } from "../syntax.ts";
import type { LatentEntry } from "./records.ts";

const form = "row_space(f, rank = 20, penalty = 5000)";
const documentation =
  "The row space of the first weight matrix of a net: x = z basis, the basis being its first right singular vectors. Bounds of the prior become penalty * (what lies beyond them)^2.";

/** Times the squares of what lies beyond a bound, where no penalty is given. */
const PENALTY = 1;

export function readWithin(context: Context, option: string, { latent, key, value }: LatentEntry): Subspace {
  const bad = (found: string): never => fail(badOptionValue(at(context, value), option, form, found, documentation));
  if (value.kind !== "call") return bad(`\`${textOf(context.source, value.span)}\``);
  if (value.callee.name !== "row_space") {
    fail(unknownName(at(context, value.callee), "subspace", value.callee.name, ["row_space"]));
  }
  checkLatent(context, { latent, key, value });
  refuseTwice(context, "row_space", value.arguments);
  const named = optionsOf(context, value);
  const [first, second] = value.arguments.filter(({ name }) => name === undefined);
  if (second !== undefined) return bad(`\`${textOf(context.source, value.span)}\`, with more than a model`);
  const rank = named.get("rank");
  if (first === undefined || rank === undefined) {
    return bad(`\`${textOf(context.source, value.span)}\`, without a ${first === undefined ? "model" : "rank"}`);
  }
  const subject = subjectNamed(context, value, first.value);
  const { box } = subject;
  const matrix = box && firstMatrix(box);
  if (box === undefined || matrix === undefined) {
    return fail(noFirstMatrix(at(context, first.value), textOf(context.source, first.value.span), box !== undefined));
  }
  const remedy = "add `parameters` to its access, if the analyst has the file";
  checkAccess(context, value, subject, "parameters", [remedy]);
  const [inputs, units] = matrix.shape;
  const width = latent.node.shape[latent.node.shape.length - 1];
  if (width !== inputs) fail(otherWidth(at(context, key), latent.name, showAxes(latent.axes), box.name, inputs));
  const [count, penalty] = all([
    () => rankOf(context, rank, Math.min(inputs, units)),
    () => penaltyOf(context, named.get("penalty")),
  ]);
  const weights = box.model.parameters.values.subarray(matrix.offset, matrix.offset + inputs * units);
  return { weights, inputs, units, rank: count, penalty };
}

/** Arguments with names, which are those of `row_space`. */
function optionsOf(context: Context, call: CallExpression): Map<string, Argument> {
  const known = ["rank", "penalty"];
  const found = new Map<string, Argument>();
  for (const argument of call.arguments) {
    const { name } = argument;
    if (name === undefined) continue;
    if (!known.includes(name.name)) fail(unexpectedArgumentName(at(context, name), "row_space", name.name, known));
    found.set(name.name, argument);
  }
  return found;
}

function checkLatent(context: Context, { latent, key }: LatentEntry): void {
  const { distribution, args } = latent.prior;
  const isBounded = !distribution.discrete && finiteBounds(distribution.support(args)) !== undefined;
  if (latent.axes.length === 0 || !isBounded) {
    fail(noSubspaceFor(at(context, key), latent.name, distribution.name, latent.axes.length === 0));
  }
}

/** The kernel [inputs, units] that meets the input first. */
function firstMatrix({ model }: Box): WeightPart | undefined {
  if (model.importInto === undefined) return undefined;
  const first = model.parameters.parts[0];
  const isMatrix = first?.weight === "kernel" && first.shape.length === 2;
  return isMatrix && first.shape[0] === sizeOf(model.inputShape) ? first : undefined;
}

function rankOf(context: Context, { value }: Argument, most: number): number {
  const rank = knownWhole(context, value, "row_space(rank = ..)");
  if (rank >= 1 && rank <= most) return rank;
  const need = `a whole number from 1 to ${most}`;
  return fail(badOptionValue(at(context, value), "row_space(rank = ..)", need, String(rank), documentation));
}

function penaltyOf(context: Context, argument: Argument | undefined): number {
  if (argument === undefined) return PENALTY;
  const penalty = knownNumber(context, argument.value, "row_space(penalty = ..)");
  if (penalty >= 0 && Number.isFinite(penalty)) return penalty;
  const need = "a number, 0 or more";
  return fail(
    badOptionValue(at(context, argument.value), "row_space(penalty = ..)", need, String(penalty), documentation),
  );
}

/** Steps of one `infer` hand on positions, so all of them must search in the same space. */
export function checkSpaces(context: Context, infer: Omit<Infer, "name" | "span">): void {
  const [first, ...others] = infer.within;
  const i = others.findIndex(
    (within) => within.size !== first.size || ![...first].every(([name, space]) => isSame(space, within.get(name))),
  );
  if (i >= 0) fail(stepsInOtherSpaces({ source: context.source, span: infer.stepSpans[i + 1] }, infer.stepSpans[0]));
}

function isSame(a: Subspace, b: Subspace | undefined): boolean {
  if (b === undefined || a.rank !== b.rank || a.penalty !== b.penalty) return false;
  return a.weights.buffer === b.weights.buffer && a.weights.byteOffset === b.weights.byteOffset;
}

/** The latents, of which those that an `infer` keeps in a subspace say so. */
export function withSubspaces(latents: readonly Latent[], infer: Infer | undefined): Latent[] {
  return latents.map((latent) => {
    const within = infer?.within[0]?.get(latent.name);
    return within === undefined ? latent : { ...latent, within };
  });
}
