/** What can be wrong in loops, comprehensions and functions of one's own: codes PAL23xx. */
import type { Diagnostic } from "../diagnostic.ts";
import { count, error, list, type Place } from "./make.ts";

/** An array that a loop defines, used as a whole inside it. `written` shows an element. */
export function wholeOpenArray(place: Place, name: string, written: string): Diagnostic {
  return error("PAL2300", `\`${name}\` is not complete inside the loop that defines it`, place, "", [
    `read an element that is there already, as in \`${written}\`; the whole array may be used behind the loop`,
  ]);
}

/** An element that is not defined when it is read. */
export function notYetDefined(
  place: Place,
  name: string,
  variable: string,
  when: "current" | "later" | "unknown",
): Diagnostic {
  const label = {
    current: `the element at ${variable} itself is not defined before this statement`,
    later: `an element at a later ${variable}`,
    unknown: "which element this is depends on more than the loop",
  }[when];
  return error("PAL2301", `this element of \`${name}\` is not defined yet`, place, label, [
    when === "unknown"
      ? `inside the loop its index is known for each ${variable}, as in \`${variable} - 1\` or \`parent[${variable}]\``
      : `an element may read its own array at smaller ${variable} only, as in \`${name}[${variable} - 1]\``,
  ]);
}

/** `nu[t - 1]` at t = 0. */
export function indexBeforeStart(
  place: Place,
  name: string,
  variable: string,
  index: number,
  current: number,
): Diagnostic {
  return error(
    "PAL2302",
    `\`${name}\` has no element ${index}`,
    place,
    `this is ${index} when ${variable} = ${current}`,
    [`say how it starts: \`if ${variable} == 0 then .. else ..\` compiles only the branch that is taken`],
  );
}

/** `y[..t]` */
export function changingSlice(place: Place): Diagnostic {
  return error(
    "PAL2303",
    "a slice whose length changes with the loop",
    place,
    "every element of a loop has one shape",
    ["a running sum is `cumsum`; a window of fixed length is written `y[t - 3..t]`"],
  );
}

/** A `let` or `prior` in a loop that does not name the loop's index, or names it twice. */
export function headWithoutIndex(place: Place, name: string, variable: string, what: "prior" | "let"): Diagnostic {
  return error("PAL2304", `\`${name}\` is defined once for every ${variable}`, place, `its dims lack ${variable}`, [
    what === "prior"
      ? `write \`prior ${name}[${variable}] ~ ..\`, or move it before the loop if there is one for all`
      : `write \`let ${name}[${variable}] = ..\`; without any dims \`let ${name} = ..\` is a value of this round alone`,
  ]);
}

/** The index of a loop stands among the axes of one event of a vector distribution. */
export function indexInsideEvent(place: Place, variable: string, distribution: string, rank: number): Diagnostic {
  return error("PAL2305", `the index ${variable} stands inside a ${rank === 1 ? "vector" : "matrix"}`, place, "", [
    `the ${rank === 1 ? "last axis" : "last two axes"} of the array make one event of ${distribution}: write ${variable} before ${rank === 1 ? "it" : "them"}`,
  ]);
}

/** A long recursion that reads elements at distances that change from one to the next. */
export function irregularRecursion(place: Place, names: readonly string[]): Diagnostic {
  return error("PAL2306", `the recursion of ${list(names)} is too irregular`, place, "", [
    "a long loop reads its own elements at fixed distances, as in `x[t - 1]`; up to 2,000 elements may be read anywhere",
  ]);
}

/** A prior whose bounds depend on other elements of the same array. */
export function recursiveBounds(place: Place, name: string): Diagnostic {
  return error("PAL2307", `the bounds of \`${name}\` depend on its own elements`, place, "", [
    "let the steps be the latent: `prior step[t] ~ HalfNormal(1)` and `let x = cumsum(step)`",
  ]);
}

/** A function called with too many or too few arguments; `signature` as in `f(a, b)`. */
export function wrongParameterCount(place: Place, signature: string, found: number): Diagnostic {
  return error("PAL2308", `${signature} was given ${count(found, "argument")}`, place, "every parameter is given");
}

/** A lambda, or the name of a function, where a value belongs. */
export function functionAsValue(place: Place, name?: string): Diagnostic {
  return name === undefined
    ? error("PAL2309", "a function is not a value", place, "", [
        "it may be an argument of a function that calls it: `fn twice(f, x) = f(f(x))`",
      ])
    : error("PAL2309", `\`${name}\` is a function`, place, "", [`call it: \`${name}(..)\``]);
}

/** Functions that call functions, again and again. */
export function tooManyCalls(place: Place, limit: number): Diagnostic {
  return error("PAL2310", `more than ${limit.toLocaleString("en")} calls of functions`, place, "", [
    "every call is written out: give a value that is used several times a name with `let`",
  ]);
}

/** A parameter or index that stands twice in one list. */
export function parameterTwice(place: Place, name: string): Diagnostic {
  return error("PAL2311", `\`${name}\` stands twice in one list`, place, "give one of them another name");
}

/** `scan` whose first argument is not a function of state and element. */
export function badStep(place: Place): Diagnostic {
  return error("PAL2312", "`scan` needs a function of the state and an element", place, "", [
    "as in `scan((total, x) => total + x, 0, y)`: the state after each element of y",
  ]);
}
