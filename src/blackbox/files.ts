/** How the house reads files: the host (command line, browser, test) says where they lie and what may be read. */
import type { FileProblem } from "../language/files/problem.ts";

export interface Files {
  /**
   * The bytes of a file named relative to the scenario, or why they cannot be had: "missing", "outside" (of the folders that
   * may be read) or "unreadable".
   */
  read(path: string): Promise<Uint8Array | FileProblem>;
}

/** Tells bytes from a problem. */
export function isBytes(result: Uint8Array | FileProblem): result is Uint8Array {
  return result instanceof Uint8Array;
}

/** `folder/model.json` and `weights.bin` make `folder/weights.bin`; without a folder, the name itself. */
export function beside(path: string, name: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? name : `${path.slice(0, slash + 1)}${name}`;
}

/** Files held in memory, by path: for tests and for hosts without a file system. */
export function memoryFiles(contents: Readonly<Record<string, Uint8Array | string>>): Files {
  return {
    async read(path) {
      if (!Object.hasOwn(contents, path)) {
        return { kind: "missing", message: "not found", asked: path, known: Object.keys(contents) };
      }
      const content = contents[path];
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}
