import { readJsonFile } from '@scry/internal/read-json';
import { readJournal } from '../experiment/read-journal.ts';
import type { Command } from './command.ts';
import { experimentFile, loadExperiment, variableOption } from './load-experiment.ts';
import { performRun } from './perform-run.ts';
import { reportOptions } from './report-options.ts';

export const replayCommand: Command = {
  name: 'replay',
  summary:
    'Runs an experiment with the injections of a journal, into the same calls, and says whether they were the same.',
  operands: ['journal.json', experimentFile],
  options: { var: variableOption, ...reportOptions },
  async run(given, print) {
    const [journalFile, file] = given.operands;
    const journal = readJournal(readJsonFile(String(journalFile)));
    // The module makes its chaos when it is loaded, with this seed unless it has one of its own.
    if (journal.seed !== undefined) process.env['SCRY_CHAOS_SEED'] = journal.seed;
    return performRun(await loadExperiment(String(file), given), given, print, journal);
  },
};
