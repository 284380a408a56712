/** Mistakes in a grammar that its parser could only show by misreading a text: nothing of this runs when texts are read. */
import type { Terminal, When } from "../engine.ts";
import type { TokenType } from "../token.ts";
import { Name } from "../tokens.ts";
import type { Alternative, Part, Rules } from "./record.ts";

/** What a part may begin with, and whether it may read nothing at all. */
interface Beginning {
  readonly first: ReadonlySet<Terminal>;
  readonly isEmpty: boolean;
}

const nothing: Beginning = { first: new Set(), isEmpty: true };

/**
 * Rules that begin with themselves, conditions that do not say what their part begins with, alternatives that an
 * earlier one keeps from being read, and repeated parts that may read nothing.
 * @param types of all tokens there are, without categories
 */
export function grammarMistakes(rules: Rules, types: readonly TokenType[]): string[] {
  const mistakes: string[] = [];
  const known = new Map<string, Beginning>();
  const open: string[] = [];

  /** A category is any of its tokens. */
  function leaves(what: Terminal): readonly Terminal[] {
    return typeof what === "string" ? [what] : types.filter(({ kinds }) => kinds.has(what));
  }

  function ofRule(name: string): Beginning {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (open.includes(name)) {
      mistakes.push(`${name}: begins with itself (${[...open.slice(open.indexOf(name)), name].join(" > ")})`);
      return nothing;
    }
    open.push(name);
    const beginning = ofParts(rules.get(name) ?? []);
    open.pop();
    known.set(name, beginning);
    return beginning;
  }

  function ofParts(parts: readonly Part[]): Beginning {
    const first = new Set<Terminal>();
    for (const part of parts) {
      const beginning = ofPart(part);
      for (const what of beginning.first) first.add(what);
      if (!beginning.isEmpty) return { first, isEmpty: false };
    }
    return { first, isEmpty: true };
  }

  function ofPart(part: Part): Beginning {
    switch (part.kind) {
      case "token":
        return { first: new Set(leaves(part.what)), isEmpty: false };
      case "rule":
        return ofRule(part.name);
      case "optional":
      case "repeat":
        return { first: ofParts(part.of).first, isEmpty: true };
      case "separated":
        return ofParts(part.of);
      case "choice": {
        const all = part.alternatives.map(({ of }) => ofParts(of));
        return { first: new Set(all.flatMap(({ first }) => [...first])), isEmpty: all.some(({ isEmpty }) => isEmpty) };
      }
    }
  }

  /** The tokens of a condition; undefined for one that asks for more than the next token. */
  function admitted(when: When): ReadonlySet<Terminal> | undefined {
    if (typeof when === "function") return undefined;
    return new Set([when].flat().flatMap(leaves));
  }

  function checkCondition(rule: string, when: When, parts: readonly Part[]): void {
    const tokens = admitted(when);
    if (tokens === undefined) return;
    const { first, isEmpty } = ofParts(parts);
    const [over, missing] = [without(tokens, first), without(first, tokens)];
    if (isEmpty) mistakes.push(`${rule}: what begins with ${listed(tokens)} may read nothing`);
    if (over.size > 0) mistakes.push(`${rule}: a part is read at ${listed(over)}, with which it cannot begin`);
    if (missing.size > 0) mistakes.push(`${rule}: a part is not read at ${listed(missing)}, with which it may begin`);
  }

  function checkChoice(rule: string, alternatives: readonly Alternative[]): void {
    const taken = new Set<Terminal>();
    for (const { when, of } of alternatives) {
      if (when === undefined) continue;
      checkCondition(rule, when, of);
      const tokens = admitted(when);
      const first = tokens ?? ofParts(of).first;
      const twice = [...first].filter((what) => taken.has(what) || (typeof what === "string" && taken.has(Name)));
      // A condition that asks for more may well leave a token to another alternative.
      if (tokens === undefined ? twice.length === first.size : twice.length > 0)
        mistakes.push(`${rule}: two alternatives begin with ${listed(new Set(twice))}`);
      for (const what of tokens ?? []) taken.add(what);
    }
  }

  function checkPart(rule: string, part: Part): void {
    if (part.kind === "token" || part.kind === "rule") return;
    if (part.kind === "choice") {
      checkChoice(rule, part.alternatives);
      for (const { of } of part.alternatives) for (const inner of of) checkPart(rule, inner);
      return;
    }
    if (part.kind !== "separated") checkCondition(rule, part.when, part.of);
    if (part.kind === "repeat" && typeof part.when === "function" && ofParts(part.of).isEmpty)
      mistakes.push(`${rule}: a part that may read nothing is repeated`);
    for (const inner of part.of) checkPart(rule, inner);
  }

  for (const name of rules.keys()) ofRule(name);
  for (const [name, parts] of rules) for (const part of parts) checkPart(name, part);
  return mistakes;
}

function without(all: ReadonlySet<Terminal>, others: ReadonlySet<Terminal>): Set<Terminal> {
  return new Set([...all].filter((what) => !others.has(what)));
}

function listed(tokens: ReadonlySet<Terminal>): string {
  return [...tokens].map((what) => `\`${typeof what === "string" ? what : what.name}\``).join(", ");
}
