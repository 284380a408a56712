// Bundles the package into dist/: the command, the library and the worker, sharing chunks that are loaded when needed.

import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Bundled CommonJS packages look for these three; in an ES module they must be made. */
const banner = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __pathDirname } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __pathDirname(__filename);",
].join("\n");

/** The kernels TF.js loads at run time; Node runs them on one thread, so the threaded build is left out. */
const wasmFiles = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm"];

/** Folders of plain text that commands read, by their names in dist/. */
const textFolders = { explanations: "src/language/explanations", templates: "src/cli/templates", stdlib: "stdlib" };

const entries = {
  pal: "src/cli/pal.ts",
  index: "src/index.ts",
  chain: "src/workers/chain.ts",
  sweep: "src/sweep/worker.ts",
};

/**
 * Builds into `outdir` and returns esbuild's metafile.
 * Files are written before stale ones are removed, so that a command started meanwhile still finds its chunks.
 */
export async function build(outdir = path.join(root, "dist")) {
  const esbuild = await import("esbuild");
  const entryPoints = Object.fromEntries(
    Object.entries(entries).filter(([, file]) => existsSync(path.join(root, file))),
  );
  await mkdir(outdir, { recursive: true });
  const before = await readdir(outdir);
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // ES modules first: only they can be cut down to what is used.
    mainFields: ["module", "main"],
    // All chunks lie beside the entry points, so "the folder of this file" is the same for every one of them.
    chunkNames: "[name]-[hash]",
    banner: { js: banner },
    external: ["@tensorflow/tfjs-node"],
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: false,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const written = new Set(Object.keys(metafile.outputs).map((file) => path.basename(file)));
  const wasm = path.join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist");
  for (const name of wasmFiles) {
    await copyFile(path.join(wasm, name), path.join(outdir, name));
    written.add(name);
  }
  for (const [name, folder] of Object.entries(textFolders)) {
    await cp(path.join(root, folder), path.join(outdir, name), { recursive: true });
    const current = new Set(await readdir(path.join(root, folder), { recursive: true }));
    for (const file of await readdir(path.join(outdir, name), { recursive: true }))
      if (!current.has(file)) await rm(path.join(outdir, name, file), { recursive: true, force: true });
    written.add(name);
  }
  await writeFile(path.join(outdir, "THIRD_PARTY.txt"), await thirdParty(metafile));
  written.add("THIRD_PARTY.txt");
  for (const name of before)
    if (!written.has(name)) await rm(path.join(outdir, name), { recursive: true, force: true });
  return metafile;
}

/** The licences of the packages that ended up in the bundle. */
async function thirdParty(metafile) {
  const packages = new Set(["@tensorflow/tfjs-backend-wasm"]);
  for (const output of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file);
      if (match && bytesInOutput > 0) packages.add(match[1]);
    }
  }
  const parts = ["Palimpsest contains these packages."];
  for (const name of [...packages].sort()) {
    const folder = path.join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? (await readFile(path.join(folder, file), "utf8")).trim() : "";
    parts.push(`${name} ${version} (${license})${text ? `\n\n${text}` : ""}`);
  }
  return `${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** As `npm run build` and `npm install` in a clone. */
async function main() {
  try {
    await import("esbuild");
  } catch {
    console.log("dist/ is not built: the development dependencies are not installed");
    return;
  }
  try {
    const started = performance.now();
    const metafile = await build();
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`dist/: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1e6).toFixed(2)} MB, ${seconds} s`);
  } catch (error) {
    // esbuild has printed its own errors.
    if (!error?.errors) console.error(error);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
