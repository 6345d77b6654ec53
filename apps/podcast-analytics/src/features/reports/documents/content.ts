import { howComputed } from '../../../counting/exclusion.ts';
import type { Queries } from '../../../platform/db/database.ts';
import { ages } from '../../shows/ages.ts';
import { episodesOnPage } from '../../shows/episode-ages.ts';
import { createShows, type Shows } from '../../shows/shows.ts';
import type { Dimension } from '../downloads-by.ts';
import type { ReportFilter } from '../report-filter.ts';
import { createReports, type Reports } from '../reports.ts';
import { type DocumentDefinition, type Section, sectionTitles } from './definition.ts';

/** All that a document says, before it has a format. */
export interface DocumentContent {
  readonly title: string;
  /** The show, or all of them. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** Epoch milliseconds. */
  readonly generatedAt: number;
  /** Of the period. */
  readonly downloads: number;
  readonly tables: readonly DocumentTable[];
}

export interface DocumentTable {
  readonly section: Section;
  readonly title: string;
  /** How the first column is called. */
  readonly of: string;
  readonly units: readonly string[];
  readonly rows: readonly DocumentRow[];
  /** Beyond the rows. */
  readonly note?: string;
}

export interface DocumentRow {
  readonly key: string;
  readonly label: string;
  /** One for each unit; null for what is not told. */
  readonly values: readonly (number | null)[];
}

const maxRows = 5000;
const maxPages = maxRows / episodesOnPage;

export interface ContentOptions {
  readonly title: string;
  readonly tenantId: string;
  readonly definition: DocumentDefinition;
  readonly now: number;
}

/**
 * Asks the same questions as the pages and the API, so that all three tell the same numbers.
 * @param db one transaction that sees one state: else sections would differ while hits come in
 */
export async function documentContent(db: Queries, options: ContentOptions): Promise<DocumentContent> {
  const { title, tenantId, definition, now } = options;
  const { from, to } = definition;
  const visible = (index: number) => ({ sql: `s.tenant_id = $${index}`, params: [tenantId] });
  const [reports, shows] = [createReports(db), createShows(db, () => now)];
  const show = definition.show === undefined ? undefined : await shows.get(definition.show, { visible });
  const filter: ReportFilter = { visible, from, to, show: show?.key };
  const days = await reports.downloads('day', filter);
  const tables: DocumentTable[] = [];
  for (const section of definition.sections)
    tables.push(await tableOf(section, { reports, shows, filter, show: show?.id }));
  const downloads = days.reduce((sum, day) => sum + day.downloads, 0);
  return { title, subject: show?.label ?? 'All shows', from, to, generatedAt: now, downloads, tables };
}

interface Sources {
  readonly reports: Reports;
  readonly shows: Shows;
  readonly filter: ReportFilter;
  readonly show: number | undefined;
}

function tableOf(section: Section, sources: Sources): Promise<DocumentTable> {
  switch (section) {
    case 'days':
      return downloadsTable(section, 'Day (UTC)', 'day', sources);
    case 'episodes':
      return downloadsTable(section, 'Episode', 'episode', sources);
    case 'apps':
      return downloadsTable(section, 'App', 'app', sources);
    case 'countries':
      return downloadsTable(section, 'Country', 'country', sources);
    case 'devices':
      return downloadsTable(section, 'Device', 'device', sources);
    case 'outcomes':
      return outcomesTable(section, sources);
    case 'ages':
      return agesTable(section, sources);
    case 'listeners':
      return listenersTable(section, sources);
    default:
      return section satisfies never;
  }
}

async function downloadsTable(
  section: Section,
  of: string,
  by: Dimension,
  { reports, filter }: Sources,
): Promise<DocumentTable> {
  const rows = await reports.downloads(by, filter, maxRows);
  return {
    section,
    title: sectionTitles[section],
    of,
    units: ['Downloads'],
    rows: rows.map(({ key, label, within, downloads }) => ({
      key,
      label: within === undefined ? label : `${label} (${within})`,
      values: [downloads],
    })),
  };
}

async function outcomesTable(section: Section, { reports, filter }: Sources): Promise<DocumentTable> {
  const rows = await reports.outcomes(filter);
  return {
    section,
    title: sectionTitles[section],
    of: 'Outcome',
    units: ['Hits'],
    rows: rows.map(({ outcome, hits }) => ({
      key: outcome,
      label: `${outcome}: ${howComputed[outcome]}`,
      values: [hits],
    })),
  };
}

async function agesTable(section: Section, { shows, filter: { visible }, show }: Sources): Promise<DocumentTable> {
  const rows: DocumentRow[] = [];
  let hasMore = show !== undefined;
  for (let page = 0; show !== undefined && hasMore && page < maxPages; page++) {
    const found = await shows.episodes(show, page, { visible });
    for (const { key, label, byAge, downloads } of found.episodes)
      rows.push({ key, label, values: [...ages.map((age) => byAge.get(age) ?? null), downloads] });
    hasMore = found.hasMore;
  }
  return {
    section,
    title: sectionTitles[section],
    of: 'Episode',
    units: [...ages.map((age) => (age === 1 ? '24 h' : `${age} days`)), 'All'],
    rows,
    note: 'Of all time, from the hour of the publication on. A dash: the episode is not that old yet, or the logs begin after it.',
  };
}

async function listenersTable(section: Section, { shows, filter: { visible }, show }: Sources): Promise<DocumentTable> {
  const months = show === undefined ? [] : await shows.listeners(show, { visible });
  return {
    section,
    title: sectionTitles[section],
    of: 'Month (UTC)',
    units: ['Listeners', 'Downloads'],
    rows: months.map(({ month, listeners, downloads }) => ({
      key: month,
      label: month,
      values: [listeners ?? null, downloads],
    })),
    note: 'Of all time. A dash: the key of the month is destroyed.',
  };
}
