import { WrongInput } from '@scry/internal/command-line';
import { readJsonFile } from '@scry/internal/read-json';
import { readJournal } from '../experiment/read-journal.ts';
import type { Command } from './command.ts';
import { writeTextFile } from './files.ts';
import { formats } from './report-options.ts';

export const reportCommand: Command = {
  name: 'report',
  summary: 'Writes a journal as a report.',
  operands: ['journal.json'],
  options: {
    format: { value: 'format', description: 'markdown (if left out), html or junit' },
    out: { value: 'file', description: 'write it to a file instead of printing it' },
  },
  async run({ operands, options }, print) {
    const { journal: _, ...reports } = formats;
    const name = options['format'] ?? 'markdown';
    const format = Object.hasOwn(reports, name) ? reports[name] : undefined;
    if (!format) throw new WrongInput(`--format must be one of ${Object.keys(reports).join(', ')}, got ${name}`);
    const text = format(readJournal(readJsonFile(String(operands[0]))));
    const out = options['out'];
    if (out === undefined) print(text.trimEnd());
    else writeTextFile(out, text);
    return 0;
  },
};
