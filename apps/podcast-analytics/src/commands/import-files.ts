import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readConfig } from '../config.ts';
import type { FormatName } from '../features/ingest/batch.ts';
import { formats } from '../features/ingest/formats/formats.ts';
import { type ImportCounts, ImportFailedError } from '../features/ingest/importer.ts';
import { openInput } from '../features/ingest/open-input.ts';
import { type App, openApp } from '../main.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { importSummary, outcomeChanges } from './import-summary.ts';
import { InterruptedError, untilAborted } from './interrupted.ts';
import { oneOf, parseOptions } from './parse-options.ts';
import { createProgressLine } from './progress-line.ts';

// The cast: the keys of `formats` are its type's.
const formatNames = Object.keys(formats) as FormatName[];
const formatList = Object.values(formats)
  .map(({ name, title }) => `    ${name.padEnd(11)} ${title}`)
  .join('\n');

const help = `Usage: podcast-analytics import [--format <name>] <files…>

Reads logs of downloads, plain or gzip. A file may be imported again: what is stored already is not counted twice.
Lines that are no hits go to <file>.rejects.ndjson, with their numbers and what is wrong with them.

  --format <name>   one of the following; without it the first lines tell
${formatList}`;

/** Imports log files one after the other. */
export const importFiles: Command = {
  help,
  async run(args, context) {
    const { values, positionals: paths } = parseOptions(args, { format: { type: 'string' } });
    const format = values.format === undefined ? undefined : oneOf('--format', formatNames, values.format);
    if (paths.length === 0) throw new UsageError('import: expected at least one file, got none');
    await Promise.all(paths.map(checkInput)); // a wrong name among many is told before hours of work, not after
    const app = await openApp(readConfig(context.env), context.now);
    try {
      for (const path of paths) await importFile(app, path, format, context);
    } finally {
      await app.close();
    }
  },
};

/** Does not open what can be read only once, such as a pipe. */
async function checkInput(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isDirectory()) await openInput(path); // rejects, and says why
}

/** Beside the log; those of a pipe, which lies nowhere, where the user stands. */
async function rejectsPathOf(path: string): Promise<string> {
  const isFile = (await stat(path)).isFile();
  return `${isFile ? path : basename(path)}.rejects.ndjson`;
}

async function importFile(
  app: App,
  path: string,
  format: FormatName | undefined,
  context: CommandContext,
): Promise<void> {
  const { source, sizeBytes } = await openInput(path);
  const importHits = await app.createImporter();
  const progress = createProgressLine(context.stderr, basename(path), sizeBytes);
  const rejectsPath = await rejectsPathOf(path);
  const input = { name: basename(path), source: untilAborted(source, context.signal), rejectsPath };
  const before = await app.reports.outcomes({});
  const summarise = async (counts: ImportCounts) => {
    progress.clear();
    const after = await app.reports.outcomes({});
    context.stdout.write(importSummary(path, counts, outcomeChanges(before, after), rejectsPath));
  };
  try {
    await summarise(await importHits({ ...input, ...(format && { format }), onProgress: progress.show }));
  } catch (error) {
    if (!(error instanceof ImportFailedError)) throw error;
    await summarise(error.counts);
    throw error.cause instanceof InterruptedError ? error.cause : error;
  }
}
