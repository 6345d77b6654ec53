import { describe, expect, test } from 'vitest';
import type { AuditEvent, VerifyReport } from '../src/index.ts';
import { complianceReport, type Period, periodOf } from '../src/report/compliance-report.ts';
import { reportCsv } from '../src/report/report-csv.ts';
import { reportHtml } from '../src/report/report-html.ts';
import { inTurn, sampleEvent, sampleEvents } from './sample-events.ts';

const good: VerifyReport = { ok: true, events: 6, segments: 1, pruned: 0, confirmed: 6, rootHash: 'root=' };
const ada = { type: 'user', id: 'ada', tenantId: 't1' } as const;
const events: AuditEvent[] = [
  sampleEvent({ time: '2026-10-30T08:00:00.000Z', actor: ada }),
  sampleEvent({ time: '2026-10-31T08:00:00.000Z', actor: ada }),
  sampleEvent({
    time: '2026-11-02T09:00:00.000Z',
    actor: ada,
    action: 'permission.denied',
    outcome: 'DENIED',
    resource: { type: 'report', id: 'r1' },
    reason: 'no grant',
    clientIp: '192.0.2.1',
  }),
  sampleEvent({ time: '2026-11-02T09:00:01.000Z', outcome: 'FAILURE', actor: { ...ada, impersonatedBy: 'root' } }),
  sampleEvent({ time: '2026-11-02T09:00:02.000Z', actor: ada }),
];

async function html(of: readonly AuditEvent[], by: Period = 'month', verification = good): Promise<string> {
  const head = { source: '/var/audit', made: '2026-11-22T00:00:00.000Z', verification };
  return reportHtml(await complianceReport(inTurn(of), by), head);
}

describe('complianceReport', () => {
  test('counts who did what with which outcome, by period', async () => {
    const report = await complianceReport(inTurn(events), 'month');
    expect(report).toMatchObject({ events: 5, first: '2026-10-30T08:00:00.000Z', last: '2026-11-02T09:00:02.000Z' });
    expect(
      report.deeds.map(({ period, actor, action, outcome, count }) => [period, actor.id, action, outcome, count]),
    ).toEqual([
      ['2026-10', 'ada', 'data.read', 'SUCCESS', 2],
      ['2026-11', 'ada', 'permission.denied', 'DENIED', 1],
      ['2026-11', 'ada', 'data.read', 'FAILURE', 1],
      ['2026-11', 'ada', 'data.read', 'SUCCESS', 1],
    ]);
    expect(report.deeds[0]).toMatchObject({ first: '2026-10-30T08:00:00.000Z', last: '2026-10-31T08:00:00.000Z' });
    expect(report.denials).toEqual([events[2]]);
  });

  test('counts the same whatever the order of the events', async () => {
    const [one, other] = await Promise.all(
      [events, events.toReversed()].map((each) => complianceReport(inTurn(each), 'month')),
    );
    expect([other?.first, other?.last, other?.deeds.length]).toEqual([one?.first, one?.last, one?.deeds.length]);
    expect(other?.deeds.every(({ first, last }) => first <= last)).toBe(true);
  });

  test.each<[string, string, string, string]>([
    ['2026-11-22T23:59:59.999Z', '2026-11-22', '2026-W47', '2026-11'],
    ['2026-01-01T00:00:00.000Z', '2026-01-01', '2026-W01', '2026-01'],
    ['2027-01-03T00:00:00.000Z', '2027-01-03', '2026-W53', '2027-01'],
    ['2024-12-30T00:00:00.000Z', '2024-12-30', '2025-W01', '2024-12'],
    ['2023-01-01T12:00:00.000Z', '2023-01-01', '2022-W52', '2023-01'],
  ])('puts %s into %s, %s and %s', (time, day, week, month) => {
    expect([periodOf(time, 'day'), periodOf(time, 'week'), periodOf(time, 'month')]).toEqual([day, week, month]);
  });

  test('keeps as many denials and deeds as fit, and counts the others', async () => {
    const denied = sampleEvents(5_002, () => ({ outcome: 'DENIED', time: '2026-11-01T00:00:00.000Z' }));
    const report = await complianceReport(inTurn(denied), 'day');
    expect([report.denials.length, report.denialsInAll, report.deeds.length]).toEqual([5_000, 5_002, 1]);
    const many = sampleEvents(100_003, (index) => ({
      actor: { type: 'user', id: `u${index}` },
      time: '2026-11-01T00:00:00.000Z',
    }));
    const large = await complianceReport(inTurn(many), 'day');
    expect([large.deeds.length, large.eventsWithoutDeed, large.events]).toEqual([100_000, 3, 100_003]);
    expect(await html(denied)).toContain('The first 5000 of 5002');
    expect(reportHtml(large, { source: '', made: '', verification: good })).toContain(
      '3 more events are of others than these',
    );
  });
});

describe('reportHtml', () => {
  test('says whether the log is as it was written, what was denied, and who did what', async () => {
    const page = await html(events);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('5 events from 2026-10-30T08:00:00.000Z to 2026-11-02T09:00:02.000Z, times in UTC');
    expect(page).toContain('Every line is as it was written.');
    expect(page).toContain('<code>root=</code>');
    expect(page).toMatch(
      /<td>2026-11<\/td><td class="n">1<\/td>\s*<td class="n">0<\/td>\s*<td class="n">1<\/td>\s*<td class="n">1<\/td><td class="n">3<\/td>/,
    );
    expect(page).toMatch(
      /user ada \[t1\]<\/td>\s*<td>permission.denied<\/td><td>report r1<\/td><td>no grant<\/td><td>192.0.2.1<\/td>/,
    );
    expect(page).toContain('user ada [t1], impersonated by root');
    expect(page).toMatch(/<td>data.read<\/td><td>SUCCESS<\/td>\s*<td class="n">3<\/td>/);
  });

  test('says what is wrong with a log that was changed', async () => {
    const divergence = {
      kind: 'edited',
      file: 'a.ndjson',
      line: 3,
      seq: 3,
      message: 'Event 3 <b>is</b> not true',
    } as const;
    const page = await html(events, 'day', { ...good, ok: false, divergence });
    expect(page).toContain(
      'The trail has been changed: Event 3 &#60;b&#62;is&#60;/b&#62; not true (edited, a.ndjson, line 3).',
    );
    expect(page).not.toContain('as it was written');
  });

  test('says so where there is nothing', async () => {
    const page = await html([]);
    expect(page).toContain('No events');
    expect(page.match(/<p>None\.<\/p>/g)).toHaveLength(3);
  });

  test('is sound HTML that runs nothing and loads nothing, whatever the events say', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=y>' & \u202e\0`;
    const hostile = sampleEvent({
      outcome: 'DENIED',
      action: evil,
      actor: { type: 'user', id: evil, tenantId: evil, impersonatedBy: evil },
      resource: { type: evil, id: evil },
      reason: evil,
      clientIp: evil,
    });
    const page = await html([hostile]);
    expect(page).not.toMatch(/<script|<img|onerror=y>|\u202e|\0/);
    expect(page).toContain('&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(page).toContain(' &#38; \\u202e\\u0000');
    expect(page).not.toMatch(/<[^>]*\s(?:src|href)=|@import|url\(/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    // Each element that is opened is closed again, in its place.
    const open: string[] = [];
    for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z\d]*)[^>]*>/g)) {
      if (['meta', 'br'].includes(name)) continue;
      if (slash) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('prints with its headings on each page, and no row cut in two', async () => {
    const page = await html(events);
    expect(page).toContain('thead { display: table-header-group; }');
    expect(page).toContain('tr { break-inside: avoid; }');
    expect(page).toContain('@page { size: A4 landscape;');
  });
});

test('reportCsv has a line for each deed, and no formula', async () => {
  const actor = { type: 'user', id: '=cmd' } as const;
  const csv = reportCsv(
    await complianceReport(inTurn([...events, sampleEvent({ actor, time: '2026-11-03T00:00:00.000Z' })]), 'month'),
  );
  expect(csv.split('\r\n')).toEqual([
    'period,actor_type,actor_id,tenant_id,impersonated_by,action,outcome,events,first,last',
    '2026-10,user,ada,t1,,data.read,SUCCESS,2,2026-10-30T08:00:00.000Z,2026-10-31T08:00:00.000Z',
    '2026-11,user,ada,t1,,permission.denied,DENIED,1,2026-11-02T09:00:00.000Z,2026-11-02T09:00:00.000Z',
    '2026-11,user,ada,t1,root,data.read,FAILURE,1,2026-11-02T09:00:01.000Z,2026-11-02T09:00:01.000Z',
    '2026-11,user,ada,t1,,data.read,SUCCESS,1,2026-11-02T09:00:02.000Z,2026-11-02T09:00:02.000Z',
    `2026-11,user,'=cmd,,,data.read,SUCCESS,1,2026-11-03T00:00:00.000Z,2026-11-03T00:00:00.000Z`,
    '',
  ]);
});
