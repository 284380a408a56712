/**
 * Made-up data of the sizes of two well-known sets, for models too large to be found in posteriordb's small examples: 3020 households
 * with unsafe wells, 12573 houses in 386 counties, and as many women in districts. The same numbers on every machine.
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
  const index = groupsOf(
    houses,
    county.map(({ weight }) => weight),
    random,
  );
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
}

/** Women stand in no order, in districts of very unequal sizes; `district_idx` counts from 1, `age` is in decades from the mean. */
export function contraception(women = 12573, districts = 386, seed = 3): Data {
  const random = new Xoshiro(seed);
  const district = Array.from({ length: districts }, () => ({
    level: -0.7 + 0.5 * random.normal(),
    town: 0.7 + 0.4 * random.normal(),
    weight: Math.exp(random.normal()),
  }));
  const index = groupsOf(
    women,
    district.map(({ weight }) => weight),
    random,
  );
  const place = index.map(() => random.uniform());
  const order = [...place.keys()].sort((a, b) => place[a] - place[b]);
  const rows = order.map((i) => {
    const { level, town } = district[index[i]];
    const urban = random.uniform() < 0.3 ? 1 : 0;
    const age = 0.9 * random.normal();
    const logit = level + town * urban - 0.2 * age;
    const uses = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    return { district: index[i] + 1, urban, age, uses };
  });
  return {
    J: districts,
    N: women,
    district_idx: rows.map((row) => row.district),
    urban: rows.map((row) => row.urban),
    age: rows.map((row) => row.age),
    uses: rows.map((row) => row.uses),
  };
}

/** The group of each row: one row each, the others by weight. */
function groupsOf(rows: number, weights: readonly number[], random: Xoshiro): number[] {
  const groups = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: rows }, (_, i) => (i < groups ? i : drawn(random.uniform() * total)));

  function drawn(at: number): number {
    let group = 0;
    for (let left = at; group < groups - 1 && left >= weights[group]; group++) left -= weights[group];
    return group;
  }
}

/** Writes the `data.json` of each below a folder; the folders by the names of their models. */
export function writeData(folder: string): Readonly<Record<string, string>> {
  const sets = { wells: wells(), radon: radon(), radon_student: radon(), contraception: contraception() };
  const folders = Object.entries(sets).map(([name, data]) => {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, "data.json"), JSON.stringify(data));
    return [name, own] as const;
  });
  return Object.fromEntries(folders);
}
