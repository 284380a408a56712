/** Files on disk under Node: nothing outside the given folders is read, by whatever way the path leads there. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep, win32 } from "node:path";
import type { FileProblem } from "../language/files/problem.ts";
import type { Files } from "./files.ts";

function contains(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const outside: FileProblem = {
  kind: "outside",
  message: "this path leads out of it",
  hint: "a scenario reads files below its own folder and --data DIR only: copy the file there",
};

/** A missing file: its neighbours, so that a typing mistake can be pointed at, unless a link leads the path out of the folder. */
async function missing(folder: string, path: string): Promise<FileProblem> {
  const problem = { kind: "missing", message: "no such file" } as const;
  try {
    const [root, parent] = await Promise.all([realpath(folder), realpath(dirname(resolve(folder, path)))]);
    if (parent !== root && !contains(root, parent)) return outside;
    const prefix = path.slice(0, path.lastIndexOf("/") + 1);
    const entries = await readdir(parent, { withFileTypes: true });
    // Scenarios and modules are no data, and data no modules.
    const isModule = path.endsWith(".pal");
    const names = entries.filter(
      (entry) => entry.isFile() && !entry.name.startsWith(".") && entry.name.endsWith(".pal") === isModule,
    );
    return { ...problem, asked: path, known: names.map((entry) => prefix + entry.name) };
  } catch {
    return problem;
  }
}

async function readWithin(folder: string, path: string): Promise<Uint8Array | FileProblem> {
  const named = resolve(folder, path);
  if (!contains(resolve(folder), named)) return outside;
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(named)]);
    // Compared once links are followed, and then read by the resolved name.
    if (!contains(root, file)) return outside;
    if (!(await stat(file)).isFile()) return { kind: "unreadable", message: "it is not a file" };
    return new Uint8Array(await readFile(file));
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return missing(folder, path);
    if (code === "EACCES" || code === "EPERM") return { kind: "unreadable", message: "reading it is not permitted" };
    return { kind: "unreadable", message: error instanceof Error ? error.message.split(",")[0] : "reading failed" };
  }
}

/**
 * Reads from the first of `folders` that has the file: the command line gives `--data DIR` and then the scenario's own folder.
 * Absolute paths, `..` and links that lead out of the folder are refused as "outside".
 */
export function nodeFiles(folders: readonly string[]): Files {
  return {
    async read(path) {
      if (isAbsolute(path) || win32.isAbsolute(path) || /^[a-zA-Z]:/.test(path)) return outside;
      if (path === "" || path.includes("\0")) return { kind: "missing", message: "this names no file" };
      let first: FileProblem | undefined;
      for (const folder of folders) {
        const result = await readWithin(folder, path);
        if (result instanceof Uint8Array || result.kind !== "missing") return result;
        first ??= result;
      }
      return first ?? { kind: "missing", message: "no folder to read from" };
    },
  };
}
