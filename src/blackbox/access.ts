/** What an access list lets an analyst ask of a box (DESIGN 1.5). */
import type { Access } from "../language/checked.ts";

/**
 * Everything a list allows: scores imply labels, parameters imply all. Explanations alone are input gradients only: neither
 * `f(x)` nor `label(f, x)` exists under them.
 */
export function granted(access: ReadonlySet<Access>): ReadonlySet<Access> {
  if (access.has("parameters")) return new Set<Access>(["labels", "scores", "explanations", "parameters"]);
  return access.has("scores") ? new Set<Access>([...access, "labels"]) : access;
}
