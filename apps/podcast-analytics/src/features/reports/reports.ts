import type { Queries } from '../../platform/db/database.ts';
import { type Dimension, type DownloadCount, downloadsBy } from './downloads-by.ts';
import { type HitFilter, type HitsPage, hitsPage, type PageOptions } from './hits-page.ts';
import { type OutcomeCount, outcomeCounts } from './outcome-counts.ts';
import type { ReportFilter } from './report-filter.ts';
import { type ReportScope, reportScope } from './report-scope.ts';

/** Every question that the command line, the API and the pages ask of what is stored. */
export interface Reports {
  downloads(by: Dimension, filter: ReportFilter, limit?: number): Promise<DownloadCount[]>;
  outcomes(filter: ReportFilter): Promise<OutcomeCount[]>;
  hits(filter: HitFilter, page: PageOptions): Promise<HitsPage>;
  scope(filter: Pick<ReportFilter, 'visible'>): Promise<ReportScope>;
}

export function createReports(database: Queries): Reports {
  return {
    downloads: (by, filter, limit) => downloadsBy(database, by, filter, limit),
    outcomes: (filter) => outcomeCounts(database, filter),
    hits: (filter, page) => hitsPage(database, filter, page),
    scope: (filter) => reportScope(database, filter),
  };
}
