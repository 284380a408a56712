/** `pal pictures` as a user calls it: the pictures of a run, made again from its folder. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { decode } from "fast-png";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runPal, Workplace } from "../support/pal.ts";

const place = new Workplace();
place.write("truth.csv", "a,b,c,d\n0,2,4,1\n3,1,0,2\n");
/** Two targets of pictures and one of none; `x` has rows that are matched. */
const scenario = (infer: string) => `scenario spots
param width = 1
dim row = 2
dim pixel = image(2, 2)
data seen[row, pixel] = [[3, 1, 0, 2], [0, 2, 4, 1]]
prior x[row, pixel] ~ Normal(0, 3)
prior z[pixel] ~ Normal(0, 1)
observe seen ~ Normal(x, width)
observe 1 ~ Normal(sum(z), width)
target z, x
truth x = csv("truth.csv") matched ncc
let total = sum(x)
target total
infer ${infer}
`;
const draws = place.write("draws.pal", scenario("nuts(chains = 2, warmup = 100, draws = 50)"));
const starts = place.write("starts.pal", scenario("map(starts = 3, steps = 50)"));

const bytesOf = (...names: string[]) => readFileSync(place.path(...names));

for (const [file, out] of [
  [draws, "drawn"],
  [starts, "started"],
]) {
  test(`the same pictures as those of the run: ${file}`, async () => {
    const run = await place.pal(["run", file, "--out", out, "--set", "width=0.5"]);
    assert.is(run.code, 0, run.err);
    const names = readdirSync(place.path(out, "pictures")).sort();
    assert.equal(names, ["x.png", "z.png"]);
    const before = names.map((name) => bytesOf(out, "pictures", name));
    rmSync(place.path(out, "pictures"), { recursive: true });
    const again = await place.pal(["pictures", out]);
    assert.equal([again.code, again.err, again.out], [0, "", `${out}/pictures/z.png\n${out}/pictures/x.png\n`]);
    assert.equal(
      names.map((name) => bytesOf(out, "pictures", name)),
      before,
    );
  });
}

test("from another folder than that of the run, whose files lie above it", async () => {
  const run = await place.pal(["run", draws, "--out", "kept/far"]);
  assert.is(run.code, 0, run.err);
  const before = bytesOf("kept", "far", "pictures", "x.png");
  rmSync(place.path("kept", "far", "pictures"), { recursive: true });
  const { code, err } = await runPal(["pictures", "."], place.path("kept", "far"));
  assert.equal([code, err], [0, ""]);
  assert.equal(bytesOf("kept", "far", "pictures", "x.png"), before);
});

test("a folder of data that there is not", async () => {
  const { code, err } = await place.pal(["pictures", "drawn", "--data", "nowhere"]);
  assert.is(code, 2);
  assert.match(err, /PAL6005: `--data nowhere`.*\n.*a folder that there is/);
});

test("one target, its size and its columns, into another folder", async () => {
  const words = ["pictures", "drawn", "--target", "x", "--scale", "3", "--columns", "1", "--out", "elsewhere/small"];
  const { code, out, err } = await place.pal(words);
  assert.equal([code, err, out], [0, "", "elsewhere/small/x.png\n"]);
  const { width, height } = decode(bytesOf("elsewhere", "small", "x.png"));
  // Two blocks of truth, reconstruction and spread below each other; gaps of 4 around tiles of 2 x 3 dots.
  assert.equal([width, height], [4 + 10, 4 + 6 * 10]);
});

test("to the standard output, as the bytes of one file", async () => {
  const several = await place.pal(["pictures", "drawn", "--out", "-"]);
  assert.is(several.code, 2);
  assert.match(several.err, /PAL6005.*\n.*a folder for the pictures of `?z`? and `?x`?/);
  assert.match(several.err, "`--target` chooses one");
  const chunks: Buffer[] = [];
  const one = await place.pal(["pictures", "drawn", "--target", "x", "--out", "-"], (child) =>
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk)),
  );
  assert.is(one.code, 0);
  assert.equal(Buffer.concat(chunks), bytesOf("drawn", "pictures", "x.png"));
});

test("a target that is no picture, a run that has none, goes on or is none", async () => {
  const target = await place.pal(["pictures", "drawn", "--target", "total"]);
  assert.match(target.err, "expected z or x");
  const grey = place.write("grey.pal", readFileSync(place.path(draws), "utf8").replace("image(2, 2)", "4"));
  assert.is((await place.pal(["run", grey, "--out", "grey"])).code, 0);
  assert.not(existsSync(place.path("grey", "pictures")));
  const none = await place.pal(["pictures", "grey"]);
  assert.match(none.err, /PAL6160: grey has no targets that are pictures[\s\S]*dim pixel = image\(2, 2\)/);
  const manifest = JSON.parse(bytesOf("grey", "manifest.json").toString());
  writeFileSync(place.path("grey", "manifest.json"), JSON.stringify({ ...manifest, status: "running" }));
  assert.match((await place.pal(["pictures", "grey"])).err, /PAL6161[\s\S]*`pal run grey.pal/);
  writeFileSync(place.path("grey", "manifest.json"), '{"name": "a package"}');
  assert.match((await place.pal(["pictures", "grey"])).err, "PAL6010");
  assert.match((await place.pal(["pictures", "nowhere"])).err, "PAL6010");
  assert.match((await place.pal(["pictures"])).err, "write `pal pictures RUN`");
});

test("draws of other elements than the scenario has are refused, and so is another truth", async () => {
  const file = place.path("drawn", "chain-2.csv");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("z[0]", "y[0]"));
  const columns = await place.pal(["pictures", "drawn"]);
  assert.match(columns.err, /PAL6010[\s\S]*chain-2.csv/);
  writeFileSync(file, text);
  place.write("truth.csv", "a,b,c,d\n0,2,4,1\n3,1,0,9\n");
  const truth = await place.pal(["pictures", "drawn"]);
  assert.match(truth.err, "PAL6162: truth.csv changed since the run in drawn");
});

test.after(() => place.clean());
test.run();
