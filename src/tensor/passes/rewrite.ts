/** The engine of the passes: rewrites a graph from its leaves up until no rule applies, each node once. */
import type { Node, OpName } from "../node.ts";
import { reachable } from "./dependencies.ts";
import { Interner } from "./share.ts";
import { withInputs } from "./substitute.ts";

/** A node that may stand in the place of the given one, whose inputs are rewritten already; undefined when the rule does not apply. */
export type Rule = (node: Node) => Node | undefined;

export type Rules = Readonly<Partial<Record<OpName | "every", Rule>>>;

/** Told of every rewrite: which of the passes made `after` of `before`. What is done inside the step of a recursion is not told. */
export type Observer = (pass: Rules, before: Node, after: Node) => void;

interface PassRule {
  readonly pass: Rules;
  readonly rule: Rule;
}

/** Rules lead downhill, so this is not met; it makes sure that a pair of rules that undo each other ends. */
const APPLICATIONS_PER_NODE = 50;

/** The outputs rewritten by the rules, in the order of `passes`; common subexpressions are shared. */
export function rewrite(outputs: readonly Node[], passes: readonly Rules[], observer?: Observer): Node[] {
  const nodes = reachable(outputs);
  const engine = new Rewriter(passes, APPLICATIONS_PER_NODE * (nodes.length + 1), observer);
  for (const node of nodes) engine.visit(node);
  return outputs.map((node) => engine.visit(node));
}

class Rewriter {
  private readonly images = new Map<Node, Node>();
  private readonly interner = new Interner();
  private readonly rulesOf = new Map<OpName, PassRule[]>();

  constructor(
    private readonly passes: readonly Rules[],
    private applicationsLeft: number,
    private readonly observer: Observer | undefined,
  ) {}

  /** Recursion is shallow: whatever stood in the graph before is done already. */
  visit(node: Node): Node {
    const known = this.images.get(node);
    if (known) return known;
    const current = this.interner.intern(
      withInputs(
        node,
        node.inputs.map((x) => this.visit(x)),
      ),
    );
    const image = this.images.get(current) ?? this.apply(current);
    for (const done of [node, current, image]) this.images.set(done, image);
    return image;
  }

  private apply(node: Node): Node {
    for (const { pass, rule } of this.rules(node.op.name)) {
      const better = rule(node);
      if (!better || better === node) continue;
      if (this.applicationsLeft-- <= 0) return node;
      this.observer?.(pass, node, better);
      return this.visit(better);
    }
    return node;
  }

  private rules(name: OpName): readonly PassRule[] {
    const known = this.rulesOf.get(name);
    if (known) return known;
    const rules = this.passes.flatMap((pass) =>
      [pass[name], pass.every].flatMap((rule) => (rule === undefined ? [] : [{ pass, rule }])),
    );
    this.rulesOf.set(name, rules);
    return rules;
  }
}
