import { createFakeClock, type FakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import {
  createScheduler,
  type Experiment,
  type Incident,
  type SchedulerEvent,
  type SchedulerOptions,
} from '../src/experiment.ts';
import { createChaos } from '../src/index.ts';
import { recorder, reported } from './outcomes.ts';

const monday = Date.parse('2026-11-23T00:00:00Z');

/** A scheduler on a clock of its own, whose wall clock goes along. */
function scheduled(options: Omit<SchedulerOptions, 'clock' | 'now'>, from = monday) {
  const clock = createFakeClock();
  const { events, onEvent } = recorder<SchedulerEvent>();
  const scheduler = createScheduler({ onEvent, ...options, clock, now: () => from + clock.now() });
  return { scheduler, clock, events };
}

function waiting(clock: () => FakeClock, ms: number) {
  return () => new Promise<void>((resolve) => void clock().setTimeout(resolve, ms));
}

const options = { processSignals: [] };
const failing: Experiment = { name: 'failing', method: [{ name: 'p', run: () => 1, tolerance: 2 }] };
const passing: Experiment = { name: 'passing' };
const startsOf = (events: readonly SchedulerEvent[]) =>
  events.flatMap((event) => (event.type === 'ended' ? [`${event.name} ${event.journal.startedAt.slice(8, 16)}`] : []));

describe('a scheduler', () => {
  test('runs each experiment at its pace, and keeps a history', async () => {
    const { scheduler, clock, events } = scheduled({
      entries: [
        { experiment: passing, everyMs: 3_600_000, options },
        { experiment: failing, everyMs: 7_200_000, options },
      ],
    });
    scheduler.start();
    await clock.advance(4 * 3_600_000);
    expect(startsOf(events)).toEqual([
      ...[
        'passing 23T01:00',
        'passing 23T02:00',
        'failing 23T02:00',
        'passing 23T03:00',
        'passing 23T04:00',
        'failing 23T04:00',
      ],
    ]);
    expect(scheduler.history().slice(0, 3)).toEqual([
      {
        experiment: 'passing',
        outcome: 'completed',
        startedAt: '2026-11-23T01:00:00.000Z',
        durationMs: 0,
        injections: 0,
      },
      {
        experiment: 'passing',
        outcome: 'completed',
        startedAt: '2026-11-23T02:00:00.000Z',
        durationMs: 0,
        injections: 0,
      },
      {
        experiment: 'failing',
        outcome: 'deviated',
        startedAt: '2026-11-23T02:00:00.000Z',
        durationMs: 0,
        injections: 0,
      },
    ]);
    await scheduler.stop();
    expect(clock.pending).toBe(0);
  });

  test('never runs two at a time: what is due waits, and what is due again meanwhile is left out', async () => {
    const slow: Experiment = { name: 'slow', method: [{ name: 'm', run: waiting(() => clock, 250) }] };
    const { scheduler, clock, events } = scheduled({
      entries: [
        { experiment: slow, everyMs: 100, options },
        { experiment: passing, everyMs: 100, options },
      ],
    });
    scheduler.start();
    await clock.advance(200);
    expect(scheduler.running).toBe('slow');
    await clock.advance(160);
    expect(events.map(({ type, name }) => `${type} ${name}`)).toEqual([
      ...['skipped slow', 'skipped passing', 'skipped slow', 'skipped passing', 'ended slow', 'ended passing'],
    ]);
    expect(scheduler.running).toBeUndefined();
    await scheduler.stop();
  });

  test('waits for a window, and begins when it opens', async () => {
    const windows = [{ days: ['tue', 'wed'], from: '10:00', to: '12:00', timeZone: 'Europe/Berlin' }] as const;
    const { scheduler, clock, events } = scheduled({
      entries: [{ experiment: passing, everyMs: 3_600_000, options }],
      windows,
    });
    scheduler.start();
    await clock.advance(3 * 86_400_000);
    // Berlin is an hour ahead of UTC in November.
    expect(startsOf(events)).toEqual(['passing 24T09:00', 'passing 24T10:00', 'passing 25T09:00', 'passing 25T10:00']);
    await scheduler.stop();
  });

  test('begins nothing that waited for its turn beyond the window', async () => {
    const slow: Experiment = {
      name: 'slow',
      method: [{ name: 'm', run: waiting(() => clock, 7_200_000), timeoutMs: 1e9 }],
      timeoutMs: 1e9,
    };
    const { scheduler, clock, events } = scheduled({
      entries: [
        { experiment: slow, everyMs: 3_600_000 - 1, options },
        { experiment: passing, everyMs: 3_600_000, options },
      ],
      windows: [{ from: '00:00', to: '02:00' }],
    });
    scheduler.start();
    await clock.advance(4 * 3_600_000);
    expect(startsOf(events)).toEqual(['slow 23T00:59']);
    await scheduler.stop();
  });

  test('takes windows beyond midnight for those of the day on which they open', async () => {
    const windows = [{ days: ['mon'], from: '23:00', to: '01:00' }] as const;
    const { scheduler, clock, events } = scheduled({
      entries: [{ experiment: passing, everyMs: 1_800_000, options }],
      windows,
    });
    scheduler.start();
    await clock.advance(7 * 86_400_000);
    expect(startsOf(events)).toEqual(['passing 23T23:00', 'passing 23T23:30', 'passing 24T00:00', 'passing 24T00:30']);
    await scheduler.stop();
  });

  test('runs one at once when it is told to, whatever the windows say', async () => {
    const windows = [{ from: '23:00', to: '24:00' }];
    const { scheduler } = scheduled({ entries: [{ experiment: failing, everyMs: 1, options }], windows });
    expect(await scheduler.runNow('failing')).toMatchObject({ outcome: 'deviated' });
    await expect(scheduler.runNow('none')).rejects.toThrow('runNow: name must be one of failing, got none');
    await scheduler.stop();
    await expect(scheduler.runNow('failing')).rejects.toThrow('failing did not run, because the scheduler was stopped');
  });

  test('gives up what is running when it is stopped, and rolls it back; it can be started again', async () => {
    const undone: string[] = [];
    const hanging: Experiment = {
      name: 'hanging',
      method: [{ name: 'm', run: () => new Promise(() => {}), undo: () => undone.push('m') }],
    };
    const { scheduler, clock, events } = scheduled({ entries: [{ experiment: hanging, everyMs: 100, options }] });
    scheduler.start();
    scheduler.start();
    await clock.advance(150);
    await scheduler.stop();
    expect(undone).toEqual(['m']);
    expect(scheduler.history()).toMatchObject([{ outcome: 'aborted', reason: 'Error: the scheduler was stopped' }]);
    await clock.advance(1_000);
    expect(startsOf(events)).toHaveLength(1);
    expect(clock.pending).toBe(0);
    scheduler.start();
    await clock.advance(150);
    await scheduler[Symbol.asyncDispose]();
    expect(undone).toEqual(['m', 'm']);
  });

  test('stops by itself when a signal to the process gave an experiment up', async () => {
    const interrupted: Experiment = {
      name: 'interrupted',
      method: [{ name: 'm', run: () => void process.emit('SIGUSR2') }],
    };
    const { scheduler, clock, events } = scheduled({
      entries: [{ experiment: interrupted, everyMs: 100, options: { processSignals: ['SIGUSR2'] } }],
    });
    scheduler.start();
    await clock.advance(1_000);
    expect(startsOf(events)).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('keeps so many runs', async () => {
    const { scheduler, clock } = scheduled({
      entries: [{ experiment: passing, everyMs: 1_000, options }],
      maxHistory: 3,
    });
    scheduler.start();
    await clock.advance(5_500);
    expect(scheduler.history().map(({ startedAt }) => startedAt.slice(17, 19))).toEqual(['03', '04', '05']);
    await scheduler.stop();
  });
});

describe('the incident hook', () => {
  test('is told when an experiment does not complete, and once when it does again', async () => {
    const outcomes = [1, 2, 2, 1, 1];
    const experiment: Experiment = { name: 'x', method: [{ name: 'p', run: () => outcomes.shift(), tolerance: 1 }] };
    const incidents: Incident[] = [];
    const onIncident = (incident: Incident) => void incidents.push(incident);
    const { scheduler, clock } = scheduled({ entries: [{ experiment, everyMs: 100, options }], onIncident });
    scheduler.start();
    await clock.advance(550);
    await scheduler.stop();
    expect(incidents.map(({ action, key, journal }) => [action, key, journal.outcome])).toEqual([
      ['trigger', 'scry-chaos/x', 'deviated'],
      ['trigger', 'scry-chaos/x', 'deviated'],
      ['resolve', 'scry-chaos/x', 'completed'],
    ]);
  });

  test('is not told of what was given up by hand', async () => {
    const incidents: Incident[] = [];
    const hanging: Experiment = { name: 'x', method: [{ name: 'm', run: () => new Promise(() => {}) }] };
    const onIncident = (incident: Incident) => void incidents.push(incident);
    const { scheduler, clock } = scheduled({ entries: [{ experiment: hanging, everyMs: 100, options }], onIncident });
    scheduler.start();
    await clock.advance(150);
    await scheduler.stop();
    expect(incidents).toEqual([]);
  });

  test('changes nothing when it throws', async () => {
    using warning = reported();
    const onIncident = () => Promise.reject(new Error('no network'));
    const { scheduler, clock } = scheduled({ entries: [{ experiment: failing, everyMs: 100, options }], onIncident });
    scheduler.start();
    await clock.advance(250);
    await scheduler.stop();
    expect(scheduler.history()).toHaveLength(2);
    expect(warning).toHaveBeenCalledTimes(2);
  });
});

test('a run that cannot even begin is reported, and the next ones run', async () => {
  using warning = reported();
  const chaos = createChaos();
  const broken = { ...chaos, history: () => expect.fail('broken') };
  const { scheduler, clock, events } = scheduled({
    entries: [
      { experiment: failing, everyMs: 100, options: { ...options, chaos: broken } },
      { experiment: passing, everyMs: 100, options },
    ],
  });
  scheduler.start();
  await clock.advance(150);
  expect(startsOf(events)).toEqual(['passing 23T00:00']);
  expect(warning).toHaveBeenCalledTimes(1);
  await expect(scheduler.runNow('failing')).rejects.toThrow('broken');
  await scheduler.stop();
});

test('a scheduler without observers runs all the same', async () => {
  const clock = createFakeClock();
  const scheduler = createScheduler({ entries: [{ experiment: failing, everyMs: 1_000, options }], clock });
  scheduler.start();
  await clock.advance(1_500);
  await scheduler.stop();
  expect(scheduler.history()).toHaveLength(1);
});
