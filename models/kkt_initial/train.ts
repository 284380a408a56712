/** Trains the nets and writes what the scenario reads: `node --import tsx models/kkt_initial/train.ts`, about a second each. */
import { fileURLToPath } from "node:url";
import { saveVictim, trainVictim } from "./nets.ts";

/** The nets that are audited; settings were chosen on those of seeds 100 to 102. */
const seeds = [1, 2, 3];

for (const seed of seeds) {
  const victim = trainVictim(seed);
  saveVictim(victim, fileURLToPath(new URL(`nets/${seed}`, import.meta.url)));
  console.log(`net ${seed}: ${victim.steps} steps`);
}
