import { getEventListeners } from 'node:events';
import { createFakeClock } from '@scry/internal/fake-clock';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chaosFetch, chaosInterceptor, chaosMiddleware } from '../src/fetch.ts';
import { type Chaos, type ChaosError, type ChaosOptions, createChaos, fault, isChaosError } from '../src/index.ts';
import { installNet, netRule } from '../src/net.ts';
import { chaosMonkey, circuitBreakerTest } from '../src/presets.ts';
import { bitsOf, outcomeOf, recorder, scenarioOf } from './outcomes.ts';

const broken = scenarioOf();
const secret = 'a secret of many characters';

/** Every way in. Each arms `broken`, or something like it, and calls its point. */
const waysIn: Readonly<Record<string, (chaos: Chaos) => unknown>> = {
  enable: (chaos) => chaos.enable(broken),
  'enable of a list': (chaos) => chaos.enable([broken, broken], { ttlMs: 1 }),
  'run of a function': (chaos) => chaos.run(broken, () => 1),
  'run of an async function': (chaos) => chaos.run([broken], async () => 1),
  chaosMonkey: (chaos) => chaosMonkey(chaos, [broken]),
  'chaosMonkey one by one': (chaos) => chaosMonkey(chaos, [broken], { everyMs: 10 }),
  circuitBreakerTest: (chaos) =>
    circuitBreakerTest().drive(chaos, { state: 'closed', run: async (operation) => operation() }, () => {}),
  netRule: (chaos) => {
    using _hook = installNet(chaos);
    chaos.enable(netRule({ port: 1, action: 'refuse' }));
  },
};

afterEach(() => void vi.unstubAllEnvs());

function refusalOf(way: (chaos: Chaos) => unknown, chaos: Chaos): ChaosError | undefined {
  try {
    way(chaos);
  } catch (error) {
    if (isChaosError(error)) return error;
    throw error;
  }
  return undefined;
}

describe('in production', () => {
  test.each(Object.entries(waysIn))('%s refuses without both keys', (_name, way) => {
    const keys = fc.record({
      allowInProduction: fc.constantFrom(true, false, undefined),
      variable: fc.constantFrom('1', '0', '', 'true', 'yes', undefined),
      mode: fc.constantFrom('production', 'Production', 'development', 'test', undefined),
    });
    fc.assert(
      fc.property(keys, ({ allowInProduction, variable, mode }) => {
        vi.stubEnv('NODE_ENV', mode);
        vi.stubEnv('SCRY_CHAOS_ALLOW', variable);
        const chaos = createChaos({
          clock: createFakeClock(),
          ...(allowInProduction !== undefined && { allowInProduction }),
        });
        const allowed = mode !== 'production' || (allowInProduction === true && variable === '1');
        expect(refusalOf(way, chaos)?.reason).toBe(allowed ? undefined : 'production');
        if (!allowed) expect(chaos.armed).toBe(0);
        chaos.kill('end of the test');
      }),
    );
  });

  test('a request that knows the secret is served undisturbed, and so is all else', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const chaos = createChaos();
    const middleware = chaosMiddleware(chaos, { secret, scenarios: [broken] });
    const next = vi.fn(() => bitsOf(chaos, 1));
    const headers = { 'x-scry-chaos': 'test', 'x-scry-chaos-secret': secret };
    middleware({ headers }, { once: () => {} }, next);
    expect(next.mock.results).toEqual([{ type: 'return', value: '0' }]);
    expect(await (await chaosFetch(async () => new Response('ok'), chaos)('http://127.0.0.1')).text()).toBe('ok');
    expect(chaosInterceptor(chaos)(() => true)({ path: '/', method: 'GET' }, {})).toBe(true);
  });
});

describe('a refusal', () => {
  test('says why, and that trying again is of no use', () => {
    const error = refusalOf((chaos) => chaos.enable(broken), createChaos({ enabled: false }));
    expect(error).toMatchObject({ name: 'ChaosError', code: 'SCRY_CHAOS', reason: 'disabled', retryable: false });
    expect(error?.message).toBe('Chaos refuses to arm a scenario: it is switched off by its option enabled.');
    expect(isChaosError(new Error('x'))).toBe(false);
  });

  test('comes after disposal, and what was armed has ended', async () => {
    const chaos = createChaos();
    const handle = chaos.enable(broken);
    await chaos[Symbol.asyncDispose]();
    expect(handle.active).toBe(false);
    expect(refusalOf((each) => each.run(broken, () => 1), chaos)?.reason).toBe('disposed');
  });
});

describe('the option enabled', () => {
  test('is asked at each call, and one that throws means no', () => {
    let enabled = (): boolean => true;
    const chaos = createChaos({ enabled: () => enabled() });
    using _armed = chaos.enable(broken);
    expect(bitsOf(chaos, 1)).toBe('1');
    enabled = () => false;
    expect(bitsOf(chaos, 1)).toBe('0');
    expect(refusalOf((each) => each.enable(broken), chaos)?.reason).toBe('disabled');
    enabled = () => {
      throw new Error('flags are away');
    };
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    expect(bitsOf(chaos, 1)).toBe('0');
    expect(warned).toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe('an option enabled that is asked', () => {
  test('takes nothing but true for a yes, such as the promise of an answer', () => {
    const chaos = createChaos({ enabled: (async () => false) as never });
    expect(() => chaos.enable(scenarioOf())).toThrow('it is switched off by its option enabled');
  });
});

describe('kill', () => {
  test('switches everything off at once, in scopes too, and says why', async () => {
    const { events, onEvent } = recorder();
    const chaos = createChaos({ onEvent });
    chaos.enable(scenarioOf({ name: 'first' }));
    chaos.enable([scenarioOf({ name: 'second' }), scenarioOf({ name: 'third' })]);
    const point = chaos.point('a', () => 'real', { async: false });
    chaos.run(scenarioOf({ name: 'scoped' }), () => {
      chaos.kill('pager went off');
      expect([chaos.armed, outcomeOf(point)]).toEqual([0, 'real']);
    });
    const ended = events.filter((event) => Object(event).type === 'disarmed');
    expect(ended).toMatchObject(
      ['scoped', 'third', 'second', 'first'].map((name) => ({ name, reason: 'killed', detail: 'pager went off' })),
    );
  });

  test('wants a reason, and what is armed after it acts', () => {
    const chaos = createChaos();
    expect(() => chaos.kill(undefined as never)).toThrow(new TypeError('kill: reason must be a string, got undefined'));
    chaos.kill('over');
    chaos.enable(broken);
    expect(bitsOf(chaos, 1)).toBe('1');
  });

  test('by the kill switch is for good, and leaves no listener', () => {
    const controller = new AbortController();
    const chaos = createChaos({ killSwitch: controller.signal });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    chaos.enable(broken).stop();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    const [first, second] = [chaos.enable(broken), chaos.enable(broken)];
    controller.abort();
    expect([first.active, second.active, chaos.armed]).toEqual([false, false, 0]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(refusalOf((each) => each.enable(broken), chaos)?.reason).toBe('killed');
  });
});

describe('the time to live', () => {
  test('ends what nobody ended, in the process and in a scope', async () => {
    const clock = createFakeClock();
    const { events, onEvent } = recorder();
    const chaos = createChaos({ clock, maxTtlMs: 1_000, onEvent });
    const handle = chaos.enable(broken, { ttlMs: 100 });
    const never = chaos.run(scenarioOf({ name: 'scoped' }), () => new Promise(() => {}));
    expect(chaos.snapshot().scenarios).toMatchObject([{ remainingMs: 100 }, { remainingMs: 1_000 }]);
    await clock.advance(99);
    expect(handle.active).toBe(true);
    await clock.advance(1);
    expect([handle.active, chaos.armed]).toEqual([false, 1]);
    await clock.advance(900);
    expect([chaos.armed, clock.pending]).toEqual([0, 0]);
    expect(events.at(-1)).toEqual({ type: 'disarmed', name: 'scoped', reason: 'expired', calls: 0, injections: 0 });
    void never;
  });

  test.each([0, -1, Number.NaN, 1_001])('refuses %d ms where 1,000 are the most', (ttlMs) => {
    const chaos = createChaos({ maxTtlMs: 1_000 });
    const message = `enable: ttlMs must be a number > 0, and at most maxTtlMs, which is 1000, got ${ttlMs}`;
    expect(() => chaos.enable(broken, { ttlMs })).toThrow(new RangeError(message));
    expect(chaos.armed).toBe(0);
  });

  test.each([0, 1.5, Number.NaN])('takes no %d for a number of an arming', (arming) => {
    const { enable } = createChaos({ maxTtlMs: 1_000 });
    expect(() => enable(broken, { arming })).toThrow(`enable: arming must be an integer >= 1, got ${arming}`);
    expect(enable(broken, { arming: 1, ttlMs: 1_000 }).active).toBe(true);
  });

  test('keeps no process alive', () => {
    const handles: NodeJS.Timeout[] = [];
    const clock = {
      now: () => 0,
      setTimeout: (fn: () => void, ms: number) => {
        const handle = setTimeout(fn, ms);
        handles.push(handle);
        return handle;
      },
      clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
    };
    using _armed = createChaos({ clock }).enable(broken);
    expect(handles.map((handle) => handle.hasRef())).toEqual([false]);
  });
});

describe('any order of arming, calling, stopping, killing and letting time pass', () => {
  test('disturbs only while something is armed, within the budget, and leaves nothing behind', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('enable' as const), ttlMs: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ do: fc.constantFrom('call' as const, 'stop' as const, 'kill' as const) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 300 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 3 }), async (steps, maxActive) => {
        const clock = createFakeClock();
        const chaos = createChaos({ clock, maxTtlMs: 500, budget: { maxActive } });
        const point = chaos.point('a', async () => 'real');
        const armings: { end: number; stop(): void }[] = [];
        const calls: Promise<unknown>[] = [];
        for (const each of steps) {
          const live = armings.filter(({ end }) => end > clock.now());
          expect(chaos.armed).toBe(live.length);
          if (each.do === 'enable') {
            const handle = chaos.enable(scenarioOf({ fault: fault.hang() }), { ttlMs: each.ttlMs });
            armings.push({ end: clock.now() + each.ttlMs, stop: handle.stop });
          } else if (each.do === 'call') {
            const before = chaos.snapshot().disturbing;
            calls.push(point());
            const expected = live.length > 0 && before < maxActive ? before + 1 : before;
            expect(chaos.snapshot().disturbing).toBe(expected);
          } else if (each.do === 'wait') await clock.advance(each.ms);
          else {
            const ended = each.do === 'kill' ? live : live.slice(0, 1);
            if (each.do === 'kill') chaos.kill('fuzz');
            for (const arming of ended) {
              arming.stop();
              arming.end = Number.NEGATIVE_INFINITY;
            }
          }
        }
        await clock.advance(500);
        expect(await Promise.all(calls)).toEqual(calls.map(() => 'real'));
        expect([chaos.armed, chaos.snapshot().disturbing, clock.pending]).toEqual([0, 0, 0]);
      }),
    );
  });

  test('10,000 times armed, thrown and disposed of leaves nothing armed, no listener and no timer', async () => {
    const clock = createFakeClock();
    const killSwitch = new AbortController().signal;
    const chaos = createChaos({ clock, killSwitch });
    using _hook = installNet(chaos);
    const point = chaos.point('a', () => 1, { async: false });
    for (let cycle = 0; cycle < 5_000; cycle++) {
      try {
        using _armed = chaos.enable([broken, netRule({ port: 1, action: 'hang' })]);
        point();
      } catch {}
      try {
        chaos.run(broken, point);
      } catch {}
    }
    expect(chaos.history()).toHaveLength(10_000);
    expect([chaos.armed, clock.pending, chaos.snapshot().scenarios]).toEqual([0, 0, []]);
    expect(getEventListeners(killSwitch, 'abort')).toEqual([]);
  });
});

describe('options', () => {
  test.each<[object, string]>([
    [{ seed: Number.NaN }, 'seed must be a finite number or a string, got NaN'],
    [{ seed: Infinity }, 'seed must be a finite number or a string, got Infinity'],
    [{ maxTtlMs: 0 }, 'maxTtlMs must be a finite number > 0, got 0'],
    [{ maxTtlMs: Infinity }, 'maxTtlMs must be a finite number > 0, got Infinity'],
    [{ enabled: 'yes' }, 'enabled must be a boolean or a function, got "yes"'],
    [{ allowInProduction: 1 }, 'allowInProduction must be a boolean, got 1'],
    [{ clock: {} }, 'clock must be a Clock, got an object'],
    [{ killSwitch: new AbortController() }, 'killSwitch must be an AbortSignal, got an object'],
  ])('refuse %o', (options, message) => {
    expect(() => createChaos(options)).toThrow(`createChaos: ${message}`);
  });

  test('refuse a name that does not exist', () => {
    expect(() => createChaos({ ttlMs: 5 } as ChaosOptions)).toThrow(/^createChaos: unknown option ttlMs/);
  });

  test('take the seed from the environment, else make a new one', () => {
    expect(createChaos({ seed: 42 }).seed).toBe('42');
    vi.stubEnv('SCRY_CHAOS_SEED', 'from-the-environment');
    expect(createChaos().seed).toBe('from-the-environment');
    vi.stubEnv('SCRY_CHAOS_SEED', undefined);
    expect(createChaos().seed).not.toBe(createChaos().seed);
  });
});
