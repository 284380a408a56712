/**
 * Files of programs before and after a pass:
 *
 *     what the pass does, in lines of its own
 *
 *     == a case
 *     -- before
 *     %0 = input x+0 : [3]
 *     -> %0
 *     -- after
 *     ..
 *
 * `-- unchanged` in the place of `-- after` says that the pass must find nothing to do; nothing stands below it.
 */

export interface GoldenCase {
  readonly title: string;
  readonly before: string;
  /** Undefined where nothing may change. */
  readonly after: string | undefined;
}

export interface GoldenFile {
  readonly about: string;
  readonly cases: readonly GoldenCase[];
}

export function readGolden(text: string): GoldenFile {
  const [about, ...rest] = text.split(/^== /m);
  const cases = rest.map((each): GoldenCase => {
    const found = /^(.*)\n-- before\n(.*?)\n-- (?:unchanged|after\n(.*))$/s.exec(each.trimEnd());
    if (found === null) throw new Error(`this is no case of a golden file:\n${each}`);
    return { title: found[1], before: found[2], after: found[3] };
  });
  return { about: about.trimEnd(), cases };
}

export function writeGolden({ about, cases }: GoldenFile): string {
  const blocks = cases.map(
    ({ title, before, after }) =>
      `== ${title}\n-- before\n${before}\n${after === undefined ? "-- unchanged" : `-- after\n${after}`}\n`,
  );
  return [`${about}\n`, ...blocks].join("\n");
}
