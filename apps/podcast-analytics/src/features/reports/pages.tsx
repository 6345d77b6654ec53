import { answerPage } from '../../platform/http/answer-page.tsx';
import { answerInvalid } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Features } from '../../scry/flags.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { DownloadsView } from './downloads-view.tsx';
import { HitsView } from './hits-view.tsx';
import type { PhraseInsights } from './phrase-insights.ts';
import type { ReportFilter } from './report-filter.ts';
import { hitsQuery, reportQuery } from './report-query.ts';
import type { Reports } from './reports.ts';
import type { VisibleTo } from './routes.ts';

const rowsOfList = 200;
const hitsOnPage = 50;

interface ReportPages {
  readonly reports: Reports;
  readonly features: Features;
  readonly phraseInsights: PhraseInsights;
  readonly visibleTo: VisibleTo;
}

/** The pages of the console. They work without JavaScript; with it a changed filter replaces the report only. */
export function serveReportPages(app: HttpApp, { reports, features, phraseInsights, visibleTo }: ReportPages): void {
  app.get('/', async (context) => {
    const query = reportQuery.safeParse(withoutBlanks(context.req.query(), formFields));
    if (!query.success) return answerInvalid(query, context);
    const account = accountOf(context);
    const view = await downloadsView(reports, query.data, visibleTo(context));
    return answerPage(
      context,
      'Downloads',
      <DownloadsView
        {...view}
        hasTrend={features.isOn('new_dashboard', account)}
        hasInsights={features.isOn('ai_insights', account)}
        phraseInsights={phraseInsights}
      />,
    );
  });

  app.get('/hits', async (context) => {
    const query = hitsQuery.safeParse(withoutBlanks(context.req.query(), formFields));
    if (!query.success) return answerInvalid(query, context);
    const { after, ...filter } = query.data;
    const hits = await reports.hits({ ...filter, ...visibleTo(context) }, { limit: hitsOnPage, after });
    return answerPage(context, 'Hits', <HitsView filter={filter} page={hits} />);
  });
}

async function downloadsView(reports: Reports, given: ReportFilter, visible: ReturnType<VisibleTo>) {
  const filter = { ...given, ...visible };
  const [scope, day, episode, appNames, country, device, outcomes] = await Promise.all([
    reports.scope(filter),
    reports.downloads('day', filter),
    reports.downloads('episode', filter, rowsOfList),
    reports.downloads('app', filter, rowsOfList),
    reports.downloads('country', filter, rowsOfList),
    reports.downloads('device', filter, rowsOfList),
    reports.outcomes(filter),
  ]);
  return { filter: given, scope, counts: { day, episode, app: appNames, country, device }, outcomes };
}

/** A field of a form that is left empty comes as an empty text. For an app, country or device that means "not known". */
const formFields = ['from', 'to', 'show', 'episode', 'outcome'];

function withoutBlanks(query: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => value !== '' || !names.includes(name)));
}
