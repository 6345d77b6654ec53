import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { currentContext } from '../context/request-context.ts';
import type { BusEvent } from '../events/event.ts';
import { createInProcessBus } from './in-process-bus.ts';

const deleted = (subject: string): BusEvent => ({
  ...{ id: randomUUID(), type: 'campaign.deleted', tenantId: 't1', subject, occurredAt: new Date(0), data: {} },
  requestId: 'r1',
});
afterEach(() => vi.useRealTimers());

test('calls all handlers of a type, one event after the other, on behalf of whom it came from', async () => {
  const bus = createInProcessBus();
  const calls: unknown[] = [];
  for (const handler of ['first', 'second'])
    bus.subscribe('campaign.deleted', async ({ subject }) => {
      await Promise.resolve();
      calls.push([handler, subject, currentContext().requestId]);
    });
  bus.subscribe('campaign.created', async () => void calls.push('another type'));
  await bus.publish([deleted('1'), deleted('2')]);
  expect(calls).toEqual([
    ['first', '1', 'r1'],
    ['second', '1', 'r1'],
    ['first', '2', 'r1'],
    ['second', '2', 'r1'],
  ]);
});

test('says how many went out before the one whose handler failed, and handles none behind it', async () => {
  const bus = createInProcessBus();
  const handled: string[] = [];
  bus.subscribe('campaign.deleted', async ({ subject }) => {
    if (subject === 'bad') throw new Error('no such campaign');
    handled.push(subject);
  });
  const publishing = bus.publish([deleted('1'), deleted('bad'), deleted('3')]);
  await expect(publishing).rejects.toMatchObject({ name: 'PublishError', published: 1, message: 'no such campaign' });
  expect(handled).toEqual(['1']);
});

test('gives up on a handler that hangs, before the lease of the relay ends', async () => {
  vi.useFakeTimers();
  const bus = createInProcessBus();
  bus.subscribe('campaign.deleted', () => new Promise(() => {}));
  const publishing = expect(bus.publish([deleted('1')])).rejects.toMatchObject({ published: 0 });
  await vi.advanceTimersByTimeAsync(15_000);
  await publishing;
});
