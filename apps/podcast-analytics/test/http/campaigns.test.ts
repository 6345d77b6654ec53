import { describe, expect, test } from 'vitest';
import { describeEachEngine } from '../each-engine.ts';
import { type Ask, campaignParts, members } from './campaign-parts.ts';

describeEachEngine('campaigns over HTTP', (openEmpty) => {
  const { admin, terms, send, database, routes, showId, book, post } = campaignParts(openEmpty);
  const code = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;
  const told = (type: string) =>
    database().query<{ subject: string; data: object }>(
      'SELECT subject, data FROM outbox_events WHERE type = $1 ORDER BY position',
      [type],
    );

  describe('a campaign', () => {
    test('is booked, told of, audited, and there with the ETag of its version', async () => {
      const { id } = await book(admin);
      const response = await admin(`/api/v1/campaigns/${id}`);
      expect(response.headers.get('etag')).toBe('"1"');
      expect(await response.json()).toMatchObject({
        ...{ name: 'Spring', cpmMinor: 2550, state: 'active', version: 1 },
        pixel: expect.stringMatching(/^\/a\/[\w-]{22}\.gif$/),
      });
      expect(await told('campaign.created')).toContainEqual({ subject: id, data: { name: 'Spring' } });
      const audited = [];
      for await (const event of routes().audit.query({ action: 'campaign.created' })) audited.push(event);
      expect(audited.at(-1)).toMatchObject({ resource: { type: 'campaign', id }, actor: { tenantId: 'demo' } });
    });

    test('is changed by whoever has seen its latest version, field by field', async () => {
      const { id, spots } = await book(admin);
      const path = `/api/v1/campaigns/${id}`;
      const changed = await send(admin, 'PATCH', path, { goal: 20 }, { 'if-match': '"1"' });
      expect(changed.status).toBe(200);
      expect(await changed.json()).toMatchObject({ goal: 20, name: 'Spring', version: 2, spots });
      expect(changed.headers.get('etag')).toBe('"2"');
      expect(await told('campaign.updated')).toContainEqual({ subject: id, data: { changed: ['goal'] } });

      const late = await send(admin, 'PATCH', path, { goal: 30 }, { 'if-match': '"1"' });
      expect([late.status, await code(late)]).toEqual([412, 'outdated']);
      const blind = await send(admin, 'PATCH', path, { goal: 30 });
      expect([blind.status, await code(blind)]).toEqual([428, 'precondition-required']);
      expect(await (await admin(path)).json()).toMatchObject({ goal: 20 });
    });

    test('that two change at a time is changed by one of them', async () => {
      const { id } = await book(admin);
      const changes = [11, 12, 13].map((goal) =>
        send(admin, 'PATCH', `/api/v1/campaigns/${id}`, { goal }, { 'if-match': '"1"' }),
      );
      const statuses = (await Promise.all(changes)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 412, 412]);
    });

    test('keeps the ids of spots that stay, and takes no strange ones', async () => {
      const { id, spots } = await book(admin);
      const [spot] = spots;
      const both = { spots: [spot, { position: 'post', insertion: 'baked-in', bakedInDays: 7, showId: showId() }] };
      const path = `/api/v1/campaigns/${id}`;
      const changed = (await (await send(admin, 'PATCH', path, both, { 'if-match': '"1"' })).json()) as typeof both;
      expect(changed.spots).toHaveLength(2);
      expect(changed.spots).toContainEqual(spot);
      const other = await book(admin);
      const stolen = await send(admin, 'PATCH', path, { spots: other.spots }, { 'if-match': '"2"' });
      expect(stolen.status).toBe(400);
      expect((await send(admin, 'PATCH', path, { spots: [spot, spot] }, { 'if-match': '"2"' })).status).toBe(400);
    });

    test('is archived when it is deleted: it changes no more, and is listed where archived ones are', async () => {
      const { id } = await book(admin);
      const path = `/api/v1/campaigns/${id}`;
      expect((await send(admin, 'DELETE', path, undefined, { 'if-match': '"7"' })).status).toBe(412);
      expect((await send(admin, 'DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(204);
      expect(await told('campaign.deleted')).toContainEqual({ subject: id, data: {} });
      expect((await send(admin, 'PATCH', path, { goal: 30 }, { 'if-match': '"2"' })).status).toBe(409);
      const listed = async (query: string) => JSON.stringify(await (await admin(`/api/v1/campaigns${query}`)).json());
      expect(await listed('')).not.toContain(id);
      expect(await listed('?state=archived')).toContain(id);
    });

    test('is deleted by a program with nothing but its key', async () => {
      const { id } = await book(admin);
      const key = await routes().accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'ADMIN', plan: 'team' });
      const headers = { 'x-api-key': key, 'if-match': '"1"' };
      expect((await routes().anonymous(`/api/v1/campaigns/${id}`, { method: 'DELETE', headers })).status).toBe(204);
      expect(
        (await admin(`/api/v1/campaigns/${id}`, { method: 'DELETE', headers: { 'if-match': '"2"' } })).status,
      ).toBe(403);
    });

    test.each([
      [{ flight: { from: '2026-02-30', to: '2026-03-01' } }, 'flight.from'],
      [{ flight: { from: '2026-03-02', to: '2026-03-01' } }, 'flight'],
      [{ flight: { from: '2026-01-01', to: '2027-01-02' } }, '366 days at most'],
      [{ goal: 0 }, 'goal'],
      [{ goal: 1.5 }, 'goal'],
      [{ cpmMinor: -1 }, 'cpmMinor'],
      [{ currency: 'XYZ' }, 'currency'],
      [{ state: 'archived' }, 'state'],
      [{ name: ' ' }, 'name'],
      [{ name: 'a\u0000b' }, 'name'],
      [{ teamIds: ['of-another-tenant'] }, 'teamIds'],
      [{ spots: [{ position: 'pre', insertion: 'dynamic', showId: 999_999 }] }, 'got 999999'],
      [{ unknown: 1 }, 'unknown'],
    ])('with %j is refused in words', async (change, named) => {
      const response = await send(admin, 'POST', '/api/v1/campaigns', { ...terms(), ...change });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(named);
    });

    test('of more than 64 kB is refused', async () => {
      const response = await send(admin, 'POST', '/api/v1/campaigns', { ...terms(), name: 'x'.repeat(70_000) });
      expect(response.status).toBe(413);
    });
  });

  describe('delivery', () => {
    test('counts the downloads of the flight, up to the rounded cent', async () => {
      const { id } = await book(admin);
      const delivery = await (await admin(`/api/v1/campaigns/${id}/delivery`)).json();
      expect(delivery).toMatchObject({
        impressions: 3,
        costMinor: 8, // 3 × 25.50 / 1000 = 0.0765
        days: [
          { day: '2026-02-02', impressions: 2 },
          { day: '2026-02-03', impressions: 1 },
        ],
        pacing: { state: 'behind', deliveredOnFullDays: 3, expected: 8 },
      });
    });

    test('of a draft is nothing', async () => {
      const { id } = await book(admin, { state: 'draft' });
      expect(await (await admin(`/api/v1/campaigns/${id}/delivery`)).json()).toMatchObject({ impressions: 0 });
    });

    test('opens down to as many hits', async () => {
      const { id } = await book(admin);
      const page = await (await admin(`/campaigns/${id}`)).text();
      const links = [...page.matchAll(/href="(\/hits\?[^"]+)" data-impressions="(\d+)"/g)];
      expect(links).toHaveLength(2);
      for (const [, href = '', n] of links) {
        const hits = await (await admin(href.replaceAll('&amp;', '&').replace('/hits', '/api/v1/hits'))).json();
        expect((hits as { hits: unknown[] }).hits).toHaveLength(Number(n));
      }
    });
  });

  describe('whoever asks', () => {
    const status = async (ask: Ask, id: string) => (await ask(`/api/v1/campaigns/${id}`)).status;
    const listed = async (ask: Ask) =>
      ((await (await ask('/api/v1/campaigns?limit=200')).json()) as { campaigns: { id: string }[] }).campaigns.map(
        ({ id }) => id,
      );

    test('manages campaigns sees the own ones and those shared with a team, and no others', async () => {
      const manager = await routes().logIn('CAMPAIGN_MANAGER');
      const { id: own } = await book(manager);
      const { id: others } = await book(admin);
      const { id: shared } = await book(admin, { teamIds: ['team-1'] });
      const memberId = (await (await manager(`/api/v1/campaigns/${own}`)).json()) as { ownerId: string };
      members.set(memberId.ownerId, ['team-1']);
      expect(await Promise.all([own, shared, others].map((id) => status(manager, id)))).toEqual([200, 200, 404]);
      expect((await listed(manager)).filter((id) => [own, shared, others].includes(id)).sort()).toEqual(
        [own, shared].sort(),
      );
      const change = { name: 'Ours' };
      expect((await send(manager, 'PATCH', `/api/v1/campaigns/${shared}`, change, { 'if-match': '"1"' })).status).toBe(
        200,
      );
      expect((await send(manager, 'PATCH', `/api/v1/campaigns/${others}`, change, { 'if-match': '"1"' })).status).toBe(
        404,
      );
      expect((await send(manager, 'DELETE', `/api/v1/campaigns/${own}`, undefined, { 'if-match': '"1"' })).status).toBe(
        403,
      );
    });

    test.each(['VIEWER', 'ANALYST'] as const)('is %s sees what is shared, and changes nothing', async (role) => {
      const ask = await routes().logIn(role);
      const { id: hidden } = await book(admin);
      const { id: shared } = await book(admin, { teamIds: ['team-1'] });
      expect(await status(ask, shared)).toBe(404);
      for (const { id } of await database().query<{ id: string }>('SELECT id FROM users WHERE role = $1', [role])) {
        members.set(id, ['team-1']);
      }
      expect([await status(ask, shared), await status(ask, hidden)]).toEqual([200, 404]);
      const denied = await send(ask, 'PATCH', `/api/v1/campaigns/${shared}`, { goal: 1 }, { 'if-match': '"1"' });
      expect(denied.status).toBe(403);
      expect((await send(ask, 'POST', '/api/v1/campaigns', terms())).status).toBe(403);
      expect((await ask('/campaigns/new')).status).toBe(403);
    });

    test('is of another tenant finds nothing there, whatever the role', async () => {
      const { id } = await book(admin);
      const stranger = await routes().logIn('ADMIN', 'other');
      for (const path of ['', '/delivery', '/attribution', '/conversions']) {
        expect((await stranger(`/api/v1/campaigns/${id}${path}`)).status, path).toBe(404);
      }
      for (const path of ['', '/edit', '/attribution']) {
        expect((await stranger(`/campaigns/${id}${path}`)).status, path).toBe(404);
      }
      for (const path of ['', '/delete', '/promo-codes', '/promo-codes/revoke']) {
        expect(
          (await post(stranger, `/campaigns/${id}${path}`, { confirm: 'yes', version: '1', code: 'X12' })).status,
        ).toBe(404);
      }
      expect(await listed(stranger)).toEqual([]);
      expect((await send(stranger, 'POST', '/api/v1/campaigns', terms())).status).toBe(400); // the show is not theirs
      expect(await status(stranger, 'nothing')).toBe(404);
    });

    test('has the audit trail say whose campaign the operator of the platform changed', async () => {
      const { id } = await book(admin);
      const operator = await routes().logIn('SUPER_ADMIN', 'platform');
      await send(operator, 'PATCH', `/api/v1/campaigns/${id}`, { goal: 11 }, { 'if-match': '"1"' });
      await send(operator, 'POST', `/api/v1/campaigns/${id}/promo-codes`, { code: 'SPRING11' });
      const seen = [];
      for await (const { action, actor, resource } of routes().audit.query({ tenantId: 'demo', resourceId: id })) {
        seen.push([action, actor.tenantId, resource?.tenantId]);
      }
      expect(seen).toEqual([
        ['campaign.created', 'demo', 'demo'],
        ['campaign.updated', 'platform', 'demo'],
        ['campaign.updated', 'platform', 'demo'],
      ]);
    });

    test('turns pages, each campaign once, the latest flights first', async () => {
      const ids: string[] = [];
      let next: string | undefined;
      do {
        const page = await admin(`/api/v1/campaigns?limit=2${next === undefined ? '' : `&after=${next}`}`);
        const body = (await page.json()) as { campaigns: { id: string }[]; next?: string };
        ids.push(...body.campaigns.map(({ id }) => id));
        next = body.next;
      } while (next !== undefined);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.sort()).toEqual((await listed(admin)).sort());
      expect((await admin('/api/v1/campaigns?after=nonsense')).status).toBe(400);
    });
  });
});
