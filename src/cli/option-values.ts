/** Reads the values of command line options; each throws a DiagnosticError that says what was expected. */
import { badCommandLineValue } from "../language/diagnostics/command-line.ts";
import { fail, list } from "../language/diagnostics/make.ts";
import { didYouMean } from "../language/diagnostics/suggest.ts";

/** A whole number of at least `least`, as `12`, `1_000` or `1e6`. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (value === undefined || !Number.isSafeInteger(value) || value < least) {
      fail(badCommandLineValue(option, text, `a whole number, ${least} or more`));
    }
    return value;
  };
}

/** One of some words. */
export function oneOf(option: string, words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    const close = didYouMean(text, words);
    const hint = close === undefined ? [] : [`did you mean \`${option} ${close}\`?`];
    return fail(badCommandLineValue(option, text, list(words, "or"), hint));
  };
}

/** A number as the language writes it (1.3: `_` and exponents), else undefined. */
function number(text: string): number | undefined {
  const sound = /^[+-]?(\d+(_\d+)*)?(\.\d+(_\d+)*)?(e[+-]?\d+)?$/i.test(text) && /^[+-]?\.?\d/.test(text);
  return sound ? Number(text.replaceAll("_", "")) : undefined;
}

/** Adds one `--set NAME=VALUE` to those before it, as it is typed: what is a text keeps its zeros. The last one for a name counts. */
export function setting(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const match = /^([A-Za-z_]\w*)=(.+)$/s.exec(text);
  if (match === null) fail(badCommandLineValue("--set", text, "NAME=VALUE, as in `--set sharpness=50`"));
  const [, name, value] = match;
  return { ...before, [name]: value };
}

/** `--at '{"mu": 0}'`: an object with a value for each latent. */
export function point(text: string): Readonly<Record<string, unknown>> {
  const example = 'a JSON object with a value for each latent, as in `--at \'{"mu": 0, "z": [1, 2]}\'`';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    fail(badCommandLineValue("--at", text, example, [problem instanceof Error ? problem.message : String(problem)]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(badCommandLineValue("--at", text, example));
  }
  return value as Record<string, unknown>;
}
