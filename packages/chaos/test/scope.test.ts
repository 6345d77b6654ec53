import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type Chaos, createChaos, fault, when } from '../src/index.ts';
import { outcomeOf, rejection, scenarioOf } from './outcomes.ts';

const broken = scenarioOf();

describe('run', () => {
  test('arms for its own asynchronous scope only', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', async () => 'real');
    let leave = (): void => {};
    const inside = chaos.run(broken, async () => {
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
      return rejection(point());
    });
    expect(chaos.armed).toBe(1);
    expect(await point()).toBe('real');
    leave();
    expect(await inside).toMatchObject({ code: 'ECONNREFUSED' });
    expect(chaos.armed).toBe(0);
  });

  test('ends with the function: with what it returns, throws, resolves or rejects', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => 'real', { async: false });
    let later = (): unknown => undefined;
    expect(chaos.run(broken, () => (later = () => outcomeOf(point)))).toBe(later);
    expect(() =>
      chaos.run(broken, () => {
        throw new Error('own');
      }),
    ).toThrow('own');
    await expect(chaos.run(broken, async () => 'value')).resolves.toBe('value');
    await expect(chaos.run(broken, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
    expect([later(), chaos.armed]).toEqual(['real', 0]);
  });

  test('ends for work that it left behind, too', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => 'real', { async: false });
    let left: Promise<unknown> = Promise.resolve();
    chaos.run(broken, () => {
      left = turn().then(() => outcomeOf(point));
    });
    using _other = chaos.enable(scenarioOf({ points: 'b' }));
    expect(await left).toBe('real');
  });

  test('waits for what can be awaited although it is no promise', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', async () => 'real');
    // biome-ignore lint/suspicious/noThenProperty: a lazy query builder is such an object
    const lazy = { then: (resolve: (value: unknown) => void) => void rejection(point()).then(resolve) };
    expect(await chaos.run(broken, () => lazy)).toMatchObject({ code: 'ECONNREFUSED' });
    expect(chaos.armed).toBe(0);
  });

  test('nests: the scopes around it hold too', () => {
    const chaos = createChaos();
    const [a, b] = [chaos.point('a', () => 'real'), chaos.point('b', () => 'real')];
    chaos.run(broken, () => {
      chaos.run(scenarioOf({ name: 'inner', points: 'b' }), () => {
        expect([outcomeOf(a), outcomeOf(b)]).toEqual(['error', 'error']);
      });
      expect([outcomeOf(a), outcomeOf(b)]).toEqual(['error', 'real']);
    });
    expect([outcomeOf(a), outcomeOf(b)]).toEqual(['real', 'real']);
  });

  test('waits for a promise of another realm, where some test frameworks run tests', async () => {
    const chaos = createChaos();
    let leave = (_value: string): void => {};
    const foreign = runInNewContext('(begin) => new Promise(begin)')((resolve: typeof leave) => {
      leave = resolve;
    });
    const ended = chaos.run(broken, () => foreign);
    expect(chaos.armed).toBe(1);
    leave('value');
    expect([await ended, chaos.armed]).toEqual(['value', 0]);
  });

  test('passes on what does not want to be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const chaos = createChaos();
    const point = chaos.point('b', () => proxy);
    expect(chaos.run(broken, point) === proxy && point() === proxy).toBe(true);
    expect(chaos.armed).toBe(0);
  });

  test('keeps nothing of the scopes that have ended, in a loop in which each begins the next one', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const chaos = createChaos();
    const matchers: WeakRef<() => boolean>[] = [];
    let last = (): unknown => undefined;
    const again = async (rounds: number): Promise<void> => {
      const match = Object.assign(() => false, { rounds });
      matchers.push(new WeakRef(match));
      chaos.run(scenarioOf({ match }), () => {
        last = AsyncLocalStorage.bind(() => chaos.armed);
        if (rounds > 0) left = turn().then(() => again(rounds - 1));
      });
    };
    let left = Promise.resolve();
    await again(3);
    while (matchers.length < 4) await left;
    await turn();
    collect();
    expect([last(), ...matchers.slice(0, -1).map((each) => each.deref())]).toEqual([
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('wants a function', () => {
    expect(() => createChaos().run(broken, 5 as never)).toThrow(new TypeError('run: fn must be a function, got 5'));
  });
});

describe('enable', () => {
  test('holds for the whole process until the block ends, also when it throws', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', async () => 'real');
    const block = async () => {
      using armed = chaos.enable(broken);
      expect(armed.active).toBe(true);
      throw await rejection(turn().then(point));
    };
    expect(await rejection(block())).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await point()).toBe('real');
  });

  test('ends by stop, once', () => {
    const chaos = createChaos();
    const handle = chaos.enable([broken, scenarioOf({ name: 'other' })]);
    expect([chaos.armed, handle.active]).toEqual([2, true]);
    handle.stop();
    handle.stop();
    handle[Symbol.dispose]();
    expect([chaos.armed, handle.active]).toEqual([0, false]);
  });

  test('overlaps in any order of ending', () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => 'real', { async: false });
    const first = chaos.enable(scenarioOf({ name: 'first', fault: fault.result(1) }));
    const second = chaos.enable(scenarioOf({ name: 'second', fault: fault.result(2) }));
    expect(point()).toBe(1);
    first.stop();
    expect(point()).toBe(2);
    second.stop();
    expect(point()).toBe('real');
  });

  test('counts the calls that it decided on, and those that it disturbed', () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => 1, { async: false });
    const handle = chaos.enable(scenarioOf({ when: when.everyNth(3) }));
    for (let call = 0; call < 7; call++) outcomeOf(point);
    expect([handle.calls, handle.injections]).toEqual([7, 2]);
  });
});

describe('one call through several layers', () => {
  /** A repository on a client on a socket, each an injection point. */
  function layers(chaos: Chaos) {
    const socket = chaos.point('db.socket', async () => {
      await turn();
      return 'real';
    });
    const client = chaos.point('db.client', async () => socket());
    return { socket, client, repository: chaos.point('db.repository', async () => client()) };
  }

  test('is decided on once: a probability of one half stays one half', async () => {
    const chaos = createChaos({ seed: 3 });
    const { repository } = layers(chaos);
    using armed = chaos.enable(scenarioOf({ points: 'db.*', when: when.probability(0.5) }));
    const outcomes = await Promise.all(Array.from({ length: 2_000 }, () => repository().catch(() => 'error')));
    const share = outcomes.filter((each) => each === 'error').length / 2_000;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
    expect(armed.calls).toBe(2_000);
  });

  test('is counted once: every third stays every third', async () => {
    const chaos = createChaos();
    const { repository } = layers(chaos);
    const bits: number[] = [];
    await chaos.run(scenarioOf({ points: 'db.*', when: when.everyNth(3) }), async () => {
      for (let call = 0; call < 6; call++)
        bits.push(
          await repository().then(
            () => 0,
            () => 1,
          ),
        );
    });
    expect(bits.join('')).toBe('001001');
  });

  test('of which an inner one is called by itself is decided on there', async () => {
    const chaos = createChaos();
    const { client, socket } = layers(chaos);
    using armed = chaos.enable(scenarioOf({ points: 'db.*', when: when.first(0) }));
    await Promise.all([client(), socket()]);
    expect(armed.calls).toBe(2);
  });

  test('leaves the scenarios of the layers alone that it does not concern', async () => {
    const chaos = createChaos();
    const { repository } = layers(chaos);
    using _outer = chaos.enable(
      scenarioOf({ name: 'outer', points: ['db.repository', 'db.client'], when: when.first(0) }),
    );
    using inner = chaos.enable(scenarioOf({ name: 'inner', points: 'db.socket' }));
    await rejection(repository());
    expect(inner.injections).toBe(1);
  });

  test('is one for each scenario: what one has decided is not decided on by it again, however deep', async () => {
    const chaos = createChaos();
    const [b, d] = [chaos.point('b', async () => 1), chaos.point('d', async () => 1)];
    const c = chaos.point('c', async () => (await b()) + (await d()));
    const a = chaos.point('a', async () => c());
    using ab = chaos.enable(scenarioOf({ name: 'ab', points: ['a', 'b'], when: when.first(0) }));
    using cd = chaos.enable(scenarioOf({ name: 'cd', points: ['c', 'd'], when: when.first(0) }));
    await a();
    expect([ab.calls, cd.calls]).toEqual([1, 1]);
  });

  test('ends with its answer: what it left running is decided on anew, without growing a chain', async () => {
    const chaos = createChaos();
    const point = chaos.point('a', () => 'real', { async: false });
    let left: Promise<unknown> = Promise.resolve();
    const starter = chaos.point(
      'a',
      () => {
        left = turn().then(() => {
          point();
          point();
        });
      },
      { async: false },
    );
    using armed = chaos.enable(scenarioOf({ when: when.first(0) }));
    starter();
    await left;
    expect(armed.calls).toBe(3);
  });

  test('keeps the promise of a rejected call a handled one, and throws on what is thrown', async () => {
    const chaos = createChaos();
    const failing = chaos.point('a', async () => Promise.reject(new Error('own')));
    const throwing = chaos.point(
      'a',
      () => {
        throw new Error('own');
      },
      { async: false },
    );
    using _armed = chaos.enable(scenarioOf({ when: when.first(0) }));
    await expect(failing()).rejects.toThrow('own');
    expect(throwing).toThrow('own');
  });
});
