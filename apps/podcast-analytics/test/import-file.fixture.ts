/** Imports a file into a data directory and prints the number of stored hits after each batch. */
import { createImporter } from '../src/features/ingest/importer.ts';
import { openInput } from '../src/features/ingest/open-input.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { ingest } from './ingest.ts';

const [, , dataDir, path] = process.argv;
if (dataDir === undefined || path === undefined)
  throw new Error('usage: import-file.fixture.ts <data directory> <file>');
const database = await openDatabase({ dataDir });
const { source } = await openInput(path);
const onProgress = ({ hits }: { readonly hits: number }) => process.stdout.write(`${hits}\n`);
await createImporter({ database, ...ingest })({
  name: path,
  source,
  rejectsPath: `${path}.rejects.ndjson`,
  onProgress,
});
await database.close();
