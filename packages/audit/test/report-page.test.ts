// The page of a report, to the last character of its body.
import { describe, expect, test } from 'vitest';
import type { AuditEvent, VerifyReport } from '../src/index.ts';
import { complianceReport, type Period } from '../src/report/compliance-report.ts';
import { html } from '../src/report/markup.ts';
import { reportHtml } from '../src/report/report-html.ts';
import { inTurn, sampleEvent } from './sample-events.ts';

const verification: VerifyReport = { ok: true, events: 9, segments: 2, pruned: 0, confirmed: 9, rootHash: 'root=' };
const ada = { type: 'user', id: 'ada', tenantId: 't1' } as const;
const bob = { type: 'user', id: 'bob' } as const;

async function bodyOf(events: readonly AuditEvent[], by: Period, verified = verification): Promise<string> {
  const head = { source: '/var/audit', made: '2026-11-22T00:00:00.000Z', verification: verified };
  const page = reportHtml(await complianceReport(inTurn(events), by), head);
  return page.slice(page.indexOf('<body>'));
}

describe('the page of a report', () => {
  test('has a head that lets it load nothing', async () => {
    const head = { source: '/var/a&b', made: 'now', verification };
    const page = reportHtml(await complianceReport(inTurn([]), 'day'), head);
    expect(page.split('\n').slice(0, 6)).toEqual([
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ]);
    expect(page).toContain('<title>Audit report: /var/a&#38;b</title>\n<style>\n  body {');
    expect(page).toContain('}</style>\n</head>\n<body>\n');
  });

  test('says of no events that there are none', async () => {
    expect(await bodyOf([], 'day')).toBe(`<body>
<h1>Audit report</h1>
<p>/var/audit<br>No events<br>Made 2026-11-22T00:00:00.000Z</p>
<h2>Integrity</h2>
<p class="good">Every line is as it was written.</p>
<p>9 events in 2 segments, root hash <code>root=</code></p>
<h2>By day</h2>
<p>None.</p>
<h2>Denials</h2>
<p>None.</p>
<h2>Who did what</h2>
<p>None.</p>
</body>
</html>
`);
  });

  test('has a row for each period, each denial, and each thing that somebody did', async () => {
    const denial = { outcome: 'DENIED', reason: 'no grant', clientIp: '192.0.2.1' } as const;
    const events = [
      sampleEvent({ time: '2026-11-03T01:00:00.000Z', actor: bob, action: 'data.write', outcome: 'PARTIAL' }),
      sampleEvent({ time: '2026-11-01T01:00:00.000Z', actor: ada }),
      sampleEvent({ time: '2026-11-01T02:00:00.000Z', actor: ada, ...denial, resource: { type: 'report', id: 'r1' } }),
      sampleEvent({ time: '2026-11-02T03:00:00.000Z', actor: ada }),
      sampleEvent({ time: '2026-11-02T04:00:00.000Z', actor: { ...bob, impersonatedBy: 'eve' }, outcome: 'DENIED' }),
      sampleEvent({ time: '2026-11-02T02:00:00.000Z', actor: ada, outcome: 'FAILURE' }),
    ];
    const divergence = { kind: 'edited', file: 'f', line: 3, seq: 4, message: 'Event 4 is another.' } as const;
    const body = await bodyOf(events, 'day', { ...verification, ok: false, divergence });
    const outcomes =
      '<th class="n">SUCCESS</th>\n<th class="n">PARTIAL</th>\n<th class="n">FAILURE</th>\n<th class="n">DENIED</th>';
    const row = (name: string, ...counts: number[]) => {
      const cells = counts.map((count) => `<td class="n">${count}</td>`);
      return `<tr><td>${name}</td>${cells.slice(0, -1).join('\n')}${cells.at(-1)}</tr>`;
    };
    const did = (who: string, action: string, outcome: string, count: number, first: string, last: string) =>
      `<tr><td>${who}</td><td>${action}</td><td>${outcome}</td>
<td class="n">${count}</td><td>2026-11-${first}:00:00.000Z</td><td>2026-11-${last}:00:00.000Z</td></tr>`;
    expect(body).toBe(`<body>
<h1>Audit report</h1>
<p>/var/audit<br>6 events from 2026-11-01T01:00:00.000Z to 2026-11-03T01:00:00.000Z, times in UTC<br>Made 2026-11-22T00:00:00.000Z</p>
<h2>Integrity</h2>
<p class="bad">The trail has been changed: Event 4 is another. (edited, f, line 3).</p>
<p>9 events in 2 segments, root hash <code>root=</code></p>
<h2>By day</h2>
<table><thead><tr><th>day</th>${outcomes}<th class="n">all</th></tr></thead><tbody>
${row('2026-11-01', 1, 0, 0, 1, 2)}
${row('2026-11-02', 1, 0, 1, 1, 3)}
${row('2026-11-03', 0, 1, 0, 0, 1)}
</tbody></table>
<h2>Denials</h2>
<table><thead><tr><th>time</th>
<th>actor</th>
<th>action</th>
<th>resource</th>
<th>reason</th>
<th>address</th></tr></thead><tbody>
<tr><td>2026-11-01T02:00:00.000Z</td><td>user ada [t1]</td>
<td>data.read</td><td>report r1</td><td>no grant</td><td>192.0.2.1</td></tr>
<tr><td>2026-11-02T04:00:00.000Z</td><td>user bob, impersonated by eve</td>
<td>data.read</td><td></td><td></td><td></td></tr>
</tbody></table>
<h2>Who did what</h2>
<table><thead><tr><th>actor</th>
<th>action</th>
<th>outcome</th><th class="n">events</th><th>first</th><th>last</th></tr></thead><tbody>
${did('user ada [t1]', 'data.read', 'DENIED', 1, '01T02', '01T02')}
${did('user ada [t1]', 'data.read', 'FAILURE', 1, '02T02', '02T02')}
${did('user ada [t1]', 'data.read', 'SUCCESS', 2, '01T01', '02T03')}
${did('user bob', 'data.write', 'PARTIAL', 1, '03T01', '03T01')}
${did('user bob, impersonated by eve', 'data.read', 'DENIED', 1, '02T04', '02T04')}
</tbody></table>
</body>
</html>
`);
  });

  test('says above a table what is not in it, and nothing where all is', async () => {
    const report = await complianceReport(inTurn([sampleEvent({ outcome: 'DENIED' })]), 'day');
    const head = { source: '', made: '', verification };
    expect(reportHtml(report, head)).not.toContain('<caption>');
    const page = reportHtml({ ...report, denialsInAll: 2, eventsWithoutDeed: 1 }, head);
    expect(page).toContain('<table><caption>The first 1 of 2</caption><thead>');
    expect(page).toContain('<table><caption>1 more events are of others than these</caption><thead>');
  });
});

describe('a template of HTML', () => {
  test('escapes what is put in, unless it is markup itself', () => {
    expect(html`a${'<&>"\''}b${7}c${undefined}d`.html).toBe('a&#60;&#38;&#62;&#34;&#39;b7cd');
    expect(html`${html`<b>${'<'}</b>`}`.html).toBe('<b>&#60;</b>');
    expect(html`${[html`<i>`, html`<u>`]}!${[]}`.html).toBe('<i>\n<u>!');
  });

  test('shows what would not be seen', () => {
    expect(html`${'\u200ea\u0007b\u202ec\u2066d\u{1f600}'}`.html).toBe('\\u200ea\\u0007b\\u202ec\\u2066d😀');
  });
});

describe('a compliance report', () => {
  test('tells apart who acted for which tenant, in whose name, and of which type', async () => {
    const actors = [
      ada,
      { ...ada, tenantId: 't2' },
      { ...ada, impersonatedBy: 'eve' },
      { ...ada, type: 'service' },
      bob,
    ];
    const events = actors.map((actor) => sampleEvent({ actor: actor as AuditEvent['actor'] }));
    const { deeds } = await complianceReport(inTurn([...events, ...events]), 'month');
    expect(deeds.map(({ actor, count }) => [actor, count])).toEqual(actors.map((actor) => [actor, 2]));
    const { denials, denialsInAll, eventsWithoutDeed } = await complianceReport(inTurn(events), 'month');
    expect([denials, denialsInAll, eventsWithoutDeed]).toEqual([[], 0, 0]);
  });

  test('keeps the order of first events within a period', async () => {
    const at = (time: string, action: string) => sampleEvent({ time: `2026-${time}T00:00:00.000Z`, action });
    const events = [at('11-02', 'z'), at('11-01', 'a'), at('10-01', 'm'), at('11-03', 'b')];
    const { deeds } = await complianceReport(inTurn(events), 'month');
    expect(deeds.map(({ period, action }) => `${period} ${action}`)).toEqual([
      '2026-10 m',
      '2026-11 z',
      '2026-11 a',
      '2026-11 b',
    ]);
  });
});
