import { WrongInput } from '@scry/internal/command-line';
import type { AuditEvent } from '../audit-event.ts';
import { csvHeader, eventRow } from '../csv.ts';
import { toEcs } from '../ecs.ts';
import { toOcsf } from '../ocsf.ts';
import { auditAccess } from './audit-access.ts';
import type { Command } from './command.ts';
import { eventsIn } from './events-in.ts';
import { filterOf, filterOptions, oneOf } from './filter-options.ts';
import { output } from './output.ts';

interface Format {
  readonly head: string;
  line(event: AuditEvent): string;
}

const formats: Readonly<Record<'jsonl' | 'csv' | 'ocsf' | 'ecs', () => Format>> = {
  jsonl: () => ({ head: '', line: (event) => `${JSON.stringify(event)}\n` }),
  csv: () => ({ head: csvHeader(), line: eventRow }),
  ocsf: () => ({ head: '', line: (event) => `${JSON.stringify(toOcsf(event))}\n` }),
  ecs: () => ({ head: '', line: (event) => `${JSON.stringify(toEcs(event))}\n` }),
};

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes the events that fit as JSON lines, CSV, OCSF or ECS.',
  operands: ['directory'],
  options: {
    format: { value: 'format', description: 'jsonl (the lines as they were hashed), csv, ocsf or ecs' },
    out: { value: 'file', description: 'a new file, which its owner alone can read; if left out, standard output' },
    ...filterOptions,
  },
  async run(options, [directory], print) {
    const format = oneOf('format', ['jsonl', 'csv', 'ocsf', 'ecs'], options['format']);
    if (format === undefined) throw new WrongInput('--format must be given: jsonl, csv, ocsf or ecs');
    const filter = filterOf(options);
    const { head, line } = formats[format]();
    await auditAccess(directory, { action: 'audit.log.exported', details: { format, filter } });
    await output(options['out'], print, async (write) => {
      await write(head);
      for await (const event of eventsIn(directory, filter)) await write(line(event));
    });
    return 0;
  },
};
