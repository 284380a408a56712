/**
 * Made-up data of the sizes of two well-known sets, for models too large to be found in posteriordb's small examples: 3020 households
 * with unsafe wells, and 12573 houses in 386 counties. The same numbers on every machine.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

type Data = Readonly<Record<string, number | readonly number[]>>;

/** Of the published form: `switched` is 0 or 1, `dist` in metres, `assoc` 0 or 1, `educ` in years. */
export function wells(households = 3020, seed = 1): Data {
  const random = new Xoshiro(seed);
  const rows = Array.from({ length: households }, () => {
    const dist = 35 * -Math.log(random.uniform()) + 1;
    const arsenic = 0.5 + 1.1 * -Math.log(random.uniform());
    const assoc = random.uniform() < 0.42 ? 1 : 0;
    const educ = Math.floor(17 * random.uniform() ** 2);
    const logit = 0.35 - 0.009 * (dist - 36) + 0.47 * (arsenic - 1.6) - 0.12 * assoc + 0.042 * educ;
    const switched = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    return { switched, dist, arsenic, assoc, educ };
  });
  return {
    N: households,
    switched: rows.map((row) => row.switched),
    dist: rows.map((row) => row.dist),
    arsenic: rows.map((row) => row.arsenic),
    assoc: rows.map((row) => row.assoc),
    educ: rows.map((row) => row.educ),
  };
}

/** Houses stand county after county, of very unequal sizes; `county_idx` counts from 1. */
export function radon(houses = 12573, counties = 386, seed = 2): Data {
  const random = new Xoshiro(seed);
  const county = Array.from({ length: counties }, () => ({
    level: 0.9 + 0.35 * random.normal(),
    uranium: 0.35 * random.normal(),
    weight: Math.exp(random.normal()),
  }));
  const total = county.reduce((sum, { weight }) => sum + weight, 0);
  // One house each, the others by weight.
  const index = Array.from({ length: houses }, (_, i) => (i < counties ? i : drawn(random.uniform() * total)));
  index.sort((a, b) => a - b);
  const floor = index.map(() => (random.uniform() < 0.17 ? 1 : 0));
  const logRadon = index.map((c, i) => {
    const { level, uranium } = county[c];
    return level + 0.7 * uranium - 0.6 * floor[i] + 0.75 * random.normal();
  });
  return {
    J: counties,
    N: houses,
    county_idx: index.map((c) => c + 1),
    log_uppm: index.map((c) => county[c].uranium),
    floor_measure: floor,
    log_radon: logRadon,
  };

  function drawn(at: number): number {
    let c = 0;
    for (let left = at; c < counties - 1 && left >= county[c].weight; c++) left -= county[c].weight;
    return c;
  }
}

/** Writes the `data.json` of both below a folder; the folders by the names of their models. */
export function writeData(folder: string): Readonly<Record<string, string>> {
  const folders = Object.entries({ wells: wells(), radon: radon() }).map(([name, data]) => {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, "data.json"), JSON.stringify(data));
    return [name, own] as const;
  });
  return Object.fromEntries(folders);
}
