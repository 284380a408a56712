/** Latents that the data see only together. */
import { isConstant } from "../../tensor/evaluate.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Latent } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { freeGroupEffects, onlyTogether } from "../diagnostics/pedantic.ts";
import { type Audit, continuous, isMove, latentBehind, placeAt, roots } from "./audit.ts";

const names: Readonly<Record<string, string>> = { add: "sum", sub: "difference", mul: "product", div: "ratio" };

export function identifiabilityWarnings(audit: Audit): Diagnostic[] {
  const consumers = consumersOf(audit);
  // Priors that depend on other latents (hierarchies) tie their latents down in ways that are not judged here.
  const free = continuous(audit).filter(({ prior, isMissing }) => !isMissing && prior.args.every(isConstant));
  const partners = new Map(free.map((latent) => [latent, partnerOf(audit, latent, consumers)] as const));
  return free.flatMap((latent, i) => {
    const found = partners.get(latent);
    if (found === undefined || partners.get(found.partner)?.partner !== latent) return [];
    if (found.partner !== latent && free.indexOf(found.partner) > i) return [];
    return judge(audit, found.partner, latent, found.how);
  });
}

/** @param first declared before `second` */
function judge(audit: Audit, first: Latent, second: Latent, how: string): Diagnostic[] {
  const place = placeAt(audit, second.nameSpan);
  const [a, b] = [sizeOf(first.node.shape), sizeOf(second.node.shape)];
  const isSum = how === "sum" || how === "difference";
  if (a === b && (isSum || a === 1)) return [onlyTogether(place, first.name, second.name, how, first.nameSpan)];
  if (!isSum || Math.min(a, b) !== 1) return [];
  const [intercept, effects] = a === 1 ? [first, second] : [second, first];
  return [freeGroupEffects(placeAt(audit, effects.nameSpan), effects.name, intercept.name, intercept.nameSpan)];
}

/** Who reads each node of the density; `undefined` stands for the density itself. */
type Consumers = ReadonlyMap<Node, readonly (Node | undefined)[]>;

function consumersOf(audit: Audit): Consumers {
  const consumers = new Map<Node, (Node | undefined)[]>();
  const add = (node: Node, by: Node | undefined) => {
    const known = consumers.get(node);
    if (known === undefined) consumers.set(node, [by]);
    else known.push(by);
  };
  const outputs = roots(audit);
  for (const node of reachable(outputs)) for (const x of new Set(node.inputs)) add(x, node);
  for (const node of outputs) add(node, undefined);
  return consumers;
}

/** The one latent that `latent` is always combined with, and how; undefined where it is used in any other way. */
function partnerOf(
  audit: Audit,
  latent: Latent,
  consumers: Consumers,
): { readonly partner: Latent; readonly how: string } | undefined {
  let found: { readonly partner: Latent; readonly how: string } | undefined;
  const pending: { readonly node: Node; readonly by: Node | undefined }[] = (consumers.get(latent.node) ?? []).map(
    (by) => ({ node: latent.node, by }),
  );
  for (let use = pending.pop(); use !== undefined; use = pending.pop()) {
    const { node, by } = use;
    if (by === undefined) return undefined;
    if (isMove(by)) {
      if (by.inputs[0] !== node) return undefined;
      pending.push(...(consumers.get(by) ?? []).map((next) => ({ node: by, by: next })));
      continue;
    }
    const how = names[by.op.name];
    const other = by.inputs.find((x) => x !== node);
    const partner = other && latentBehind(audit, other);
    if (how === undefined || partner === undefined || partner === latent) return undefined;
    if (found !== undefined && (found.partner !== partner || found.how !== how)) return undefined;
    found = { partner, how };
  }
  return found;
}
