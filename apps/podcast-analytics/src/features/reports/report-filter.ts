/** Which downloads a report speaks of; what is absent does not narrow. */
export interface ReportFilter {
  /** @default 'demo' */
  readonly tenantId?: string;
  readonly showId?: number;
  readonly episodeId?: number;
  /** First day and last day, UTC, `YYYY-MM-DD`. */
  readonly from?: string;
  readonly to?: string;
}
