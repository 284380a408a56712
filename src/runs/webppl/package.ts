/** The npm package `webppl`, an optional peer: loads it, and runs programs on it one at a time. */

import type { Nested } from "../../tensor/nested.ts";

/** What is used of the package. */
interface WebpplMain {
  parsePackageCode(packages: readonly unknown[], verbose: boolean): unknown;
  compile(code: string, options: Readonly<Record<string, unknown>>): unknown;
  prepare(
    compiled: unknown,
    finish: (store: unknown, result: WebpplResult) => void,
    options: Readonly<Record<string, unknown>>,
  ): { run(): void };
}

interface WebpplUtil {
  seedRNG(seed: number): void;
  resetRNG(): void;
}

/** A distribution that `Infer` has found: samples, or a finite support with its scores. */
export interface WebpplResult {
  readonly samples?: readonly { readonly value: WebpplValue; readonly score: number }[];
  /** Of SMC: the log of the evidence. */
  readonly normalizationConstant?: number;
  support(): readonly WebpplValue[];
  score(value: WebpplValue): number;
}

/** The record that the model returns. */
export type WebpplValue = Readonly<Record<string, Nested>>;

export interface Webppl {
  readonly main: WebpplMain;
  readonly util: WebpplUtil;
  /** WebPPL's own library, read once. */
  readonly bundles: unknown;
}

/** Undefined where the package is not installed beside this one. */
export async function loadWebppl(): Promise<Webppl | undefined> {
  // The names are kept from bundlers: the package stays outside.
  const [main, util] = ["webppl/src/main.js", "webppl/src/util.js"];
  try {
    const [loadedMain, loadedUtil] = await Promise.all([import(main), import(util)]);
    const opened: Omit<Webppl, "bundles"> = { main: loadedMain.default, util: loadedUtil.default };
    return { ...opened, bundles: opened.main.parsePackageCode([], false) };
  } catch (problem) {
    const code = problem instanceof Error && "code" in problem ? problem.code : "";
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return undefined;
    throw problem;
  }
}

/** An error that WebPPL ended with, in its own words. */
export class WebpplFailed extends Error {}

/** The run was told to stop. */
export class WebpplCancelled extends Error {}

type Trampoline = (() => Trampoline) | undefined | null | false;

/** Turns of the trampoline between looks at the clock. */
const turnsBetweenLooks = 1000;
/** Milliseconds for which a program may keep the thread. */
const longestTurn = 50;

export interface ProgramRun {
  readonly seed: number;
  readonly cancelled: () => boolean;
  /** Called with the sweeps that are done. */
  readonly onSweep: (done: number) => void;
}

/** The name under which a program finds the callbacks of its sweeps. */
export const SWEEP_CALLBACKS = "palimpsestSweeps";

/** A program that has been compiled once and may be run several times, one after the other. */
export class CompiledWebppl {
  private readonly compiled: unknown;

  /** @throws WebpplFailed where WebPPL cannot read the program, which is a bug of the emitter */
  constructor(
    private readonly webppl: Webppl,
    code: string,
  ) {
    try {
      this.compiled = webppl.main.compile(code, { bundles: webppl.bundles });
    } catch (problem) {
      throw new WebpplFailed(messageOf(problem));
    }
  }

  /** @throws WebpplFailed, WebpplCancelled */
  run({ seed, cancelled, onSweep }: ProgramRun): Promise<WebpplResult> {
    const { main, util } = this.webppl;
    util.seedRNG(seed);
    let sweeps = 0;
    // The one thing that the program finds in the global scope.
    Object.assign(globalThis, {
      [SWEEP_CALLBACKS]: { iteration: () => onSweep(++sweeps) },
    });
    return new Promise<WebpplResult>((resolve, reject) => {
      const baseRunner = (first: Trampoline, again: (t: Trampoline) => void): void => {
        const begun = performance.now();
        let next = first;
        for (let turns = 1; next; turns++) {
          if (turns % turnsBetweenLooks === 0 && performance.now() - begun > longestTurn) {
            if (cancelled()) reject(new WebpplCancelled());
            else setImmediate(() => again(next));
            return;
          }
          next = next();
        }
        // Without effect where the result is there.
        setImmediate(() => reject(new WebpplFailed("the program ended without a result")));
      };
      const fail = (problem: unknown) => reject(new WebpplFailed(messageOf(problem)));
      try {
        main.prepare(this.compiled, (_, result) => resolve(result), { baseRunner, errorHandlers: [fail] }).run();
      } catch (problem) {
        fail(problem);
      }
    }).finally(() => util.resetRNG());
  }
}

function messageOf(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  return text.trim().split("\n")[0];
}
