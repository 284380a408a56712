// Builds, then runs one of the long checks in verify/ (`npm run verify -- NAME`); without a name, lists them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, "verify");
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  if (name !== undefined) console.log(`no check is named ${name}`);
  console.log(
    names.length > 0 ? `npm run verify -- NAME, with NAME one of\n  ${names.join("\n  ")}` : "verify/ has no checks",
  );
  process.exit(name === undefined ? 0 : 2);
}
// Worker threads take their code from dist/.
await build();
const { status } = spawnSync(process.execPath, ["--import", "tsx", path.join(folder, `${name}.ts`), ...rest], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
