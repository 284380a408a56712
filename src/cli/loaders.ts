/** Where each command's implementation comes from: nothing is loaded before it is asked for. */
import type { Loaders } from "./commands.ts";

export const loaders: Loaders = {
  check: async () => (await import("./commands/check.ts")).command,
  run: async () => (await import("./commands/run.ts")).command,
  density: async () => (await import("./commands/density.ts")).command,
  recover: async () => (await import("./commands/recover.ts")).command,
  sweep: async () => (await import("./commands/sweep.ts")).command,
  emit: async () => (await import("./commands/emit.ts")).command,
  calibrate: async () => (await import("./commands/calibrate.ts")).command,
  pictures: async () => (await import("./commands/pictures.ts")).command,
  fmt: async () => (await import("./commands/fmt.ts")).command,
  explain: async () => (await import("./commands/explain.ts")).command,
  new: async () => (await import("./commands/new.ts")).command,
  completion: async () => (await import("./commands/completion.ts")).command,
};
