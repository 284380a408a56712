/** A manifest for tests. */
import type { ManifestStart } from "../../src/runs/manifest.ts";
import { repeatCommand } from "../../src/runs/repeat-command.ts";

export const start: ManifestStart = {
  palimpsest: "0.1.0",
  scenario: { name: "schools", file: "schools.pal", text: "scenario schools\n" },
  files: { "y.csv": "00ff" },
  models: {},
  infer: "nuts",
  algorithm: [{ name: "nuts", options: { draws: 100 } }],
  seed: 1,
  params: { sharpness: 50 },
  command: repeatCommand({ file: "schools.pal", infer: "nuts", seed: 1, set: { sharpness: 50 } }),
};
