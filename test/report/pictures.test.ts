/** Pictures of a run, decoded again: tiles where they belong, in the shades they should have. */
import { decode } from "fast-png";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodePictures } from "../../src/report/encode-pictures.ts";
import { drawGrid, shadesOf } from "../../src/report/picture-grid.ts";
import { picturesOf } from "../../src/report/pictures.ts";
import type { ChainDraws } from "../../src/runs/collect.ts";
import type { InferenceResult } from "../../src/runs/infer.ts";
import { scenarioOf } from "../support/scenario.ts";

function chain(number: number, draws: readonly number[][]): ChainDraws {
  return {
    chain: number,
    targets: draws.map((draw) => Float64Array.from(draw)),
    positions: [],
    logDensities: draws.map(() => -number),
    statistics: {},
    families: [],
    probabilities: [],
    complete: true,
  };
}

function run(name: string, chains: readonly ChainDraws[]): InferenceResult {
  return { algorithm: { name, options: {} }, chains, partCount: 1, seconds: 1, queries: 0 };
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  /** The shade at the middle of a pixel of a tile. @param line and place count from 0 */
  at(line: number, place: number, row: number, column: number, channel?: number): number;
}

/** Pictures of 2 x 2 pixels are enlarged 28 times, with gaps of 4. */
async function drawn(text: string, result: InferenceResult): Promise<Decoded> {
  const files = await encodePictures(picturesOf(await scenarioOf(text), result));
  assert.equal([...files.keys()], ["x.png"]);
  const png = decode(files.get("x.png") ?? new Uint8Array());
  return {
    width: png.width,
    height: png.height,
    at: (line, place, row, column, channel = 0) => {
      const y = 4 + line * 60 + row * 28 + 14;
      const x = 4 + place * 60 + column * 28 + 14;
      return png.data[(y * png.width + x) * png.channels + channel];
    },
  };
}

const head =
  "dim pixel = image(2, 2)\ndim candidate = 3\nprior x[candidate, pixel] ~ Normal(0, 1)\nobserve 0 ~ Normal(sum(x), 1)\ntarget x\n";

test("of a matched truth: truth, the candidate of the best start, spread over starts, and what is left over", async () => {
  const truth = "truth x = [[1, 0, 0, 0], [0, 0, 1, 1]] matched ncc";
  const best = [0, 0, 6, 6, 0, 5, 5, 0, 4, 0, 0, 0];
  // The other start has the same rows in another order, and one pixel of the first true row differs by 2.
  const other = [2, 0, 0, 0, 0, 0, 6, 6, 0, 5, 5, 0];
  const picture = await drawn(head + truth, run("map", [chain(0, [best]), chain(1, [other])]));
  assert.equal([picture.width, picture.height], [4 + 2 * 60, 4 + 4 * 60]);
  assert.equal([picture.at(0, 0, 0, 0), picture.at(0, 0, 0, 1)], [255, 0]);
  assert.equal([picture.at(0, 1, 0, 0), picture.at(0, 1, 1, 1)], [0, 255]);
  assert.equal(
    [picture.at(1, 0, 0, 0), picture.at(1, 0, 1, 1)],
    [255, 0],
    "scaled by itself: correlation has no scale",
  );
  assert.equal([picture.at(1, 1, 0, 0), picture.at(1, 1, 1, 0)], [0, 255]);
  assert.equal([picture.at(2, 0, 0, 0), picture.at(2, 0, 0, 1)], [255, 0], "only that pixel differs between starts");
  assert.is(picture.at(2, 1, 1, 0), 0);
  assert.equal([picture.at(3, 0, 0, 0), picture.at(3, 0, 0, 1)], [0, 255], "the candidate of no true row");
  assert.is(picture.at(3, 1, 0, 0), 96, "nothing stands here");
});

test("of a plain truth: the mean in the shades of the truth, and the spread of the draws", async () => {
  const truth = "truth x = [[0, 1, 2, 4], [0, 0, 0, 0], [4, 4, 4, 4]]";
  const draw = (shift: number) => [0 + shift, 1, 2, 4, 0, 0, 0, 2, 9, 4, 4, 4];
  const picture = await drawn(head + truth, run("nuts", [chain(0, [draw(-1), draw(1)])]));
  assert.equal([picture.width, picture.height], [4 + 3 * 60, 4 + 3 * 60]);
  assert.equal([picture.at(1, 0, 0, 0), picture.at(1, 0, 0, 1), picture.at(1, 0, 1, 1)], [0, 64, 255]);
  assert.equal([picture.at(1, 1, 1, 1), picture.at(1, 2, 0, 0)], [128, 255], "9 is beyond the range of the truth");
  assert.equal([picture.at(2, 0, 0, 0), picture.at(2, 0, 0, 1)], [255, 0]);
});

test("without a truth the reconstruction and its spread are drawn; colours are kept apart", async () => {
  const text = "dim pixel = image(2, 2, 3)\nprior x[pixel] ~ Normal(0, 1)\nobserve 0 ~ Normal(sum(x), 1)\ntarget x";
  const red = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0.5];
  const picture = await drawn(text, run("nuts", [chain(0, [red])]));
  assert.is(picture.height, 4 + 2 * 60);
  const pixel = (row: number, column: number) => [0, 1, 2].map((c) => picture.at(0, 0, row, column, c));
  assert.equal(
    [pixel(0, 0), pixel(0, 1), pixel(1, 0), pixel(1, 1)],
    [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [128, 128, 128],
    ],
  );
});

test("without pictures nothing is drawn, and what is no number is grey", async () => {
  const scenario = await scenarioOf(
    "prior x[i] ~ Normal(0, 1)\nobserve 0 ~ Normal(sum(x), 1)\ntarget x".replace("[i]", ""),
  );
  assert.is(picturesOf(scenario, run("nuts", [chain(0, [[1]])])).size, 0);
  const { data } = drawGrid([1, 2, 1], [[{ values: [Number.NaN, 3], shades: shadesOf([3]) }]]);
  assert.ok(data.includes(128) && !data.includes(0));
});

test.run();
