import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import type { Experiment, Journal } from '../src/experiment.ts';
import { type Chaos, createChaos, fault, type Scenario, when } from '../src/index.ts';
import { run } from './experiments.ts';

const flaky: Scenario = {
  name: 'flaky',
  points: 'db.*',
  fault: fault.oneOf([
    [1, fault.error('refused')],
    [2, fault.error('reset')],
    [
      1,
      fault.chain(
        fault.latency((random) => random() * 10),
        fault.error('timedOut'),
      ),
    ],
  ]),
  when: when.probability(0.4),
};

/** An experiment on a chaos of its own: so many calls of two points, in an order of its own. */
async function drill(seed: number, scenario: Scenario = flaky, replay?: Journal, earlier = 0) {
  const clock = createFakeClock();
  const chaos = createChaos({ seed, clock });
  for (let i = 0; i < earlier; i++) chaos.enable(scenario).stop();
  const { journal } = await run(drilled(chaos, scenario), { chaos, clock, ...(replay && { replay }) });
  return journal;
}

function drilled(chaos: Chaos, scenario: Scenario): Experiment {
  const read = chaos.point('db.read', async () => 'row');
  const write = chaos.point('db.write', async () => 'ok');
  const calls = {
    name: 'calls',
    run: () => Promise.allSettled(Array.from({ length: 100 }, (_, i) => (i % 3 ? read() : write()))),
  };
  return { name: 'x', faults: [scenario], method: [calls] };
}

describe('a journal', () => {
  test('replays to the same injections', async () => {
    const first = await drill(42);
    const again = await drill(42, flaky, first);
    expect(first.injections.length).toBeGreaterThan(20);
    expect(new Set(first.injections.map((each) => each.fault))).toEqual(new Set(['error', 'latency+error']));
    expect(again.injections).toEqual(first.injections);
    expect(again.replay).toEqual({ identical: true, missing: [], extra: [] });
  });

  test('replays with all of its chances, whichever arming it was, also in the same process', async () => {
    const third = await drill(42, flaky, undefined, 2);
    expect(third.injections[0]?.arming).toBe(3);
    const again = await drill(42, flaky, third);
    expect(again.injections).toEqual(third.injections);
    const clock = createFakeClock();
    const chaos = createChaos({ seed: 42, clock });
    const experiment = drilled(chaos, flaky);
    const { journal } = await run(experiment, { chaos, clock });
    const replayed = await run(experiment, { chaos, clock, replay: journal });
    expect(replayed.journal.injections).toEqual(journal.injections);
    expect(replayed.journal.replay?.identical).toBe(true);
  });

  test('replays where the scenario is bound to time, or to a chance that is now another one', async () => {
    const bound = { ...flaky, when: when.everyNth(2), durationMs: 1e-9, times: 3 };
    const first = await drill(42, bound);
    expect(first.injections).toHaveLength(6);
    expect((await drill(42, { ...bound, durationMs: 0, times: 0 }, first)).injections).toEqual(first.injections);
    const odds = await drill(42);
    const other = await drill(42, { ...flaky, when: when.probability(0.9) }, odds);
    expect(other.replay?.identical).toBe(true);
  });

  test('tells which injections did not come again, and which are new', async () => {
    const first = await drill(42);
    const changed = [...first.injections.slice(1), { ...first.injections[0], call: 1_000 } as Journal['injections'][0]];
    const again = await drill(42, flaky, { ...first, injections: changed });
    expect(again.replay).toMatchObject({ identical: false, missing: [{ call: 1_000 }], extra: [] });
    const none = await drill(42, flaky, { ...first, injections: [] });
    expect(none.replay).toEqual({ identical: true, missing: [], extra: [] });
    const always = await drill(42, { ...flaky, fault: fault.error('dns') }, first);
    expect(always.replay?.identical).toBe(false);
    expect(always.replay?.extra.length).toBe(always.replay?.missing.length);
  });

  test('replays each of two scenarios by its own injections, and as its own arming', async () => {
    const second: Scenario = { ...flaky, name: 'second', fault: fault.latency(1), when: when.everyNth(3) };
    const both = async (replay?: Journal) => {
      const clock = createFakeClock();
      const chaos = createChaos({ seed: 42, clock });
      if (!replay) chaos.enable(second).stop();
      const { journal } = await run(
        { ...drilled(chaos, flaky), faults: [flaky, second] },
        { chaos, clock, ...(replay && { replay }) },
      );
      return journal;
    };
    const first = await both();
    expect(new Set(first.injections.map(({ scenario, arming }) => `${scenario} ${arming}`))).toEqual(
      new Set(['flaky 1', 'second 2']),
    );
    expect((await both(first)).injections).toEqual(first.injections);
  });

  test('is not replayed where more is injected than it has', async () => {
    const first = await drill(42);
    const clock = createFakeClock();
    const chaos = createChaos({ seed: 42, clock });
    const { method = [], ...rest } = drilled(chaos, flaky);
    const more = chaos.point('more', async () => 'row');
    const inside = { name: 'flaky', points: 'more', fault: fault.error('refused') } as const;
    const extra = { name: 'more', run: () => chaos.run(inside, more).catch(() => {}) };
    const { journal } = await run({ ...rest, method: [...method, extra] }, { chaos, clock, replay: first });
    expect(journal.replay).toMatchObject({ identical: false, missing: [], extra: [{ point: 'more' }] });
  });

  test('replays a scenario without a selector', async () => {
    const scenario = { name: 'all', points: 'db.read', fault: fault.error('refused') } as const;
    const first = await drill(1, scenario);
    expect((await drill(1, scenario, first)).replay?.identical).toBe(true);
  });

  test('wants the seed that it was made with', async () => {
    const first = await drill(42);
    const other = await drill(43, flaky, first);
    expect(other).toMatchObject({ outcome: 'invalid', problems: [{ path: 'replay' }] });
    expect(other.problems?.[0]?.message).toContain('SCRY_CHAOS_SEED=42 sets it');
  });
});

test('an arming that is told counts as that one, and is checked', () => {
  const chaos = createChaos({ seed: 1 });
  expect(() => chaos.enable(flaky, { arming: 0 })).toThrow('enable: arming must be an integer >= 1, got 0');
  expect(() => chaos.enable(flaky, { arming: 1.5 })).toThrow('enable: arming must be an integer >= 1, got 1.5');
});
