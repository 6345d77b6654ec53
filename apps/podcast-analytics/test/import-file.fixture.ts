/** Imports a file into a data directory, and prints the number of stored hits once it begins and after each batch. */
import { importFile } from './import-file.ts';

const [, , dataDir, path] = process.argv;
if (dataDir === undefined || path === undefined)
  throw new Error('usage: import-file.fixture.ts <data directory> <file>');
await importFile(dataDir, path, (hits) => process.stdout.write(`${hits}\n`));
