import { expect, test } from 'vitest';
import { describeEachEngine } from '../each-engine.ts';
import { campaignParts } from './campaign-parts.ts';

describeEachEngine('the form of a campaign', (openEmpty) => {
  const { admin, routes, showId, book, post } = campaignParts(openEmpty);

  const fields = (more: Record<string, string> = {}) => ({
    ...{ advertiser: 'Tea', name: 'Autumn', from: '2026-02-02', to: '2026-02-11', goal: '100', cpm: '25.50' },
    ...{ currency: 'EUR', state: 'active', team: 'team-1' },
    ...{ 'spot-0-place': `show:${showId()}`, 'spot-0-position': 'mid', 'spot-0-insertion': 'dynamic' },
    ...more,
  });

  test('books a campaign, shares it, and leads to its page', async () => {
    const response = await post(admin, '/campaigns/new', fields());
    expect(response.status).toBe(303);
    const id = response.headers.get('location')?.split('/').at(-1);
    expect(await (await admin(`/api/v1/campaigns/${id}`)).json()).toMatchObject({
      ...{ name: 'Autumn', cpmMinor: 2550, goal: 100, teamIds: ['team-1'] },
      spots: [{ position: 'mid', bakedInDays: 30, showId: showId() }],
    });
    expect(await (await admin('/campaigns')).text()).toContain('Autumn');
  });

  test('comes back with what was typed and what is wrong with it', async () => {
    const response = await post(admin, '/campaigns/new', fields({ goal: 'many', advertiser: 'Typed <before>' }));
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain('goal: expected a whole number');
    expect(page).toContain('Typed &lt;before&gt;');
    const amount = await post(admin, '/campaigns/new', fields({ cpm: '1.234' }));
    expect(await amount.text()).toContain('CPM: expected an amount in EUR');
  });

  test('changes a campaign, unless somebody was faster', async () => {
    const { id, spots } = await book(admin);
    const page = await (await admin(`/campaigns/${id}/edit`)).text();
    expect(page).toContain(`value="${spots[0]?.id}"`);
    const change = fields({ version: '1', 'spot-0-id': spots[0]?.id ?? '' });
    expect((await post(admin, `/campaigns/${id}`, change)).status).toBe(303);
    const late = await post(admin, `/campaigns/${id}`, change);
    expect(late.status).toBe(400);
    expect(await late.text()).toContain('changed meanwhile');
  });

  test('shows whoever operates the platform the shows and teams of the campaign, and keeps both', async () => {
    const operator = await routes().logIn('SUPER_ADMIN', 'platform');
    const { id, spots } = await book(admin, { teamIds: ['team-1'] });
    const page = await (await operator(`/campaigns/${id}/edit`)).text();
    expect(page).toMatch(/<input type="checkbox" name="team" value="team-1" checked=""/);
    expect(page).toMatch(new RegExp(`<option value="show:${showId()}" selected=""[^>]*>[^<]*all episodes`));
    const change = fields({ version: '1', 'spot-0-id': spots[0]?.id ?? '' });
    const wrong = await post(operator, `/campaigns/${id}`, { ...change, goal: 'many' });
    expect(await wrong.text()).toMatch(/<input type="checkbox" name="team" value="team-1" checked=""/);
    expect((await post(operator, `/campaigns/${id}`, change)).status).toBe(303);
    expect(await (await admin(`/api/v1/campaigns/${id}`)).json()).toMatchObject({ teamIds: ['team-1'], version: 2 });
  });

  test('deletes only what is confirmed', async () => {
    const { id } = await book(admin);
    expect((await post(admin, `/campaigns/${id}/delete`, { version: '1' })).status).toBe(400);
    expect((await post(admin, `/campaigns/${id}/delete`, { version: '1', confirm: 'yes' })).status).toBe(303);
    expect(await (await admin(`/campaigns/${id}`)).text()).toContain('archived');
  });

  test('of another site is refused', async () => {
    const response = await admin('/campaigns/new', {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields()).toString(),
    });
    expect(response.status).toBe(403);
  });
});
