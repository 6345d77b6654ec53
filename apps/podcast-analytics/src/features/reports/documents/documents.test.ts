import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../../test/each-engine.ts';
import { importHits } from '../../../../test/import-hits.ts';
import type { Database } from '../../../platform/db/database.ts';
import { createEvents } from '../../../platform/events/events.ts';
import { createJobs, type Jobs } from '../../../platform/jobs/jobs.ts';
import { createOutbox } from '../../../platform/outbox/outbox.ts';
import { createTelemetry } from '../../../platform/telemetry.ts';
import { createShows } from '../../shows/shows.ts';
import { createReports } from '../reports.ts';
import { type DocumentDefinition, type Section, sections } from './definition.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createDocuments, type Documents } from './documents.ts';
import type { Mailer } from './mailer.ts';
import { createSchedules, type Schedules } from './schedules.ts';

type Mail = Parameters<Mailer['send']>[0];

const february: DocumentDefinition = { from: '2026-02-01', to: '2026-02-28', sections: ['days', 'outcomes'] };
const ordered = { tenantId: 'demo', title: 'February', definition: february, recipients: [], createdBy: 'ann' };

describeEachEngine('report documents', (openEmpty) => {
  let database: Database;
  let now = Date.UTC(2026, 2, 10, 12);
  let jobs: Jobs;
  let documents: Documents;
  let deliveries: Deliveries;
  let schedules: Schedules;
  let show: number;
  const mails: Mail[] = [];
  let refuse: Error | undefined;

  beforeAll(async () => {
    database = await openEmpty();
    const hit = (day: number, n: number) => ({
      time: new Date(Date.UTC(2026, 1, day, n)).toISOString(),
      url: `https://a.example/${n % 3 === 0 ? 'other' : 'show'}/${n % 4}.mp3`,
      address: `192.0.2.${n}`,
      country: n % 2 === 0 ? 'DE' : 'US',
    });
    await importHits(
      database,
      'log',
      Array.from({ length: 120 }, (_, n) => hit(1 + (n % 28), n % 24)),
    );
    await database.query(`UPDATE episodes SET published_at = '2026-02-01T00:30:00Z' WHERE key LIKE '%/1.mp3'`);
    show = (await createShows(database, () => now).list({}))[0]?.id ?? 0;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.query('TRUNCATE report_documents, report_schedules, jobs, outbox_events CASCADE');
    mails.length = 0;
    refuse = undefined;
    now = Date.UTC(2026, 2, 10, 12);
    const { logger } = createTelemetry('silent');
    const outbox = createOutbox(() => now);
    jobs = createJobs({ database, events: createEvents({ logger }), logger, now: () => now });
    const mailer: Mailer = {
      async send(mail) {
        if (refuse) throw refuse;
        mails.push(mail);
      },
    };
    deliveries = createDeliveries({ database, jobs, outbox, mailer, now: () => now });
    documents = createDocuments({ database, jobs, outbox, deliveries, now: () => now });
    schedules = createSchedules(database, jobs, documents, () => now);
  });

  const told = async () =>
    (await database.query<{ type: string }>('SELECT type FROM outbox_events ORDER BY type')).map(({ type }) => type);

  test('are generated in the background, kept with the hash of each file, and told of', async () => {
    const id = await documents.create(ordered);
    expect(await documents.get(id, 'demo')).toMatchObject({ state: 'queued' });
    await jobs.runDue();
    expect(await documents.get(id, 'demo')).toMatchObject({ state: 'ready', generatedAt: new Date(now), error: null });
    for (const { format, sha256, bytes } of await documents.files(id)) {
      const { content } = await documents.file(id, 'demo', format);
      const digest = await crypto.subtle.digest('SHA-256', Buffer.from(content));
      expect([content.length, sha256]).toEqual([bytes, Buffer.from(digest).toString('hex')]);
    }
    expect(await told()).toEqual(['report.generated', 'report.generated']);
  });

  test('tell the numbers that pages and API tell for the same filter', async () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, '0')}`);
    const definition = fc.record({
      days: fc.tuple(day, day).map((both) => both.toSorted()),
      sections: fc.uniqueArray(fc.constantFrom(...sections), { minLength: 1 }),
      ofShow: fc.boolean(),
    });
    const check = async ({
      days: [from = '', to = ''],
      sections: chosen,
      ofShow,
    }: {
      days: string[];
      sections: Section[];
      ofShow: boolean;
    }) => {
      const ofOne = ofShow || chosen.some((section) => section === 'ages' || section === 'listeners');
      const asked = { from, to, sections: chosen, ...(ofOne && { show }) };
      const id = await documents.create({ ...ordered, definition: asked });
      await jobs.runDue();
      const { content } = await documents.file(id, 'demo', 'csv');
      expect(Buffer.from(content).toString().split('\r\n').slice(1, -1).toSorted()).toEqual(await expected(asked));
    };
    await fc.assert(fc.asyncProperty(definition, check), { seed: 20260301, numRuns: 25 });
  });

  /** Asked of what pages and API ask, and written down in another way. */
  async function expected({ from, to, sections: chosen, show: id }: DocumentDefinition): Promise<string[]> {
    const [reports, shows] = [createReports(database), createShows(database, () => now)];
    const filter = { from, to, ...(id !== undefined && { show: (await shows.get(id, {})).key }) };
    const lines: string[] = [];
    const line = (...cells: (string | number)[]) =>
      lines.push(cells.map((cell) => (/[,"]/.test(String(cell)) ? `"${cell}"` : cell)).join());
    const dimensions = {
      days: 'day',
      episodes: 'episode',
      apps: 'app',
      countries: 'country',
      devices: 'device',
    } as const;
    for (const section of chosen) {
      if (section === 'outcomes') {
        const { howComputed } = await import('../../../counting/exclusion.ts');
        for (const { outcome, hits } of await reports.outcomes(filter))
          line(section, outcome, `${outcome}: ${howComputed[outcome]}`, 'Hits', hits);
      } else if (section === 'ages') {
        for (const { key, label, byAge, downloads } of (await shows.episodes(id ?? 0, 0, {})).episodes) {
          for (const [age, unit] of [
            [1, '24 h'],
            [7, '7 days'],
            [30, '30 days'],
            [60, '60 days'],
            [90, '90 days'],
          ] as const)
            line(section, key, label, unit, byAge.get(age) ?? '');
          line(section, key, label, 'All', downloads);
        }
      } else if (section === 'listeners') {
        for (const { month, listeners, downloads } of await shows.listeners(id ?? 0, {})) {
          line(section, month, month, 'Listeners', listeners ?? '');
          line(section, month, month, 'Downloads', downloads);
        }
      } else {
        for (const { key, label, within, downloads } of await reports.downloads(dimensions[section], filter))
          line(section, key, within === undefined ? label : `${label} (${within})`, 'Downloads', downloads);
      }
    }
    return lines.toSorted();
  }

  test('that fail say why, are told of, and are tried again', async () => {
    const id = await documents.create({ ...ordered, definition: { ...february, show } });
    await database.query(`UPDATE shows SET tenant_id = 'other' WHERE id = $1`, [show]);
    await jobs.runDue();
    expect(await documents.get(id, 'demo')).toMatchObject({ state: 'failed', error: `There is no show "${show}".` });
    expect(await documents.files(id)).toEqual([]);
    expect(await told()).toContain('report.failed');
    await database.query(`UPDATE shows SET tenant_id = 'demo' WHERE id = $1`, [show]);
    await documents.retry(id, 'demo');
    await jobs.runDue();
    expect(await documents.get(id, 'demo')).toMatchObject({ state: 'ready', error: null });
    await expect(documents.retry(id, 'demo')).rejects.toMatchObject({ status: 409 });
  });

  test('are not there for another network, and not about its shows', async () => {
    const id = await documents.create(ordered);
    await jobs.runDue();
    for (const ask of [
      () => documents.get(id, 'other'),
      () => documents.file(id, 'other', 'csv'),
      () => documents.retry(id, 'other'),
      () => documents.get('x', 'demo'),
    ])
      await expect(ask()).rejects.toMatchObject({ status: 404 });
    expect(await documents.list('other')).toEqual([]);
    const theirs = documents.create({ ...ordered, tenantId: 'other', definition: { ...february, show } });
    await expect(theirs).rejects.toMatchObject({ status: 404 });
    const empty = await documents.create({ ...ordered, tenantId: 'other' });
    await jobs.runDue();
    expect(Buffer.from((await documents.file(empty, 'other', 'csv')).content).toString()).toBe(
      'section,key,label,unit,value\r\n',
    );
  });

  test('are sent once to each address when they are ready, with both files', async () => {
    const id = await documents.create({
      ...ordered,
      recipients: ['ann@example.com', 'bob@example.com', 'ann@example.com'],
    });
    await jobs.runDue();
    await jobs.runDue();
    expect(mails.map(({ to }) => to[0]?.email).toSorted()).toEqual(['ann@example.com', 'bob@example.com']);
    expect(mails[0]).toMatchObject({
      subject: 'February, 2026-02-01 to 2026-02-28',
      attachments: [{ filename: 'february-2026-02-01.html' }, { filename: 'february-2026-02-01.csv' }],
    });
    expect((await deliveries.list(id)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect((await told()).filter((type) => type === 'report.delivered')).toHaveLength(2);
  });

  test('that cannot be sent say why, and are sent when somebody tries again', async () => {
    refuse = Object.assign(new Error('sendgrid: 550 no such user'), { retryable: false });
    const id = await documents.create({ ...ordered, recipients: ['ann@example.com'] });
    await jobs.runDue();
    const [failed] = await deliveries.list(id);
    expect(failed).toMatchObject({ state: 'failed', error: 'sendgrid: 550 no such user' });
    refuse = undefined;
    await expect(deliveries.retry(failed?.id ?? '', 'other')).rejects.toMatchObject({ status: 404 });
    await deliveries.retry(failed?.id ?? '', 'demo');
    await jobs.runDue();
    expect(await deliveries.list(id)).toMatchObject([{ state: 'delivered', error: null }]);
    await expect(deliveries.retry(failed?.id ?? '', 'demo')).rejects.toMatchObject({ status: 409 });
    expect(mails).toHaveLength(1);
  });

  test('come by themselves every week, once, about the week before, however late', async () => {
    const { definition: _, ...rest } = ordered;
    await schedules.create({
      ...rest,
      definition: { sections: ['days'] },
      every: 'weekly',
      recipients: ['ann@example.com'],
    });
    expect(await schedules.runDue()).toBe(0);
    now = Date.UTC(2026, 2, 18); // the Monday before was the 16th
    expect((await Promise.all([schedules.runDue(), schedules.runDue()])).toSorted()).toEqual([0, 1]);
    await jobs.runDue();
    expect(await documents.list('demo')).toMatchObject([
      { state: 'ready', definition: { from: '2026-03-09', to: '2026-03-15', sections: ['days'] } },
    ]);
    expect(mails).toHaveLength(1);
  });

  test('of a schedule that ended come no more, and nobody else ends it', async () => {
    const { definition: _, ...rest } = ordered;
    const id = await schedules.create({
      ...rest,
      definition: { sections: ['days'] },
      every: 'monthly',
      recipients: [],
    });
    await expect(schedules.remove(id, 'other')).rejects.toMatchObject({ status: 404 });
    await schedules.remove(id, 'demo');
    now = Date.UTC(2026, 5, 1);
    expect(await schedules.runDue()).toBe(0);
    expect(await schedules.list('demo')).toEqual([]);
  });

  test('wait in a queue that has an end', async () => {
    for (let n = 0; n < 50; n++) await documents.create(ordered);
    await expect(documents.create(ordered)).rejects.toMatchObject({ status: 409 });
    await documents.create({ ...ordered, tenantId: 'other' });
  });
});
