/** `pal fmt` of the built program: what it does to files. */
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Workplace } from "../support/pal.ts";

const untidy = "scenario s\nprior   m~Normal(0,1)\ntarget m\n";
const tidy = "scenario s\nprior m ~ Normal(0, 1)\ntarget m\n";

const places: Workplace[] = [];
/** A folder with untidy files of these names. */
function folderOf(...names: string[]): Workplace {
  const place = new Workplace();
  places.push(place);
  for (const name of names) place.write(name, untidy);
  return place;
}
const textOf = (place: Workplace, name: string) => readFileSync(place.path(name), "utf8");

test.after(() => {
  for (const place of places) place.clean();
});

test("a file is laid out in place and keeps its permissions; nothing is left beside it", async () => {
  const place = folderOf("a.pal");
  chmodSync(place.path("a.pal"), 0o600);
  assert.is((await place.pal(["fmt", "a.pal"])).code, 0);
  assert.is(textOf(place, "a.pal"), tidy);
  assert.is(statSync(place.path("a.pal")).mode & 0o777, 0o600);
  assert.equal(readdirSync(place.folder), ["a.pal"]);
});

test("a file in another encoding, or of no text, stays as it is", async () => {
  const place = folderOf();
  const latin = new Uint8Array([...Buffer.from(`// caf`), 0xe9, ...Buffer.from(`\n${untidy}`)]);
  for (const bytes of [latin, new Uint8Array([0x50, 0x4b, 0, 1])]) {
    place.write("a.pal", bytes);
    const { code, err } = await place.pal(["fmt", "a.pal"]);
    assert.is(code, 2);
    assert.match(err, /^error PAL6007: cannot read a.pal: it is not text in UTF-8\n.*save it as UTF-8\n/);
    assert.equal(new Uint8Array(readFileSync(place.path("a.pal"))), bytes);
  }
});

test("behind a link the file itself is laid out", async () => {
  const place = folderOf("a.pal");
  symlinkSync("a.pal", place.path("link.pal"));
  assert.is((await place.pal(["fmt", "link.pal"])).code, 0);
  assert.ok(lstatSync(place.path("link.pal")).isSymbolicLink());
  assert.is(textOf(place, "a.pal"), tidy);
});

test("of several files each is looked at, whatever the others are", async () => {
  const place = folderOf("one.pal", "two.pal");
  place.write("broken.pal", "scenario s\nprior m ~ Normal(0,\n");
  const checked = await place.pal(["fmt", "--check", "one.pal", "two.pal"]);
  assert.is(checked.code, 2);
  assert.match(checked.err, "one.pal is not laid out");
  assert.match(checked.err, "two.pal is not laid out");
  const written = await place.pal(["fmt", "broken.pal", "one.pal", "two.pal"]);
  assert.is(written.code, 2);
  assert.match(written.err, "broken.pal");
  assert.equal([textOf(place, "one.pal"), textOf(place, "two.pal")], [tidy, tidy]);
});

test("a file that cannot be written is told of as such", async () => {
  // The name beside it, under which the new text is written first, is longer than a name may be.
  const name = `${"x".repeat(248)}.pal`;
  const place = folderOf(name);
  const { code, err } = await place.pal(["fmt", name]);
  assert.is(code, 2);
  assert.match(err, /cannot write x+\.pal: name too long/);
  assert.is(textOf(place, name), untidy);
});

test.run();
