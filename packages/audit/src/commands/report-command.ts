import { resolve } from 'node:path';
import { complianceReport } from '../report/compliance-report.ts';
import { reportCsv } from '../report/report-csv.ts';
import { reportHtml } from '../report/report-html.ts';
import { verify } from '../verify.ts';
import { auditAccess } from './audit-access.ts';
import type { Command } from './command.ts';
import { eventsIn } from './events-in.ts';
import { filterOf, oneOf, period } from './filter-options.ts';
import { output } from './output.ts';

export const reportCommand: Command = {
  name: 'report',
  summary: 'Writes who did what, what was denied, and how much by period, with the state of the log.',
  operands: ['directory'],
  options: {
    format: { value: 'format', description: 'html (if left out), which prints well, or csv' },
    by: { value: 'period', description: 'day, week or month (if left out)' },
    out: { value: 'file', description: 'a new file, which its owner alone can read; if left out, standard output' },
    ...period,
    tenant: { value: 'id', description: "the actor's tenant, or the resource's" },
  },
  async run(options, [directory], print) {
    const format = oneOf('format', ['html', 'csv'], options['format']) ?? 'html';
    const by = oneOf('by', ['day', 'week', 'month'], options['by']) ?? 'month';
    const filter = filterOf(options);
    await auditAccess(directory, { action: 'audit.log.exported', details: { format: `report ${format}`, filter } });
    const report = await complianceReport(eventsIn(directory, filter), by);
    // A log of which only a part is good says so at the head of its report.
    const verification = await verify(directory);
    const head = { source: resolve(directory), made: new Date().toISOString(), verification };
    await output(options['out'], print, (write) =>
      write(format === 'csv' ? reportCsv(report) : reportHtml(report, head)),
    );
    return verification.ok ? 0 : 1;
  },
};
