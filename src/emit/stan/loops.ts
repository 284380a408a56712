/** Loops of Stan. */
import { indent } from "../printed/scope.ts";

/** `for (i in 1:n) { .. }` around the lines, one for each variable with its size, the first outermost. */
export function loops(
  variables: readonly (readonly [name: string, size: number | string])[],
  body: readonly string[],
): string[] {
  return variables.reduceRight<string[]>(
    (inner, [name, size]) => [`for (${name} in 1:${size}) {`, ...indent(inner), "}"],
    [...body],
  );
}
