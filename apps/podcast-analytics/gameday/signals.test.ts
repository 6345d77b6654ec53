import { beforeEach, expect, test } from 'vitest';
import { createSignals, type Signals } from './signals.ts';

let signals: Signals;
beforeEach(() => {
  signals = createSignals(performance.now());
});
const log = (process: string, msg: string, fields = {}) => signals.takeLog({ process, msg, fields });
const names = () => signals.all.map(({ name }) => name);

test('a breaker that opens is a signal, and open until it closes', () => {
  log('app-1', 'breaker opened', { breaker: 'redis' });
  log('app-2', 'breaker opened', { breaker: 'redis' });
  log('app-1', 'breaker half-open', { breaker: 'redis' });
  log('app-1', 'breaker closed', { breaker: 'redis' });
  expect(names()).toEqual(['breaker redis', 'breaker redis']);
  expect(signals.openBreakers()).toEqual(['app-2 redis']);
});

test('the breakers of a process end with it, and those of the others go on', () => {
  log('app-1', 'breaker opened', { breaker: 'redis' });
  log('app-2', 'breaker opened', { breaker: 'redis' });
  log('app-1', 'process ended');
  expect(signals.openBreakers()).toEqual(['app-2 redis']);
});

test('an alert is heard once while it fires, and again when it comes back', () => {
  for (const firing of [['A x'], ['A x', 'B'], ['A x', 'A y'], [], ['A x']]) signals.takeAlerts(firing);
  expect(names()).toEqual(['alert A', 'alert B', 'alert A', 'alert A']);
});

test('calls to providers are counted by their name', () => {
  for (const provider of ['stripe', 'stripe', 'sendgrid']) log('app-1', 'external_api.call', { data: { provider } });
  log('app-1', 'request', { data: { provider: 'stripe' } });
  expect(signals.providerCalls).toEqual({ stripe: 2, sendgrid: 1 });
});
