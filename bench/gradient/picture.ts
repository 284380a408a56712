/** Draws a run as bars: `node --import tsx bench/gradient/picture.ts results.json picture.svg`. How many times faster than each peer, by model. */
import { readFileSync, writeFileSync } from "node:fs";
import { peersOf, type Results, ratio } from "./results.ts";

const COLOURS = ["#4477aa", "#66ccee", "#ccbb44", "#aa3377"];
const LABELS = 190;
const WIDTH = 560;
const BAR = 6;
const TOP = 48;

function picture(results: Results): string {
  const peers = peersOf(results);
  const speedups = results.models.flatMap((model) => peers.map((peer) => 1 / (ratio(model, peer) ?? 1)));
  const lowest = Math.floor(Math.log10(Math.min(1, ...speedups)));
  const highest = Math.ceil(Math.log10(Math.max(10, ...speedups)));
  const x = (speedup: number) => LABELS + ((Math.log10(speedup) - lowest) / (highest - lowest)) * WIDTH;
  const row = BAR * peers.length + 6;
  const bottom = TOP + row * results.models.length;
  const exponents = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i);
  const grid = exponents.map((exponent) => {
    const at = x(10 ** exponent).toFixed(1);
    const line = `<line x1="${at}" x2="${at}" y1="${TOP - 4}" y2="${bottom}" stroke="${exponent === 0 ? "#444" : "#ddd"}"/>`;
    return `${line}<text x="${at}" y="${bottom + 14}" text-anchor="middle">${10 ** exponent}</text>`;
  });
  const legend = peers.map(
    (peer, i) =>
      `<rect x="${LABELS + i * 110}" y="24" width="10" height="10" fill="${COLOURS[i]}"/><text x="${LABELS + 14 + i * 110}" y="33">${peer}</text>`,
  );
  const bars = results.models.map((model, i) => {
    const y = TOP + i * row;
    const own = peers.map((peer, k) => {
      const found = ratio(model, peer);
      if (found === undefined) return "";
      const [a, b] = [x(1), x(1 / found)];
      const place = `x="${Math.min(a, b).toFixed(1)}" y="${y + k * BAR}" width="${Math.abs(b - a).toFixed(1)}"`;
      return `<rect ${place} height="${BAR - 1}" fill="${COLOURS[k]}"/>`;
    });
    const label = `<text x="${LABELS - 8}" y="${y + (row + 2) / 2}" text-anchor="end">${model.name}${model.linear ? " *" : ""}</text>`;
    return label + own.join("");
  });
  const title = `<text x="${LABELS}" y="14">How many times faster a log density with gradient is, log scale (${results.machine.date})</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABELS + WIDTH + 30}" height="${bottom + 24}" font-family="sans-serif" font-size="11">`,
    "<title>How many times faster a log density with gradient is, by model and peer</title>",
    '<rect width="100%" height="100%" fill="white"/>',
    title,
    ...legend,
    ...grid,
    ...bars,
    "</svg>\n",
  ].join("\n");
}

const [from, to] = process.argv.slice(2);
const results: Results = JSON.parse(readFileSync(from, "utf8"));
writeFileSync(to, picture(results));
