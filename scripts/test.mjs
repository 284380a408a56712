// Builds, then runs every test file (or those whose path contains an argument), two processes at a time.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const processes = 2;
/** A file that hangs must not hang the suite. */
const limitSeconds = 480;

const filters = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const folder = path.join(root, "test");
const files = (existsSync(folder) ? readdirSync(folder, { recursive: true }) : [])
  .map((name) => path.join("test", String(name)).replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".test.ts") && (filters.length === 0 || filters.some((part) => name.includes(part))))
  .sort();

function finish(passed, failed) {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

/** Runs one file; uvu prints `Total` and `Passed` after its tests, a crash prints neither. */
function runFile(file) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, limitSeconds * 1000);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const output = Buffer.concat(chunks).toString("utf8");
      const count = (word) => {
        const matches = [...output.matchAll(new RegExp(`^\\s*${word}:\\s+(\\d+)\\s*$`, "gm"))];
        return matches.reduce((sum, match) => sum + Number(match[1]), 0);
      };
      const total = count("Total");
      const passed = count("Passed");
      let failed = total - passed - count("Skipped");
      let reason = "";
      if (timedOut) reason = `no end after ${limitSeconds} s`;
      else if (code !== 0 && failed === 0) reason = signal ? `killed by ${signal}` : `exit code ${code}`;
      else if (total === 0) reason = "no test ran (is test.run() missing?)";
      if (reason) failed = Math.max(failed, 1);
      resolve({ file, output, passed, failed, reason, seconds: (performance.now() - started) / 1000 });
    });
  });
}

if (files.length === 0) {
  console.log(filters.length > 0 ? `no test file matches ${filters.join(" ")}` : "no test files");
  finish(0, 1);
}

try {
  await build();
} catch (error) {
  console.log(`the build failed: ${error?.errors ? "see above" : error}`);
  finish(0, 1);
}

const queue = [...files];
const results = [];
async function worker() {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const result = await runFile(file);
    results.push(result);
    const time = `${result.seconds.toFixed(1)} s`;
    if (result.failed === 0) console.log(`ok    ${file}  ${result.passed} passed, ${time}`);
    else {
      console.log(`FAIL  ${file}  ${result.failed} failed, ${time}${result.reason ? `: ${result.reason}` : ""}`);
      console.log(result.output.replace(/^/gm, "      "));
    }
  }
}
await Promise.all(Array.from({ length: processes }, worker));

const bad = results.filter((result) => result.failed > 0);
if (bad.length > 0) console.log(`\nfailed:\n${bad.map((result) => `  ${result.file}`).join("\n")}`);
console.log("");
finish(
  results.reduce((sum, result) => sum + result.passed, 0),
  results.reduce((sum, result) => sum + result.failed, 0),
);
