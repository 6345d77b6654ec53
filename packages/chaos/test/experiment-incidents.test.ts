// What reaches PagerDuty and Opsgenie, as a server on loopback sees it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Incident, type Journal, opsgenie, pagerDuty } from '../src/experiment.ts';

const journal: Journal = {
  version: 1,
  experiment: 'orders without the cache',
  outcome: 'deviated',
  startedAt: '2026-11-22T04:00:00.000Z',
  durationMs: 200.4,
  seed: '42',
  steps: [
    { phase: 'after', kind: 'probe', name: 'orders answer', atMs: 0, durationMs: 1, status: 'succeeded', met: false },
  ],
  injections: [],
  injectionsLeftOut: 0,
};
const incident: Incident = { action: 'trigger', key: 'scry-chaos/orders without the cache', journal };
const verdict = 'The system did not stand: under the faults it left its steady state. It recovered.';

/** A service that takes everything, and what it was sent. */
async function service(status = 202) {
  const seen: {
    method: string | undefined;
    path: string | undefined;
    authorization: string | undefined;
    body: unknown;
  }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url: path, headers } = request;
    expect(headers['content-type']).toBe('application/json');
    seen.push({ method, path, authorization: headers.authorization, body: JSON.parse(body) });
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('PagerDuty, Events API v2', () => {
  test('is sent an event for an incident', async () => {
    const { seen, url } = await service();
    await pagerDuty({ routingKey: 'key', url: `${url}/v2/enqueue`, source: 'shop' })(incident);
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/v2/enqueue',
        authorization: undefined,
        body: {
          routing_key: 'key',
          event_action: 'trigger',
          dedup_key: 'scry-chaos/orders without the cache',
          payload: {
            summary: 'Chaos experiment deviated: orders without the cache',
            source: 'shop',
            severity: 'error',
            timestamp: '2026-11-22T04:00:00.000Z',
            component: 'orders without the cache',
            group: 'chaos',
            class: 'deviated',
            custom_details: {
              ...{ outcome: 'deviated', verdict, startedAt: '2026-11-22T04:00:00.000Z', durationMs: '200', seed: '42' },
              steps: 'after: orders answer',
            },
          },
          client: 'scry-chaos',
        },
      },
    ]);
  });

  test('is told of the end by the same key', async () => {
    const { seen, url } = await service();
    await pagerDuty({ routingKey: 'key', url })({ ...incident, action: 'resolve' });
    expect(seen[0]?.body).toEqual({ routing_key: 'key', event_action: 'resolve', dedup_key: incident.key });
  });

  test.each([
    ['not-recovered', 'critical'],
    ['deviated', 'error'],
    ['aborted', 'warning'],
    ['invalid', 'warning'],
  ] as const)('takes %s for %s', async (outcome, severity) => {
    const { seen, url } = await service();
    const { seed: _, ...others } = journal;
    await pagerDuty({ routingKey: 'key', url })({ ...incident, journal: { ...others, outcome, steps: [] } });
    expect(seen[0]?.body).toMatchObject({ payload: { severity, source: hostname() } });
    expect(JSON.stringify(seen[0]?.body)).not.toContain('seed');
  });

  test('gets texts of the length that it takes', async () => {
    const { seen, url } = await service();
    const long = { ...journal, experiment: 'x'.repeat(2_000) };
    await pagerDuty({ routingKey: 'key', url })({ ...incident, key: 'k'.repeat(300), journal: long });
    expect(seen[0]?.body).toMatchObject({
      dedup_key: expect.stringMatching(/^k{254}…$/),
      payload: { summary: expect.stringMatching(/^.{1023}…$/) },
    });
  });
});

describe('Opsgenie, Alert API v2', () => {
  test('is sent an alert for an incident', async () => {
    const { seen, url } = await service();
    await opsgenie({ apiKey: 'key', url: `${url}/` })(incident);
    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/v2/alerts',
        authorization: 'GenieKey key',
        body: {
          message: 'Chaos experiment deviated: orders without the cache',
          alias: 'scry-chaos/orders without the cache',
          description: expect.stringMatching(/^# orders without the cache\n/),
          tags: ['chaos', 'deviated'],
          details: { outcome: 'deviated', steps: 'after: orders answer' },
          entity: 'orders without the cache',
          source: 'scry-chaos',
          priority: 'P2',
        },
      },
    ]);
  });

  test('is told of the end by the same alias', async () => {
    const { seen, url } = await service();
    await opsgenie({ apiKey: 'key', url })({
      ...incident,
      action: 'resolve',
      journal: { ...journal, outcome: 'completed' },
    });
    expect(seen[0]).toMatchObject({
      path: '/v2/alerts/scry-chaos%2Forders%20without%20the%20cache/close?identifierType=alias',
      body: { source: 'scry-chaos', note: 'Chaos experiment completed: orders without the cache' },
    });
  });

  test('gets texts of the length that it takes', async () => {
    const { seen, url } = await service();
    const steps = Array.from(
      { length: 500 },
      () => ({ ...journal.steps[0], output: 'x'.repeat(100) }) as Journal['steps'][0],
    );
    const long = { ...journal, experiment: 'x'.repeat(2_000), steps };
    await opsgenie({ apiKey: 'key', url })({ ...incident, key: 'k'.repeat(600), journal: long });
    const body = seen[0]?.body as Record<string, string> & { details: Record<string, string> };
    expect([body['message'], body['alias'], body['description'], body['entity']].map((text) => text?.length)).toEqual([
      130, 512, 15_000, 512,
    ]);
    expect(Object.values(body.details).join('').length).toBeLessThan(8_000);
  });
});

describe('a hook', () => {
  test('rejects where the service refuses, with no key in the error', async () => {
    const { url } = await service(400);
    const error = await Promise.resolve(pagerDuty({ routingKey: 'secret key', url })(incident)).catch(
      (reason) => reason,
    );
    expect(String(error)).toMatch(/^Error: The incident was refused by 127\.0\.0\.1:\d+ with the status 400\.$/);
  });

  test('rejects where nobody listens, with the cause', async () => {
    const error = await Promise.resolve(opsgenie({ apiKey: 'secret key', url: 'http://127.0.0.1:1' })(incident)).catch(
      (reason) => reason,
    );
    expect(String(error)).toBe('Error: The incident did not reach 127.0.0.1:1.');
    expect(error).toMatchObject({ cause: { message: 'fetch failed' } });
  });

  test('goes to the real services unless it is told otherwise', async () => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return { ok: true, status: 202 };
    };
    await pagerDuty({ routingKey: 'key', fetch })(incident);
    await opsgenie({ apiKey: 'key', fetch })(incident);
    expect(urls).toEqual(['https://events.pagerduty.com/v2/enqueue', 'https://api.opsgenie.com/v2/alerts']);
  });

  test('has options that are checked', () => {
    expect(() => pagerDuty({} as never)).toThrow(
      'pagerDuty: routingKey must be a string that is not empty, got undefined',
    );
    expect(() => opsgenie({ apiKey: '' })).toThrow('opsgenie: apiKey must be a string that is not empty');
  });
});
