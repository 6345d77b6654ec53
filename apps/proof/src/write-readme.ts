// `npm run readme`: writes the table of packages anew, from what is built and from the results of the benchmarks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConsumer, removeConsumer } from './consumer.ts';
import { readPackages, root } from './package.ts';
import { packageTable, withTable } from './package-table.ts';

const file = join(root, 'README.md');
const consumer = createConsumer(readPackages());
try {
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), await packageTable(consumer.directory)));
} finally {
  removeConsumer(consumer);
}
