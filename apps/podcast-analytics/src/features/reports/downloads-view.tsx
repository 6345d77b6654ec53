import type { FC } from 'hono/jsx';
import { count, percent, shortDay } from '../../platform/http/figures.ts';
import { Breakdown } from './breakdown.tsx';
import { DaysCard } from './days-card.tsx';
import type { Dimension, DownloadCount } from './downloads-by.ts';
import { FilterForm } from './filter-form.tsx';
import { InsightsCard } from './insights-card.tsx';
import { downloadsUrl, hitsUrl } from './links.ts';
import type { OutcomeCount } from './outcome-counts.ts';
import { OutcomesCard } from './outcomes-card.tsx';
import type { PhraseInsights } from './phrase-insights.ts';
import type { ReportFilter } from './report-filter.ts';
import type { ReportScope } from './report-scope.ts';
import { type WeekTrend, weekTrend } from './trends.ts';

export interface DownloadsViewProps {
  readonly filter: ReportFilter;
  readonly scope: ReportScope;
  readonly counts: Readonly<Record<Exclude<Dimension, 'show'>, readonly DownloadCount[]>>;
  readonly outcomes: readonly OutcomeCount[];
  /** Behind the flag `new_dashboard`. */
  readonly hasTrend: boolean;
  /** Behind the flag `ai_insights`. */
  readonly hasInsights: boolean;
  readonly phraseInsights: PhraseInsights;
}

export const DownloadsView: FC<DownloadsViewProps> = (props) => (
  <main id="main">
    <div class="heading">
      <h1>Downloads</h1>
      {props.scope.days && <FilterForm filter={props.filter} scope={props.scope} />}
    </div>
    <div id="report">{props.scope.days ? <Report {...props} /> : <Empty />}</div>
  </main>
);

const Report: FC<DownloadsViewProps> = ({ filter, counts, outcomes, hasTrend, hasInsights, phraseInsights }) => {
  const counted = (also: object) => hitsUrl({ ...filter, ...also, outcome: 'counted' });
  const total = counts.day.reduce((sum, { downloads }) => sum + downloads, 0);
  return (
    <>
      {filter.episode !== undefined && <EpisodeNote filter={filter} episode={filter.episode} />}
      <Figures filter={filter} days={counts.day} outcomes={outcomes} total={total} hasTrend={hasTrend} />
      {hasInsights && <InsightsCard {...counts} outcomes={outcomes} phrase={phraseInsights} />}
      <DaysCard days={counts.day} filter={filter} />
      <div class="columns">
        <Breakdown
          id="episodes"
          title="Episodes"
          rows={counts.episode}
          total={total}
          hitsOf={({ key }) => counted({ episode: key })}
          narrowTo={({ key }) => downloadsUrl({ ...filter, episode: key })}
        />
        <Breakdown id="apps" title="Apps" rows={counts.app} total={total} hitsOf={({ key }) => counted({ app: key })} />
        <Breakdown
          id="countries"
          title="Countries"
          rows={counts.country}
          total={total}
          hitsOf={({ key }) => counted({ country: key })}
        />
        <Breakdown
          id="devices"
          title="Devices"
          rows={counts.device}
          total={total}
          hitsOf={({ key }) => counted({ device: key })}
        />
      </div>
      <OutcomesCard outcomes={outcomes} filter={filter} />
    </>
  );
};

type FiguresProps = Pick<DownloadsViewProps, 'filter' | 'outcomes' | 'hasTrend'> & {
  readonly days: readonly DownloadCount[];
  readonly total: number;
};

const Figures: FC<FiguresProps> = ({ filter, days, outcomes, total, hasTrend }) => {
  const hits = outcomes.reduce((sum, outcome) => sum + outcome.hits, 0);
  const best = days.reduce<DownloadCount | undefined>((a, b) => (a && a.downloads >= b.downloads ? a : b), undefined);
  const week = hasTrend ? weekTrend(days) : undefined;
  return (
    <dl class="figures">
      <div>
        <dt>Downloads</dt>
        <dd>
          <a id="total" href={hitsUrl({ ...filter, outcome: 'counted' })}>
            {count(total)}
          </a>
        </dd>
      </div>
      <div>
        <dt>A day</dt>
        <dd>{count(Math.round(total / Math.max(1, days.length)))}</dd>
      </div>
      {week && (
        <div id="trend">
          <dt>Last seven days</dt>
          <dd>
            {count(week.last)} <small>{difference(week)}</small>
          </dd>
        </div>
      )}
      <div>
        <dt>Best day</dt>
        <dd>
          {best ? count(best.downloads) : '–'} {best && <small>{shortDay(best.key)}</small>}
        </dd>
      </div>
      <div>
        <dt>Hits read</dt>
        <dd>
          <a href={hitsUrl(filter)}>{count(hits)}</a> <small>{percent(total, hits)} counted</small>
        </dd>
      </div>
    </dl>
  );
};

function difference({ last, before }: WeekTrend): string {
  if (before === 0 || last === before) return `${count(before)} the week before`;
  return `${percent(Math.abs(last - before), before)} ${last > before ? 'more' : 'fewer'} than the week before`;
}

const EpisodeNote: FC<{ filter: ReportFilter; episode: string }> = ({ filter, episode }) => (
  <p class="chips">
    <span class="chip">
      Episode <code>{episode}</code>
      <a href={downloadsUrl({ ...filter, episode: undefined })} aria-label="Show all episodes">
        ×
      </a>
    </span>
  </p>
);

const Empty: FC = () => (
  <section class="card empty">
    <h2>No hits yet</h2>
    <p>Stop this program with Ctrl-C, import a log, and start it again:</p>
    <pre>
      <code>{'npx podcast-analytics import access.log.gz\nnpm start'}</code>
    </pre>
    <p class="note">
      It reads OP3 rows (JSON, TSV), access logs of nginx and Apache, CloudFront and S3 logs, and NDJSON; plain or gzip,
      of any size.
    </p>
  </section>
);
