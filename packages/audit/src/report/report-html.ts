import type { VerifyReport } from '../verify-report.ts';
import type { ComplianceReport, Deed } from './compliance-report.ts';
import { html, type Markup } from './markup.ts';

const style = `
  body { font: 14px/1.45 system-ui, sans-serif; color: #1b1f24; margin: 2.5rem auto; max-width: 70rem; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
  table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: #57606a; padding-bottom: .3rem; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d0d7de; overflow-wrap: anywhere; }
  th { border-bottom-color: #57606a; white-space: nowrap; } .n { text-align: right; font-variant-numeric: tabular-nums; }
  .good { color: #116329; } .bad { color: #a40e26; font-weight: 600; } code { font-size: .85em; overflow-wrap: anywhere; }
  @page { size: A4 landscape; margin: 14mm; }
  @media print {
    body { font-size: 9pt; margin: 0; max-width: none; padding: 0; } h2 { break-after: avoid; }
    thead { display: table-header-group; } tr { break-inside: avoid; } .good, .bad { color: #000; }
  }`;

/** What stands at the head of a report. */
export interface ReportHead {
  /** Where the events are from. */
  readonly source: string;
  readonly made: string;
  readonly verification: VerifyReport;
}

/** A page that needs nothing but itself: no script, no font, no image; a policy in it forbids loading any. */
export function reportHtml(report: ComplianceReport, { source, made, verification }: ReportHead): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit report: ${source}</title>
<style>${{ html: style }}</style>
</head>
<body>
<h1>Audit report</h1>
<p>${source}<br>${spanOf(report)}<br>Made ${made}</p>
<h2>Integrity</h2>
${integrity(verification)}
<h2>By ${report.period}</h2>
${byPeriod(report)}
<h2>Denials</h2>
${denials(report)}
<h2>Who did what</h2>
${whoDidWhat(report)}
</body>
</html>
`;
  return page.html;
}

function spanOf({ events, first, last }: ComplianceReport): string {
  return events === 0 ? 'No events' : `${events} events from ${first} to ${last}, times in UTC`;
}

function integrity({ events, segments, rootHash, divergence }: VerifyReport): Markup {
  const state = divergence
    ? html`<p class="bad">The trail has been changed: ${divergence.message} (${divergence.kind}, ${divergence.file}, line ${divergence.line}).</p>`
    : html`<p class="good">Every line is as it was written.</p>`;
  return html`${state}
<p>${events} events in ${segments} segments, root hash <code>${rootHash}</code></p>`;
}

function byPeriod({ deeds, period }: ComplianceReport): Markup {
  const outcomes = ['SUCCESS', 'PARTIAL', 'FAILURE', 'DENIED'] as const;
  const rows = [...grouped(deeds, (deed) => deed.period)].map(([name, own]) => {
    const cells = outcomes.map(
      (outcome) => html`<td class="n">${sum(own.filter((deed) => deed.outcome === outcome))}</td>`,
    );
    return html`<tr><td>${name}</td>${cells}<td class="n">${sum(own)}</td></tr>`;
  });
  const heads = outcomes.map((outcome) => html`<th class="n">${outcome}</th>`);
  return table(html`<th>${period}</th>${heads}<th class="n">all</th>`, rows);
}

function denials({ denials: listed, denialsInAll }: ComplianceReport): Markup {
  const rows = listed.map(
    ({ time, actor, action, resource, reason, clientIp }) => html`<tr><td>${time}</td><td>${nameOf(actor)}</td>
<td>${action}</td><td>${resource && `${resource.type} ${resource.id}`}</td><td>${reason}</td><td>${clientIp}</td></tr>`,
  );
  const note = denialsInAll > listed.length ? `The first ${listed.length} of ${denialsInAll}` : undefined;
  const heads = ['time', 'actor', 'action', 'resource', 'reason', 'address'].map((head) => html`<th>${head}</th>`);
  return table(html`${heads}`, rows, note);
}

function whoDidWhat({ deeds, eventsWithoutDeed }: ComplianceReport): Markup {
  const groups = grouped(deeds, ({ actor, action, outcome }) => `${nameOf(actor)}\n${action}\n${outcome}`);
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => own.slice(0, 1).map((deed) => deedRow(deed, own)));
  const note = eventsWithoutDeed > 0 ? `${eventsWithoutDeed} more events are of others than these` : undefined;
  const heads = ['actor', 'action', 'outcome'].map((head) => html`<th>${head}</th>`);
  return table(html`${heads}<th class="n">events</th><th>first</th><th>last</th>`, rows, note);
}

function deedRow({ actor, action, outcome, first }: Deed, own: readonly Deed[]): Markup {
  return html`<tr><td>${nameOf(actor)}</td><td>${action}</td><td>${outcome}</td>
<td class="n">${sum(own)}</td><td>${first}</td><td>${own.at(-1)?.last}</td></tr>`;
}

function table(heads: Markup, rows: readonly Markup[], note?: string): Markup {
  if (rows.length === 0) return html`<p>None.</p>`;
  const caption = note === undefined ? undefined : html`<caption>${note}</caption>`;
  return html`<table>${caption}<thead><tr>${heads}</tr></thead><tbody>
${rows}
</tbody></table>`;
}

function nameOf({ type, id, tenantId, impersonatedBy }: Deed['actor']): string {
  const tenant = tenantId === undefined ? '' : ` [${tenantId}]`;
  return `${type} ${id}${tenant}${impersonatedBy === undefined ? '' : `, impersonated by ${impersonatedBy}`}`;
}

function grouped(deeds: readonly Deed[], keyOf: (deed: Deed) => string): Map<string, Deed[]> {
  const groups = new Map<string, Deed[]>();
  for (const deed of deeds) {
    const key = keyOf(deed);
    const own = groups.get(key);
    if (own) own.push(deed);
    else groups.set(key, [deed]);
  }
  return groups;
}

function sum(deeds: readonly Deed[]): number {
  return deeds.reduce((all, { count }) => all + count, 0);
}
