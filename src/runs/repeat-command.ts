/** The one command that does a run again, quoted for a POSIX shell. */

export interface Repeat {
  readonly file: string;
  readonly infer: string;
  readonly seed: number;
  /** What was given with `--set`. */
  readonly set: Readonly<Record<string, number | string>>;
  readonly data?: string;
  readonly allowCode?: boolean;
  /** What was given with `--emit`. */
  readonly emit?: string;
}

/** A word as a shell reads it back. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function repeatCommand({ file, infer, seed, set, data, allowCode, emit }: Repeat): string {
  const words = ["pal", "run", file, "--infer", infer, "--seed", String(seed)];
  for (const [name, value] of Object.entries(set)) words.push("--set", `${name}=${value}`);
  if (data !== undefined) words.push("--data", data);
  if (allowCode === true) words.push("--allow-code");
  if (emit !== undefined) words.push("--emit", emit);
  return words.map(quote).join(" ");
}
