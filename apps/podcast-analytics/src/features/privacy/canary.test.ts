import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, memorySink } from '@scry/audit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { makeHit, noon } from '../../../test/make-hit.ts';
import { fillTables } from '../../../test/row-in-each-table.ts';
import type { Database } from '../../platform/db/database.ts';
import { createOutbox } from '../../platform/outbox/outbox.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { auditOptions } from '../../scry/audit.ts';
import { type ConversionSpool, conversionSpoolDisk, openConversionSpool } from '../attribution/conversion-spool.ts';
import { createConversions } from '../attribution/conversions.ts';
import { createHouseholdKeys } from '../attribution/household-keys.ts';
import { householdsOf } from '../attribution/households.ts';
import { createImporter } from '../ingest/importer.ts';
import { createDrainer } from '../ingest/spool/drainer.ts';
import { setAsideFile } from '../ingest/spool/set-aside-file.ts';
import { openSpool } from '../ingest/spool/spool.ts';
import { openSpoolDisk } from '../ingest/spool/spool-disk.ts';
import { encodeHits } from '../ingest/spool/spooled-hits.ts';
import { createStoreSpooled } from '../ingest/spool/store-spooled.ts';
import { notOfPeople } from './person-tables.ts';
import { createPrivacy, type Privacy } from './privacy.ts';

const email = 'canary-k7@example.com';
const listener = { address: '2001:db8:aa:bb::7', userAgent: 'Canary/7 (of a test)' };
const sameNetwork = '2001:0db8:00aa:00bb:ffff::1';
const telemetry = createTelemetry('silent');
const { logger } = telemetry;
const day = 86_400_000;

describeEachEngine('after an erasure', (openEmpty) => {
  let dataDir: string;
  let database: Database;
  let privacy: Privacy;
  let now: number;
  const path = (name: string) => join(dataDir, name);
  beforeEach(async () => {
    now = noon + day;
    dataDir = mkdtempSync(join(tmpdir(), 'scry-canary-'));
    for (const folder of ['uploads', 'spool']) mkdirSync(path(folder));
    database = await openEmpty();
    const audit = await createAudit(auditOptions(telemetry, { now: () => now, sinks: [memorySink()] }));
    const byTest: typeof audit.log = (event) => audit.log({ actor: { type: 'system', id: 'test' }, ...event });
    const accounts = { endSessions: async () => {} };
    privacy = createPrivacy({ database, now: () => now, dataDir, accounts, audit: { log: byTest } });
  });
  afterEach(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  test('of a person the address is in no table and in no file', async () => {
    const planted = await fillTables(database, (table, column) => {
      if (column === 'tenant_id') return 'demo';
      if (notOfPeople.includes(table)) return `a word of ${column}`;
      return table === 'users' && column === 'email' ? email : `<Somebody ${email.toUpperCase()}>`;
    });
    // What no free text is in: words of HTTP and of ours, in tables too large to be searched for an address.
    expect(planted.filter((name) => notOfPeople.includes(name.split('.')[0] ?? '')).sort()).toEqual([
      ...['audiences.app', 'audiences.app_type', 'audiences.country', 'audiences.device'],
      ...['download_days.dimension', 'download_days.name'],
      ...['hits.country', 'hits.exclusion', 'hits.method', 'hits.range'],
      ...['listener_keys.month', 'outcome_days.outcome'],
    ]);
    const reject = JSON.stringify({ line: 1, reason: 'no hit', raw: `GET /?to=${email}` });
    writeFileSync(path('uploads/1.rejects'), `${reject}\n{"line":2}\n`);
    writeFileSync(path('flags.json'), JSON.stringify({ users: `${email} x@example.com` }));
    await setAsideFile(path('spool'), () => now)('demo', makeHit({ url: `https://a.example/?${email}` }), 'refused');
    expect(await privacy.exportPerson('all tenants', email)).toContain('"file":"uploads/1.rejects"');

    await privacy.erasePerson('all tenants', email);
    const after = await dump(database, dataDir);
    expect(after.match(new RegExp(`.{0,60}${email.replaceAll('.', '\\.')}.{0,60}`, 'i'))?.[0]).toBeUndefined();
    expect(after).toContain('x@example.com');
    expect(readFileSync(path('uploads/1.rejects'), 'utf8').trim()).toBe('{"line":2}'); // what was erased is blank
    expect(await privacy.exportPerson('all tenants', email)).toBe('');
  });

  async function importLog(lines: readonly string[]): Promise<void> {
    const source = (async function* () {
      yield Buffer.from(lines.join('\n'));
    })();
    const importHits = createImporter({ database, ...ingest, now: () => now });
    await importHits({ name: 'log', source, rejectsPath: path('uploads/1.rejects') });
  }

  async function openConversions(): Promise<ConversionSpool> {
    return openConversionSpool({
      ...{ disk: await conversionSpoolDisk(dataDir), maxBytes: 1_000_000, now: () => now, logger },
      conversions: createConversions(
        database,
        createOutbox(() => now),
        () => now,
      ),
      retry: () => (work) => work(),
    });
  }

  async function openHits() {
    const spool = await openSpool({ disk: await openSpoolDisk(path('spool')), now: () => now, maxBytes: 1_000_000 });
    const setAside = setAsideFile(path('spool'), () => now);
    const store = createStoreSpooled({ database, ...ingest, now: () => now, logger, setAside });
    return { spool, drainer: createDrainer({ spool, store, retry: () => (work) => work(), logger }), setAside };
  }

  test('of a listener neither address, user agent nor name is in any table or file, wherever it waited', async () => {
    const texts = new Map(Object.entries({ pixel_token: 'token', currency: 'EUR' }));
    await fillTables(database, (_, column) => texts.get(column) ?? column, ['campaigns']);
    const line = { method: 'GET', status: 200, ...listener, url: 'https://a.example/show/1.mp3' };
    const other = { ...line, address: '192.0.2.9', userAgent: 'AntennaPod/3' };
    await importLog([
      ...[
        { ...line, time: noon },
        { ...line, time: 'never', address: sameNetwork },
      ].map((each) => JSON.stringify(each)),
      ...[
        { ...other, time: noon },
        { ...other, time: 'never' },
      ].map((each) => JSON.stringify(each)),
    ]);
    const keys = await createHouseholdKeys(database, () => now)(now);
    const households = householdsOf(listener.address, now, keys);
    expect(households).toHaveLength(1);
    const arrived = { id: crypto.randomUUID(), campaign: { pixelToken: 'token' }, kind: 'visit', time: now } as const;
    const conversions = await openConversions();
    await conversions.intake({ ...arrived, valueMinor: 1, households });
    const hits = await openHits();
    await hits.setAside('demo', makeHit(listener), 'refused');
    await hits.spool.append(encodeHits({ tenantId: 'demo', hits: [{ ...makeHit(listener), uuid: '1' }] }));

    const erasure = privacy.eraseListener(listener);
    await Promise.all([hits.drainer.drainOne(), conversions.drainOne()]);
    expect(await erasure).toEqual({ hits: 2, downloads: 2, conversions: 1, lines: 2 });
    await Promise.all([hits.spool.close(), conversions.close()]);
    const after = (await dump(database, dataDir)).replaceAll('-', '');
    for (const trace of ['2001:db8:aa', '2001:0db8', 'Canary/7', ...households]) expect(after).not.toContain(trace);
    expect(after).toContain('192.0.2.9');
    expect(await database.query(`SELECT duplicate_key FROM conversions`)).toEqual([
      { duplicate_key: `id ${arrived.id}` },
    ]);
    expect(await privacy.exportListener(listener)).toBe('');
  });

  test('of everybody by time, conversions are gone after the days of their tenant', async () => {
    await fillTables(database, (_, column) => column, ['conversions', 'tenants']);
    await database.query(`UPDATE tenants SET id = 'tenant_id', retention_days = 200`);
    now = Date.UTC(2026, 1, 3) + 200 * day;
    expect(await privacy.removeExpired()).toMatchObject({ conversions: 0 });
    now += day;
    expect(await privacy.removeExpired()).toMatchObject({ conversions: 1 });
  });
});
