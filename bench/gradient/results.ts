/** What a run gave: times by contestant, their ratios, and the table that shows them. */
import type { Machine } from "./machine.ts";

export interface ModelResult {
  readonly name: string;
  readonly linear: boolean;
  readonly dimension: number;
  /** Median microseconds an evaluation with gradient by contestant, ours first. */
  readonly times: Readonly<Record<string, number>>;
  /** Worst relative difference of gradients and log densities from those of each peer that tells them. */
  readonly apart: Readonly<Record<string, number>>;
}

export interface Results {
  readonly machine: Machine;
  /** By contestant. */
  readonly versions: Readonly<Record<string, string>>;
  readonly models: readonly ModelResult[];
}

export const OURS = "ours";

/** Contestants beside ours, in the order of their first appearance. */
export function peersOf({ models }: Results): string[] {
  return [...new Set(models.flatMap(({ times }) => Object.keys(times)))].filter((name) => name !== OURS);
}

/** Ours over theirs; undefined where they were not measured. */
export function ratio({ times }: ModelResult, peer: string): number | undefined {
  return times[peer] === undefined ? undefined : times[OURS] / times[peer];
}

export interface Share {
  readonly peer: string;
  readonly count: number;
  readonly mean: number;
  readonly linear: { readonly count: number; readonly mean: number } | undefined;
  readonly worst: { readonly model: string; readonly ratio: number };
}

/** Geometric means of the ratios to one peer. */
export function share({ models }: Results, peer: string): Share | undefined {
  const measured = models.flatMap((model) => {
    const found = ratio(model, peer);
    return found === undefined ? [] : [{ model: model.name, linear: model.linear, ratio: found }];
  });
  if (measured.length === 0) return undefined;
  const linear = measured.filter((one) => one.linear);
  return {
    peer,
    count: measured.length,
    mean: geometricMean(measured.map((one) => one.ratio)),
    linear:
      linear.length === 0 ? undefined : { count: linear.length, mean: geometricMean(linear.map((one) => one.ratio)) },
    worst: measured.reduce((a, b) => (b.ratio > a.ratio ? b : a)),
  };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}

/** Times in microseconds, ratios of ours to each peer, and their geometric means. */
export function table(results: Results): string {
  const peers = peersOf(results);
  const head = ["", "parameters", OURS, ...peers.flatMap((peer) => [peer, "ratio"])];
  const rows = results.models.map((model) => [
    model.name + (model.linear ? " *" : ""),
    String(model.dimension),
    microseconds(model.times[OURS]),
    ...peers.flatMap((peer) => [microseconds(model.times[peer]), digits(ratio(model, peer))]),
  ]);
  const shares = peers.map((peer) => share(results, peer));
  const summary = (name: string, of: (share: Share) => number | undefined) => [
    name,
    "",
    "",
    ...shares.flatMap((found) => ["", digits(found && of(found))]),
  ];
  const summaries = [
    summary("geometric mean", ({ mean }) => mean),
    summary("geometric mean *", ({ linear }) => linear?.mean),
    summary("largest", ({ worst }) => worst.ratio),
  ];
  return aligned([head, ...rows, ...summaries]);
}

function microseconds(x: number | undefined): string {
  if (x === undefined) return "-";
  return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x >= 1 ? x.toFixed(2) : x.toFixed(3);
}

function digits(x: number | undefined): string {
  return x === undefined ? "-" : x.toPrecision(2);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}
