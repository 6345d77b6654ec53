import { createFakeClock } from '@scry/internal/fake-clock';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { type ChaosEvent, createChaos, fault, when } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';
import { bitsOf, recorder, reported, scenarioOf } from './outcomes.ts';

describe('events', () => {
  test('tell of what is armed, disturbed and disarmed', () => {
    const { events, onEvent } = recorder<ChaosEvent>();
    const chaos = createChaos({ seed: 1, onEvent });
    const handle = chaos.enable(scenarioOf({ when: when.sequence('01') }), { ttlMs: 500 });
    bitsOf(chaos, 2);
    handle.stop();
    chaos.run(scenarioOf({ name: 'scoped' }), () => 1);
    expect(events).toEqual([
      { type: 'armed', name: 'test', scope: 'process', ttlMs: 500, seed: '1' },
      { type: 'injected', name: 'test', arming: 1, point: 'a', call: 2, fault: 'error' },
      { type: 'disarmed', name: 'test', reason: 'ended', calls: 2, injections: 1 },
      { type: 'armed', name: 'scoped', scope: 'scope', ttlMs: 600_000, seed: '1' },
      { type: 'disarmed', name: 'scoped', reason: 'ended', calls: 0, injections: 0 },
    ]);
  });

  test('come after the state: what is told is so already', () => {
    const seen: unknown[] = [];
    const chaos = createChaos({
      onEvent: ({ type }) =>
        seen.push([type, chaos.armed, chaos.snapshot().scenarios[0]?.injections, chaos.history().length]),
    });
    using armed = chaos.enable(scenarioOf());
    bitsOf(chaos, 1);
    armed.stop();
    expect(seen).toEqual([
      ['armed', 1, 0, 0],
      ['injected', 1, 1, 1],
      ['disarmed', 0, undefined, 1],
    ]);
  });

  test('do not change the outcome when the observer throws', () => {
    const warned = reported();
    const chaos = createChaos({
      onEvent() {
        throw new Error('observer');
      },
    });
    using _armed = chaos.enable(scenarioOf({ fault: fault.result(1) }));
    expect(chaos.point('a', () => 0)()).toBe(1);
    expect(warned).toHaveBeenCalledTimes(2);
    warned.mockRestore();
  });
});

describe('snapshot and history', () => {
  test('tell of what is armed and of what was disturbed', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock, seed: 'x' });
    chaos.enable(scenarioOf({ fault: fault.chain(fault.latency(1), fault.error('reset')) }), { ttlMs: 1_000 });
    const failed = chaos
      .point('a', async () => 1)()
      .catch(() => 'failed');
    await clock.advance(100);
    expect(await failed).toBe('failed');
    expect(chaos.snapshot()).toEqual({
      seed: 'x',
      disturbing: 0,
      scenarios: [{ name: 'test', scope: 'process', remainingMs: 900, calls: 1, injections: 1, skipped: 0 }],
    });
    expect(chaos.history()).toEqual([{ scenario: 'test', arming: 1, point: 'a', call: 1, fault: 'latency+error' }]);
  });

  test('history goes by scenario, arming, point and call', () => {
    const chaos = createChaos();
    for (const name of ['z', 'y', 'z']) {
      using _armed = chaos.enable(scenarioOf({ name, points: ['a', 'b'] }));
      bitsOf(chaos, 1, 'b');
      bitsOf(chaos, 2, 'a');
    }
    expect(chaos.history().map(({ scenario, arming, point, call }) => `${scenario}${arming}${point}${call}`)).toEqual([
      ...['y1a1', 'y1a2', 'y1b1', 'z1a1', 'z1a2', 'z1b1', 'z2a1', 'z2a2', 'z2b1'],
    ]);
  });

  test('history keeps the last 10,000', () => {
    const chaos = createChaos();
    using _armed = chaos.enable(scenarioOf({ fault: fault.result(1) }));
    bitsOf(chaos, 10_003);
    expect([chaos.history().length, chaos.history()[0]?.call]).toEqual([10_000, 4]);
  });
});

describe('prometheus', () => {
  test('shows what is armed and counts what it does', async () => {
    const registry = new Registry();
    const chaos = createChaos({ budget: { maxActive: 0 }, onEvent: prometheus(registry) });
    const armed = chaos.enable(scenarioOf());
    bitsOf(chaos, 2);
    const other = createChaos({ onEvent: prometheus(registry) });
    const also = other.enable(scenarioOf());
    bitsOf(other, 3);
    expect(await registry.metrics()).toContain('chaos_scenario_active{scenario_name="test"} 2');
    armed.stop();
    also.stop();
    const text = await registry.metrics();
    expect(text).toContain('chaos_scenario_active{scenario_name="test"} 0');
    expect(text).toContain('chaos_injections_total{scenario_name="test",point="a"} 3');
    expect(text).toContain('chaos_skipped_total{scenario_name="test",point="a",reason="budget"} 2');
  });
});
