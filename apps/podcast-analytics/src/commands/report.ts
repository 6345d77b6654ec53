import { readConfig } from '../config.ts';
import { dimensions } from '../features/reports/downloads-by.ts';
import type { ReportFilter } from '../features/reports/report-filter.ts';
import { reportQuery } from '../features/reports/report-query.ts';
import type { Reports } from '../features/reports/reports.ts';
import { openApp } from '../main.ts';
import { type Command, UsageError } from './command.ts';
import { oneOf, parseOptions, refuseArguments } from './parse-options.ts';
import { type Report, reportFormats, writeReport } from './write-report.ts';

const groups = [...dimensions, 'reason'] as const;
type Group = (typeof groups)[number];

const rowsInOverview = 10;

const help = `Usage: podcast-analytics report [--by <what>] [--from <day>] [--to <day>] [--show <key>] [--episode <key>]
                                [--format table|json|csv]

Prints the counted downloads. Days are UTC days such as 2026-02-01, both included; without them all days.

  --by <what>        ${groups.join(' | ')}; may be given more than once. Without it all of them, as a
                     table the first 10 rows of each. "reason" lists all hits by what became of them
  --show, --episode  only this show or episode; keys are in the report by show or episode, with --format json
  --format <name>    table (default), json or csv`;

/** Prints downloads by day, episode, show, app, country, device and reason. */
export const report: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, {
      by: { type: 'string', multiple: true },
      from: { type: 'string' },
      to: { type: 'string' },
      show: { type: 'string' },
      episode: { type: 'string' },
      format: { type: 'string' },
    });
    refuseArguments('report', positionals);
    const { by, format: formatName = 'table', ...given } = values;
    const format = oneOf('--format', reportFormats, formatName);
    const wanted: readonly Group[] = by?.map((name) => oneOf('--by', groups, name)) ?? groups;
    const filter = reportQuery.safeParse(given);
    if (!filter.success) {
      throw new UsageError(
        filter.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '),
      );
    }
    const app = await openApp(readConfig(env), now);
    try {
      const reports: Report[] = [];
      for (const group of wanted) reports.push(await reportBy(app.reports, group, filter.data));
      stdout.write(writeReport(reports, format, by === undefined ? rowsInOverview : undefined));
    } finally {
      await app.close();
    }
  },
};

async function reportBy(reports: Reports, group: Group, filter: ReportFilter): Promise<Report> {
  if (group !== 'reason') {
    const counts = await reports.downloads(group, filter);
    return {
      by: group,
      unit: 'downloads',
      rows: counts.map(({ key, label, downloads }) => ({ key, label, n: downloads })),
    };
  }
  const counts = await reports.outcomes(filter);
  return {
    by: group,
    unit: 'hits',
    rows: counts.map(({ outcome, hits }) => ({ key: outcome, label: outcome, n: hits })),
  };
}
