/** Reads an operation from its word and the details behind it: the opposite of `op-text.ts`. */
import { isBinary, isUnary } from "./evaluate-elementwise.ts";
import type { Op } from "./node.ts";

/** What holds no numbers, no body and no name of a buffer or box. */
export type PlainOp = Exclude<
  Op,
  { readonly name: "constant" | "input" | "scan" | "minimiser" } | { readonly box: string }
>;

/**
 * @param details what stands between the brackets behind the word; undefined where there are none
 * @returns undefined where there is no such operation, or none with such details
 */
export function readOp(word: string, details: string | undefined): PlainOp | undefined {
  if (details === undefined) return withoutDetails(word);
  switch (word) {
    case "relu": {
      const slope = /^slope (\S+)$/.exec(details)?.[1];
      return slope !== undefined && isNumber(slope) ? { name: word, slope: Number(slope) } : undefined;
    }
    case "sum":
    case "prod":
    case "max":
    case "min":
    case "logsumexp": {
      const axes = list(details);
      return axes && { name: "reduce", kind: word, axes };
    }
    case "broadcast": {
      const axes = list(details);
      return axes && axes.length > 0 ? { name: word, axes } : undefined;
    }
    case "transpose": {
      const permutation = list(details);
      return permutation && { name: word, permutation };
    }
    case "triangular_solve":
      return details === "transposed" ? { name: word, transposed: true } : undefined;
    case "cumsum": {
      const axis = wholes(/^(\d+)(?:, reverse)?$/, details)?.[0];
      return axis === undefined ? undefined : { name: word, axis, reverse: details.endsWith("reverse") };
    }
    default:
      return withNumbers(word, details);
  }
}

function withoutDetails(word: string): PlainOp | undefined {
  if (isUnary(word)) return { name: word };
  if (isBinary(word)) return { name: word };
  switch (word) {
    case "select":
    case "reshape":
    case "matmul":
    case "cholesky":
    case "cholesky_adjoint":
      return { name: word };
    case "broadcast":
      return { name: word, axes: [] };
    case "triangular_solve":
      return { name: word, transposed: false };
    default:
      return undefined;
  }
}

function withNumbers(word: string, details: string): PlainOp | undefined {
  switch (word) {
    case "polygamma": {
      const found = wholes(/^(\d+)$/, details);
      return found && { name: word, order: found[0] };
    }
    case "argmax":
    case "argmin":
    case "gather":
    case "concat": {
      const found = wholes(/^(\d+)$/, details);
      return found && { name: word, axis: found[0] };
    }
    case "slice": {
      const found = wholes(/^(\d+), from (\d+)$/, details);
      return found && { name: word, axis: found[0], start: found[1] };
    }
    case "pad": {
      const found = wholes(/^(\d+), (\d+) before, (\d+) after$/, details);
      return found && { name: word, axis: found[0], before: found[1], after: found[2] };
    }
    case "scatter_add": {
      const found = wholes(/^(\d+), size (\d+)$/, details);
      return found && { name: word, axis: found[0], size: found[1] };
    }
    default:
      return undefined;
  }
}

/** The whole numbers that a pattern finds. */
function wholes(pattern: RegExp, text: string): number[] | undefined {
  const found = pattern.exec(text)?.slice(1).map(Number);
  return found?.every(Number.isSafeInteger) ? found : undefined;
}

/** Whole numbers between commas; nothing is none. */
function list(text: string): number[] | undefined {
  if (text === "") return [];
  const numbers = text.split(", ");
  if (!numbers.every((each) => /^\d+$/.test(each))) return undefined;
  return numbers.map(Number).every(Number.isSafeInteger) ? numbers.map(Number) : undefined;
}

const decimal = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** Whether it is a number as `print` writes it; `NaN` and `Infinity` are. */
export function isNumber(text: string): boolean {
  return decimal.test(text) || text === "NaN" || text === "Infinity" || text === "-Infinity";
}
