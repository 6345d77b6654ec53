/** Inserts rows one by one into the data directory it is given, and prints the number of those acknowledged. */
import { openDatabase } from '../open-database.ts';

const [, , dataDir] = process.argv;
if (dataDir === undefined) throw new Error('usage: insert-forever.fixture.ts <data directory>');
const database = await openDatabase({ dataDir });
for (let n = 1; ; n++) {
  await database.query('INSERT INTO shows (key) VALUES ($1)', [`show-${n}`]);
  process.stdout.write(`${n}\n`);
}
