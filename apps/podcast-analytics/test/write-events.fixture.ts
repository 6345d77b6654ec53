/** Writes, publishes and runs until it is killed; appends what went out and what ran to a file, and prints a line a write. */
import { appendFileSync } from 'node:fs';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { openBackground } from './write-events.ts';

const [, , where = '', outPath = '', startAt = '', tenant = ''] = process.argv;
const database = await openDatabase(where.startsWith('postgres:') ? { url: where } : { dataDir: where });
const startedAt = Date.now();
const now = () => Number(startAt) + Date.now() - startedAt;
const { relay, jobs, write } = openBackground(database, now, (...told) =>
  appendFileSync(outPath, `${told.join(' ')}\n`),
);

async function forEver(work: (round: number) => Promise<unknown>): Promise<never> {
  for (let round = 0; ; round++) await work(round);
}

await Promise.all([
  forEver(async (round) => {
    await write(`${tenant}-${round % 3}`, round % 4 === 3);
    process.stdout.write('.\n');
  }),
  forEver(() => relay.publishDue()),
  forEver(() => jobs.runDue()),
]);
