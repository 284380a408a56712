/**
 * Draws the curves of the study, an SVG for each data set, from the files of `npm run verify -- inverse_estimation --from DIR`:
 * `node --import tsx models/inverse_estimation/draw.ts DIR`. Pairs that have not been run are left out.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { kinds } from "./learners.ts";
import type { PairResult } from "./pair.ts";
import { gaussianSets, realSets } from "./sets.ts";

const here = new URL(".", import.meta.url).pathname;
const [, , folder] = process.argv;
if (folder === undefined) throw new Error("the folder of the results is expected");

const colours: Readonly<Record<PairResult["kind"], string>> = {
  logistic: "#1f77b4",
  mlp: "#ff7f0e",
  forest: "#2ca02c",
  bayes: "#9467bd",
  neighbours: "#d62728",
  constant: "#555555",
};
/** Width and height of a panel, and the room around it. */
const [width, height, margin] = [250, 200, 46];

interface Series {
  readonly kind: PairResult["kind"];
  readonly points: readonly (readonly [number, number])[];
  readonly isLine: boolean;
}
interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

function panel({ title, x, y, series }: Panel, left: number): string {
  const all = series.flatMap(({ points }) => points);
  const range = (values: readonly number[]) => {
    const [low, high] = [Math.min(0, ...values), Math.max(...values)];
    return { low, high, size: high - low || 1 };
  };
  // Accuracies do not begin at 0.
  const across = x === "shift of the prior, sd" ? range(all.map(([a]) => a)) : narrow(all.map(([a]) => a));
  const up = y === "accuracy, synthetic" ? narrow(all.map(([, b]) => b)) : range(all.map(([, b]) => b));
  const px = (a: number) => (left + ((a - across.low) / across.size) * width).toFixed(1);
  const py = (b: number) => (margin + height - ((b - up.low) / up.size) * height).toFixed(1);
  const parts = [
    `<rect x="${left}" y="${margin}" width="${width}" height="${height}" fill="none" stroke="#ccc"/>`,
    text(left + width / 2, margin - 10, title, "middle"),
    text(left + width / 2, margin + height + 32, x, "middle"),
    text(left, margin - 26, y, "start"),
    ...[across.low, across.high].map((a) => text(Number(px(a)), margin + height + 15, show(a), "middle")),
    ...[up.low, up.high].map((b) => text(left - 4, Number(py(b)) + 4, show(b), "end")),
  ];
  for (const { kind, points, isLine } of series) {
    const colour = colours[kind];
    if (isLine) {
      const path = points.map(([a, b]) => `${px(a)},${py(b)}`).join(" ");
      const dash = kind === "constant" ? ' stroke-dasharray="5 4"' : "";
      parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"${dash}/>`);
    } else {
      for (const [a, b] of points)
        parts.push(`<circle cx="${px(a)}" cy="${py(b)}" r="2.2" fill="${colour}" fill-opacity="0.6"/>`);
    }
  }
  return parts.join("\n");
}

function narrow(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { low, high, size: high - low || 1 };
}

const show = (x: number) => String(Number(x.toPrecision(2)));

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${content}</text>`;
}

/** The mean over the directions at each shift. */
function curve({ prior }: PairResult): [number, number][] {
  return [...new Set(prior.map((run) => run.shift))].map((shift) => {
    const own = prior.filter((run) => run.shift === shift);
    return [shift, own.reduce((sum, run) => sum + run.energy, 0) / own.length];
  });
}

mkdirSync(`${here}pictures`, { recursive: true });
for (const set of [...realSets, ...gaussianSets]) {
  const results = [...kinds, "constant" as const].flatMap((kind) => {
    const file = `${folder}/${set}-${kind}.json`;
    return existsSync(file) ? [JSON.parse(readFileSync(file, "utf8")) as PairResult] : [];
  });
  if (results.length === 0) continue;
  const noisy = results.filter(({ noise }) => noise.length > 0);
  const panels: Panel[] = [
    {
      title: "the prior is wrong",
      x: "shift of the prior, sd",
      y: "energy distance to the truth",
      series: results.map((result) => ({ kind: result.kind, points: curve(result), isLine: true })),
    },
    ...(noisy.length === 0
      ? []
      : [
          {
            title: "the model is wrong",
            x: "accuracy of the model",
            y: "energy distance to the truth",
            series: noisy.map(({ kind, noise }) => ({
              kind,
              points: noise.map(({ base, energy }) => [base, energy] as const),
              isLine: false,
            })),
          },
          {
            title: "trained on the reconstruction",
            x: "accuracy of the model",
            y: "accuracy, synthetic",
            series: noisy.map(({ kind, noise }) => ({
              kind,
              points: noise.map(({ base, synthetic }) => [base, synthetic] as const),
              isLine: false,
            })),
          },
        ]),
  ];
  const total = panels.length * (width + 1.5 * margin) + margin;
  const legend = results.map(({ kind }, i) => {
    const at = margin + i * 110;
    return `<rect x="${at}" y="${height + 2 * margin + 4}" width="14" height="4" fill="${colours[kind]}"/>${text(at + 20, height + 2 * margin + 10, kind, "start")}`;
  });
  const size = `width="${total}" height="${height + 2 * margin + 24}"`;
  const body = panels.map((one, i) => panel(one, margin + i * (width + 1.5 * margin))).join("\n");
  writeFileSync(
    `${here}pictures/${set}.svg`,
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">\n<title>${set}: how far reconstructions are from the truth</title>\n<rect width="100%" height="100%" fill="white"/>\n${body}\n${legend.join("\n")}\n</svg>\n`,
  );
}
