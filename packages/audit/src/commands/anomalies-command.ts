import { collectActivity } from '../anomalies/activity.ts';
import { findAnomalies } from '../anomalies/find-anomalies.ts';
import { auditAccess } from './audit-access.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { eventsIn } from './events-in.ts';
import { countOf, filterOf, period } from './filter-options.ts';

export const anomaliesCommand: Command = {
  name: 'anomalies',
  summary:
    'Holds the last days against the past: new actors, and unusual volumes, refusals and hours, each with its reason.',
  operands: ['directory'],
  options: {
    days: { value: 'count', description: 'how many days are judged, up to that of the last event; if left out, 1' },
    history: { value: 'count', description: 'how many days before them they are held against; if left out, 28' },
    ...period,
    tenant: { value: 'id', description: "the actor's tenant, or the resource's" },
    json: { description: 'print data instead of text' },
  },
  async run(options, [directory], print) {
    const days = countOf('days', options['days']) ?? 1;
    const history = countOf('history', options['history']) ?? 28;
    const filter = filterOf(options);
    await auditAccess(directory, { action: 'audit.log.searched', details: { filter: { ...filter, anomalies: days } } });
    const activity = await collectActivity(eventsIn(directory, filter), days + history);
    const found = findAnomalies(activity, days, history);
    const anomalies = counted(found.anomalies.length, 'anomaly', 'anomalies');
    const lines = [
      ...found.anomalies.map(
        ({ day, kind, actors, reason }) => `${day}  ${kind}  ${shown(actors.join(', '))}: ${reason}`,
      ),
      `${anomalies} in ${counted(found.days.length, 'day')}, held against ${counted(found.historyDays, 'day')} before`,
      ...found.limits,
    ];
    await print(options['json'] ? `${JSON.stringify(found, null, 2)}\n` : `${lines.join('\n')}\n`);
    return found.anomalies.length > 0 ? 1 : 0;
  },
};

/** A terminal would obey control characters. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
