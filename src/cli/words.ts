/** Numbers with their nouns, as sentences have them. */
import { formatCount } from "./numbers.ts";

/** `1 term`, `12,573 terms` */
export function counted(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** `412 bytes`, `3.1 kB` */
export function bytes(n: number): string {
  return n < 1000 ? counted(n, "byte") : `${(n / 1000).toFixed(n < 99_950 ? 1 : 0)} kB`;
}
