import type { Outcome } from '../counting/exclusion.ts';
import type { ImportCounts } from '../features/ingest/importer.ts';
import type { OutcomeCount } from '../features/reports/outcome-counts.ts';

/** What an import changed in the reports: how many more hits have each outcome. */
export function outcomeChanges(
  before: readonly OutcomeCount[],
  after: readonly OutcomeCount[],
): readonly OutcomeCount[] {
  const hitsBefore = new Map<Outcome, number>(before.map(({ outcome, hits }) => [outcome, hits]));
  return after
    .map(({ outcome, hits }) => ({ outcome, hits: hits - (hitsBefore.get(outcome) ?? 0) }))
    .filter(({ hits }) => hits !== 0);
}

/** The lines at the end of an import. */
export function importSummary(
  path: string,
  counts: ImportCounts,
  changes: readonly OutcomeCount[],
  rejectsPath: string,
): string {
  const known = counts.hits - counts.newHits;
  const counted = changes.find(({ outcome }) => outcome === 'counted')?.hits ?? 0;
  const others = changes.filter(({ outcome }) => outcome !== 'counted');
  const rows = [
    row(counts.lines, 'lines'),
    row(counts.hits, known === 0 ? 'hits' : `hits, of which ${count(known)} were stored before`),
    row(counted, 'downloads counted'),
    ...others.map(({ outcome, hits }) => row(hits, outcome)),
    row(counts.rejects, counts.rejects === 0 ? 'rejected' : `rejected, see ${rejectsPath}`),
  ];
  return `${path}\n${rows.join('\n')}\n`;
}

function row(n: number, what: string): string {
  return `${count(n).padStart(12)}  ${what}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
