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

/** What a declaration without `access` grants. */
export const defaultAccess: ReadonlySet<Access> = granted(new Set<Access>(["scores"]));

/** How an algorithm may differentiate through a box: exactly, by finite differences of its scores, or not at all. */
export function gradientFrom(access: ReadonlySet<Access>): "exact" | "differences" | "none" {
  const all = granted(access);
  if (all.has("explanations")) return "exact";
  return all.has("scores") ? "differences" : "none";
}
