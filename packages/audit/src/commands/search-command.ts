import type { AuditEvent } from '../audit-event.ts';
import { auditAccess } from './audit-access.ts';
import type { Command } from './command.ts';
import { eventsIn } from './events-in.ts';
import { countOf, filterOf, filterOptions } from './filter-options.ts';

const defaultLimit = 100;

export const searchCommand: Command = {
  name: 'search',
  summary: 'Prints the events that fit, oldest first, a line each.',
  operands: ['directory'],
  options: {
    ...filterOptions,
    limit: { value: 'count', description: `how many at most; if left out, ${defaultLimit}` },
    json: { description: 'print events as JSON, a line each' },
  },
  async run(options, [directory], print) {
    const limit = countOf('limit', options['limit']) ?? defaultLimit;
    const filter = { ...filterOf(options), limit };
    await auditAccess(directory, { action: 'audit.log.searched', details: { filter: { ...filter } } });
    let count = 0;
    for await (const event of eventsIn(directory, filter)) {
      if (++count > limit) {
        if (!options['json']) await print(`more than ${limit} events fit: narrow the search, or raise --limit\n`);
        break;
      }
      await print(`${options['json'] ? JSON.stringify(event) : lineOf(event)}\n`);
    }
    if (count === 0 && !options['json']) await print('no event fits\n');
    return 0;
  },
};

function lineOf({ seq, time, outcome, action, actor, resource, clientIp, reason }: AuditEvent): string {
  const what = resource && `${resource.type} ${resource.id}`;
  const parts = [String(seq).padStart(6), time, outcome.padEnd(7), action, `${actor.type} ${actor.id}`, what, clientIp];
  const line = [...parts, reason && JSON.stringify(reason)].filter((part) => part !== undefined).join('  ');
  // A terminal would obey them.
  return line.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
