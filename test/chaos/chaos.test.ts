import { expect, test } from 'vitest';
import { Harness } from './harness.ts';
import { momentNames, nameOfMoment, usualSize } from './plan.ts';

/** On every run of the suite; `npm run chaos` goes on for as long as one likes, with any seed. */
const enough = 500;
const livesOfSeason = 4;
const mostSeasons = 15;

test('whatever is killed when, every run has one outcome, its whole log, and leaves nothing', async () => {
  await using harness = await Harness.open({
    seed: 20_261,
    size: usualSize,
    stopMilliseconds: 3000,
    network: '10.219.0.0/16',
  });
  const from = performance.now();
  let [kills, runs] = [0, 0];
  const met = new Set<string>();
  const isEnough = () => kills >= enough && met.size === momentNames.length;
  for (let season = 0; !isEnough() && season < mostSeasons; season++) {
    const report = await harness.season(livesOfSeason);
    expect(report.faults, `lives from ${report.lives[0]?.index}`).toEqual([]);
    kills += report.kills;
    runs += report.runs;
    for (const { life, metMoment } of report.lives)
      if (typeof life.end !== 'number' && metMoment === true) met.add(nameOfMoment(life.end));
  }
  console.log(`${kills} kills, ${runs} runs, ${Math.round((performance.now() - from) / 1000)} s`);
  expect(kills).toBeGreaterThanOrEqual(enough);
  expect([...met].toSorted()).toEqual(momentNames.toSorted());
}, 3_600_000);
