import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { describeEachEngine } from '../each-engine.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { form, json } from './ask.ts';

const id = '00000000-0000-4000-8000-000000000000';
const noId = '-'.repeat(36);

describeEachEngine('a value that no database takes', (openEmpty) => {
  let database: Database;
  let routes: Routes;

  beforeAll(async () => {
    database = await openEmpty();
    routes = await openRoutes(database);
  }, 60_000);
  afterAll(() => database.close());

  test.each([
    `/api/v1/invoices?after=1-${noId}`,
    `/api/v1/invoices?after=999999999999999-${id}`,
    '/api/v1/invoices?month=0000-01',
    `/api/v1/campaigns?after=2026-02-31_${id}`,
    `/api/v1/campaigns?after=2026-02-28_${noId}`,
    '/api/v1/downloads?from=0000-01-01&to=0000-01-02',
  ])('is refused in %s', async (path) => {
    const response = await (await routes.logIn('ADMIN'))(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid-request' } });
  });

  test('is refused in a body', async () => {
    const admin = await routes.logIn('ADMIN');
    expect((await admin('/account/teams', form({ name: 'a\0b' }))).status).toBe(400);
    expect((await admin('/api/v1/conversions', json('POST', { promoCode: 'ab\0c' }))).status).toBe(400);
    expect((await admin('/api/v1/invoices/runs', json('POST', { month: '0000-01' }))).status).toBe(400);
  });

  test('is refused at the log-in, where strangers would else set off the alarm for errors of ours', async () => {
    const response = await routes.anonymous('/login', form({ email: 'ann\0@example.com', password: 'wrong' }));
    expect(response.status).toBe(400);
  });
});
