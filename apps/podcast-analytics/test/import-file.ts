import { createImporter } from '../src/features/ingest/importer.ts';
import { openInput } from '../src/features/ingest/open-input.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { ingest } from './ingest.ts';

/** Imports a log into a data directory; tells how many of its hits are stored when it begins and after each batch. */
export async function importFile(
  dataDir: string,
  path: string,
  stored: (hits: number) => void = () => {},
): Promise<void> {
  const database = await openDatabase({ dataDir });
  const { source } = await openInput(path);
  stored(0);
  await createImporter({ database, ...ingest })({
    name: path,
    source,
    rejectsPath: `${path}.rejects.ndjson`,
    onProgress: ({ hits }) => stored(hits),
  });
  await database.close();
}
