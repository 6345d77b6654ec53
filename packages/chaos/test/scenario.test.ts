import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { type Chaos, createChaos, fault, type Scenario, when } from '../src/index.ts';
import { bitsOf, outcomeOf, rejection, reported, scenarioOf } from './outcomes.ts';

describe('points', () => {
  test.each<[Scenario['points'], string[], string[]]>([
    ['kafka.publish', ['kafka.publish'], ['kafka.publish2', 'akafka.publish', 'kafkaXpublish']],
    ['kafka.*', ['kafka.publish', 'kafka.a.b', 'kafka.'], ['kafka', 'my.kafka.publish']],
    [
      ['a', 'b*'],
      ['a', 'b', 'bc'],
      ['ab', 'c'],
    ],
    [/redis/g, ['redis', 'my.redis', 'redis'], ['postgres']],
  ])('%o concern %o and not %o', (points, concerned, others) => {
    const chaos = createChaos();
    using _armed = chaos.enable(scenarioOf({ points }));
    for (const point of concerned) expect(bitsOf(chaos, 2, point)).toBe('11');
    for (const point of others) expect(bitsOf(chaos, 2, point)).toBe('00');
  });
});

describe('a scenario', () => {
  const armedFor = (changes: Partial<Scenario>, chaos: Chaos = createChaos()) => {
    chaos.enable(scenarioOf(changes));
    return chaos;
  };

  test('disturbs only the calls that match, and counts only them', () => {
    const chaos = createChaos();
    const point = chaos.point('a', (key: string) => key);
    point('known');
    using armed = chaos.enable(scenarioOf({ match: ({ args: [key] }) => key === 'x', when: when.everyNth(2) }));
    expect(['x', 'y', 'y', 'x', 'x'].map((key) => outcomeOf(() => point(key)))).toEqual(['x', 'y', 'y', 'error', 'x']);
    expect([armed.calls, armed.injections]).toEqual([3, 1]);
  });

  test('disturbs nothing when match throws, and the error is reported', () => {
    const warned = reported();
    const broken = new Error('match');
    const chaos = armedFor({
      match: () => {
        throw broken;
      },
    });
    expect(bitsOf(chaos, 1)).toBe('0');
    expect(warned).toHaveBeenCalledWith(broken);
    warned.mockRestore();
  });

  test('begins after afterMs and lasts durationMs', async () => {
    const clock = createFakeClock();
    const chaos = armedFor({ afterMs: 100, durationMs: 50 }, createChaos({ clock }));
    const seen: string[] = [];
    for (const ms of [99, 1, 49, 1]) {
      await clock.advance(ms);
      seen.push(bitsOf(chaos, 1));
    }
    expect(seen.join('')).toBe('0110');
  });

  test('disturbs at most so many calls of each point', () => {
    const chaos = armedFor({ points: ['a', 'b'], times: 2 });
    expect([bitsOf(chaos, 4, 'a'), bitsOf(chaos, 4, 'b')]).toEqual(['1100', '1100']);
  });

  test('at after lets the call happen, and loses its answer', async () => {
    const chaos = createChaos();
    const written: string[] = [];
    const write = chaos.point('a', async (line: string) => written.push(line));
    const writeNow = chaos.point('a', (line: string) => written.push(line));
    using _armed = chaos.enable(scenarioOf({ at: 'after' }));
    expect(await rejection(write('one'))).toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => writeNow('two')).toThrow('ECONNREFUSED');
    expect(written).toEqual(['one', 'two']);
  });

  test('at after makes the call also of a function that is asynchronous and answers with less than a promise', async () => {
    const chaos = createChaos();
    const sent = vi.fn((resolve: (value: number) => void) => resolve(1));
    // biome-ignore lint/suspicious/noThenProperty: a lazy query builder is such an object
    const point = chaos.point('a', () => ({ then: sent }), { async: true });
    using _armed = chaos.enable(scenarioOf({ at: 'after' }));
    expect(await rejection(Promise.resolve(point()))).toMatchObject({ code: 'ECONNREFUSED' });
    expect(sent).toHaveBeenCalledTimes(1);
  });

  test('at after passes a real failure on by identity', async () => {
    const chaos = createChaos();
    const real = new Error('real');
    const failing = chaos.point('a', () => Promise.reject(real));
    using _armed = chaos.enable(scenarioOf({ at: 'after' }));
    expect(await rejection(failing())).toBe(real);
  });

  test('is copied: changing it later changes nothing', () => {
    const chaos = createChaos();
    const scenario: { -readonly [K in keyof Scenario]: Scenario[K] } = scenarioOf();
    using _armed = chaos.enable(scenario);
    scenario.points = 'b';
    expect([bitsOf(chaos, 1, 'a'), bitsOf(chaos, 1, 'b')]).toEqual(['1', '0']);
  });

  test.each<[object, string]>([
    [{ points: '' }, 'points must be a name, a RegExp or a list of names, got ""'],
    [{ at: 'during' }, 'at must be before or after, got "during"'],
    [{ afterMs: -1 }, 'afterMs must be a finite number >= 0, got -1'],
    [{ durationMs: Number.NaN }, 'durationMs must be a number >= 0, got NaN'],
    [{ times: 1.5 }, 'times must be an integer >= 0 or Infinity, got 1.5'],
    [{ name: '' }, 'name must be a string that is not empty, got ""'],
  ])('refuses the wrong value %o, and arms nothing', (changes, message) => {
    const chaos = createChaos();
    expect(() => chaos.enable([scenarioOf(), scenarioOf(changes)])).toThrow(new RangeError(`enable: ${message}`));
    expect(chaos.armed).toBe(0);
  });

  test.each<[object, string]>([
    [{ points: [] }, 'points must be a name, a RegExp or a list of names, got an object'],
    [{ points: ['a', ''] }, 'points must be a name, a RegExp or a list of names, got an object'],
    [{ points: ['a', 5] }, 'points must be a name, a RegExp or a list of names, got an object'],
    [{ fault: {} }, 'fault must be a fault, got an object'],
    [{ fault: undefined }, 'fault must be a fault, got undefined'],
    [{ when: 0.5 }, 'when must be a function, got 0.5'],
    [
      { probability: 0.5 },
      'unknown option probability, expected one of name, points, fault, when, at, match, afterMs, durationMs, times',
    ],
  ])('refuses the wrong kind %o', (changes, message) => {
    expect(() => createChaos().run(scenarioOf(changes), () => 1)).toThrow(new TypeError(`run: ${message}`));
  });
});

describe('overlapping scenarios', () => {
  test('all have their effect, in the order of arming', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const point = chaos.point('a', async () => 1);
    using _slow = chaos.enable(scenarioOf({ name: 'slow', fault: fault.latency(100) }));
    using _broken = chaos.enable(scenarioOf({ name: 'broken' }));
    const failed = rejection(point());
    await clock.advance(99);
    expect(chaos.snapshot().disturbing).toBe(1);
    await clock.advance(1);
    expect(await failed).toMatchObject({ chaos: { scenario: 'broken' } });
    expect(chaos.snapshot().disturbing).toBe(0);
  });

  test('of one name decide once, and the innermost does', () => {
    const chaos = createChaos();
    using outer = chaos.enable(scenarioOf({ fault: fault.result('outer') }));
    const point = chaos.point('a', () => 'real', { async: false });
    const inner = scenarioOf({ fault: fault.result('inner') });
    expect(chaos.run(inner, point)).toBe('inner');
    expect(chaos.run(scenarioOf({ when: when.first(0) }), point)).toBe('real');
    expect(outer.calls).toBe(0);
    expect(point()).toBe('outer');
  });
});
