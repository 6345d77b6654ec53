import { answerInvalid } from '../../platform/http/api-error.ts';
import type { AssetUrl } from '../../platform/http/assets.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { Layout } from '../../platform/http/layout.tsx';
import { DownloadsView } from './downloads-view.tsx';
import { HitsView } from './hits-view.tsx';
import type { ReportFilter } from './report-filter.ts';
import { hitsQuery, reportQuery } from './report-query.ts';
import type { Reports } from './reports.ts';

const rowsOfList = 200;
const hitsOnPage = 50;

/** The pages of the console. They work without JavaScript; with it a changed filter replaces the report only. */
export function serveReportPages(app: HttpApp, reports: Reports, assetUrl: AssetUrl): void {
  app.get('/', async (context) => {
    const query = reportQuery.safeParse(withoutBlanks(context.req.query(), formFields));
    if (!query.success) return answerInvalid(query, context);
    const view = await downloadsView(reports, query.data);
    return context.html(
      page(
        <Layout title="Downloads" assetUrl={assetUrl} current="/">
          <DownloadsView {...view} />
        </Layout>,
      ),
    );
  });

  app.get('/hits', async (context) => {
    const query = hitsQuery.safeParse(withoutBlanks(context.req.query(), formFields));
    if (!query.success) return answerInvalid(query, context);
    const { after, ...filter } = query.data;
    const hits = await reports.hits(filter, { limit: hitsOnPage, after });
    return context.html(
      page(
        <Layout title="Hits" assetUrl={assetUrl} current="/hits">
          <HitsView filter={filter} page={hits} />
        </Layout>,
      ),
    );
  });
}

async function downloadsView(reports: Reports, filter: ReportFilter) {
  const [scope, day, episode, appNames, country, device, outcomes] = await Promise.all([
    reports.scope(),
    reports.downloads('day', filter),
    reports.downloads('episode', filter, rowsOfList),
    reports.downloads('app', filter, rowsOfList),
    reports.downloads('country', filter, rowsOfList),
    reports.downloads('device', filter, rowsOfList),
    reports.outcomes(filter),
  ]);
  return { filter, scope, counts: { day, episode, app: appNames, country, device }, outcomes };
}

/** A field of a form that is left empty comes as an empty text. For an app, country or device that means "not known". */
const formFields = ['from', 'to', 'show', 'episode', 'outcome'];

function withoutBlanks(query: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => value !== '' || !names.includes(name)));
}

function page(content: { toString(): string }): string {
  return `<!doctype html>${content}`;
}
