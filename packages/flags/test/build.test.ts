import { describe, expect, test, vi } from 'vitest';
import {
  all,
  any,
  bool,
  choice,
  contains,
  endsWith,
  eq,
  exists,
  experiment,
  ge,
  gt,
  isIn,
  le,
  lt,
  ne,
  not,
  schedule,
  segment,
  semVer,
  startsWith,
} from '../src/build.ts';
import type { JsonObject } from '../src/index.ts';
import { engines, evaluating, variantsOf } from './engines.ts';

const share = (found: readonly (string | undefined)[], variant: string) =>
  found.filter((each) => each === variant).length / found.length;

describe.each(engines)('as %s has it', (_, load) => {
  describe('a condition', () => {
    const holds = (condition: JsonObject, context: Record<string, string | number | boolean | null | string[]>) =>
      evaluating(load, [bool('it').when(condition, 'on')])('it', context).variant === 'on';

    test.each<[string, JsonObject, Record<string, never>, Record<string, never>[]]>([
      ['eq', eq('plan', 'pro'), at('pro'), [at('Pro'), at(1), {}]],
      ['eq of a number', eq('plan', 1), at(1), [at('1'), at(true), {}]],
      ['eq of 0', eq('plan', 0), at(0), [at(''), at(false), at(null), {}]],
      ['ne', ne('plan', 'pro'), at('free'), [at('pro')]],
      ['ne of what is missing', ne('plan', 'pro'), {}, [at('pro')]],
      ['lt', lt('plan', 18), at(17.5), [at(18), at(null), {}]],
      ['lt of zero', lt('plan', 18), at(0), [at(18)]],
      ['le', le('plan', 18), at(18), [at(19), at(null), {}]],
      ['gt', gt('plan', -1), at(0), [at(-1), at(null), {}]],
      ['ge', ge('plan', 0), at(0), [at(-1), at(null), {}]],
      ['isIn', isIn('plan', ['a', 'b']), at('b'), [at('c'), at('ab'), {}]],
      ['isIn nothing', not(isIn('plan', [])), at('b'), []],
      ['contains, of a text', contains('plan', 'pro'), at('a pro one'), [at('free'), at(5), {}]],
      ['contains, of a list', contains('plan', 'pro'), at(['a', 'pro']), [at(['a pro']), at([])]],
      ['startsWith', startsWith('plan', 'pro'), at('pro-1'), [at('a pro'), at(5), {}]],
      ['endsWith', endsWith('plan', '@acme.com'), at('mona@acme.com'), [at('mona@acme.org'), {}]],
      ['semVer >=', semVer('plan', '>=', '2.9.0'), at('2.10.0'), [at('2.8.11'), at('x'), {}]],
      ['semVer ~', semVer('plan', '~', '2.9.0'), at('2.9.7'), [at('2.10.0')]],
      ['semVer ^', semVer('plan', '^', '2.9.0'), at('2.0.0'), [at('3.0.0')]],
      ['semVer !=', semVer('plan', '!=', '2.9.0'), at('2.9.1'), [at('2.9.0')]],
      ['exists', exists('plan'), at(0), [at(null), {}]],
      ['exists, of false', exists('plan'), at(false), [{}]],
      ['all', all(gt('plan', 1), lt('plan', 3)), at(2), [at(1), at(3)]],
      ['any', any(eq('plan', 1), eq('plan', 3)), at(3), [at(2)]],
      ['not', not(eq('plan', 'pro')), at('free'), [at('pro')]],
      ['a path', eq('plan.name', 'pro'), at({ name: 'pro' }), [at('pro'), at(null), {}]],
    ])('%s', (_name, condition, yes, no) => {
      expect(holds(condition, yes)).toBe(true);
      for (const context of no) expect(holds(condition, context)).toBe(false);
    });

    test('segment is a condition that all flags of the document share', () => {
      const flags = [bool('a').when(segment('staff'), 'on'), bool('b').when(not(segment('staff')), 'on')];
      const evaluate = evaluating(load, flags, { segments: { staff: endsWith('email', '@acme.com') } });
      expect(evaluate('a', { email: 'mona@acme.com' }).variant).toBe('on');
      expect(evaluate('b', { email: 'mona@acme.com' }).variant).toBe('off');
    });

    test('schedule holds from its first second until before its last', () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const flag = bool('it').when(schedule('2026-11-27', '2026-11-30T12:00:00+02:00'), 'on');
      const evaluate = evaluating(load, [flag]);
      const at = (time: string) => {
        vi.setSystemTime(new Date(time));
        return evaluate('it').variant;
      };
      expect(at('2026-11-26T23:59:59.999Z')).toBe('off');
      expect(at('2026-11-27T00:00:00Z')).toBe('on');
      expect(at('2026-11-30T09:59:59.999Z')).toBe('on');
      expect(at('2026-11-30T10:00:00Z')).toBe('off');
      vi.useRealTimers();
    });
  });

  describe('a flag', () => {
    test('is its default for everybody without a rule', () => {
      const evaluate = evaluating(load, [bool('a'), bool('b', { default: 'on' }), choice('c', { x: 1, y: 2 })]);
      expect([evaluate('a'), evaluate('b'), evaluate('c')]).toEqual([
        { variant: 'off', reason: 'STATIC' },
        { variant: 'on', reason: 'STATIC' },
        { variant: 'x', reason: 'STATIC' },
      ]);
    });

    test('that is disabled has no variant', () => {
      const evaluate = evaluating(load, [bool('it', { disabled: true }).rollout('on', 100)]);
      expect(evaluate('it', { targetingKey: 'u1' })).toEqual({ variant: undefined, reason: 'DISABLED' });
    });

    test('asks who is allowed before anything else', () => {
      const flag = bool('it').when(eq('plan', 'free'), 'off').rollout('on', 0).allow('userId', ['u1']);
      const evaluate = evaluating(load, [flag]);
      expect(evaluate('it', { targetingKey: 'x', userId: 'u1', plan: 'free' }).variant).toBe('on');
      expect(evaluate('it', { targetingKey: 'x', userId: 'u2', plan: 'free' }).variant).toBe('off');
    });

    test('asks its rules in their order', () => {
      const flag = choice('it', { small: 20, large: 100, huge: 500 })
        .when(eq('plan', 'pro'), 'huge')
        .when(exists('plan'), 'large');
      const evaluate = evaluating(load, [flag]);
      expect(['pro', 'free', null].map((plan) => evaluate('it', { plan }).variant)).toEqual(['huge', 'large', 'small']);
    });
  });

  describe('a roll-out', () => {
    test.each([0, 0.5, 10, 33.333, 100])('reaches %d percent', (percent) => {
      const found = variantsOf(evaluating(load, [bool('it').rollout('on', percent)]), 'it', 20_000);
      expect(share(found, 'on') * 100).toBeCloseTo(percent, 0);
    });

    test('throws nobody out as it grows, through fractions of a percent too', () => {
      let before: (string | undefined)[] = [];
      for (const percent of [0.1, 0.5, 1, 5, 12.5, 25, 25.001, 50, 99.9, 100]) {
        const found = variantsOf(evaluating(load, [bool('it').rollout('on', percent)]), 'it', 5_000);
        expect(before.filter((variant, i) => variant === 'on' && found[i] !== 'on')).toEqual([]);
        before = found;
      }
    });

    test('reaches others with another key', () => {
      const evaluate = evaluating(load, [bool('a').rollout('on', 10), bool('b').rollout('on', 10)]);
      const [a, b] = [variantsOf(evaluate, 'a', 20_000), variantsOf(evaluate, 'b', 20_000)];
      const both = a.filter((variant, i) => variant === 'on' && b[i] === 'on').length / 20_000;
      expect(both).toBeGreaterThan(0.007);
      expect(both).toBeLessThan(0.013);
    });

    test('leaves out who has no targeting key, as the default', () => {
      const evaluate = evaluating(load, [
        bool('a').rollout('on', 100),
        bool('b').rollout('on', 100, { by: 'tenantId' }),
      ]);
      for (const context of [{}, { targetingKey: '' }]) expect(evaluate('a', context).variant).toBe('off');
      for (const context of [{}, { tenantId: '' }, { targetingKey: 'u1' }]) {
        expect(evaluate('b', context).variant).toBe('off');
      }
    });

    test('is by tenant where it says so', () => {
      const evaluate = evaluating(load, [bool('it').rollout('on', 50, { by: 'tenantId' })]);
      const tenants = Array.from({ length: 200 }, (_, i) => `t${i}`);
      const found = tenants.map((tenantId) =>
        ['u1', 'u2', 'u3'].map((targetingKey) => evaluate('it', { targetingKey, tenantId }).variant),
      );
      expect(found.every(([a, b, c]) => a === b && b === c)).toBe(true);
      const on = found.filter(([variant]) => variant === 'on').length;
      expect(on).toBeGreaterThan(70);
      expect(on).toBeLessThan(130);
    });

    test('for some goes before that for everybody', () => {
      const flag = bool('it')
        .rollout('on', 10)
        .rollout('on', 100, { when: eq('plan', 'pro') });
      const evaluate = evaluating(load, [flag]);
      const pro = Array.from({ length: 50 }, (_, i) => evaluate('it', { targetingKey: `u${i}`, plan: 'pro' }).variant);
      expect(share(pro, 'on')).toBe(1);
      expect(share(variantsOf(evaluate, 'it', 10_000), 'on')).toBeCloseTo(0.1, 1);
    });

    test('ramps up by itself, and throws nobody out on the way', () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const evaluate = evaluating(load, [bool('it').ramp('on', '2026-11-01', '2026-11-11')]);
      let before: (string | undefined)[] = [];
      const shares = ['2026-10-30', '2026-11-01', '2026-11-03', '2026-11-06', '2026-11-11', '2027-11-11'].map((day) => {
        vi.setSystemTime(new Date(day));
        const found = variantsOf(evaluate, 'it', 5_000);
        expect(before.filter((variant, i) => variant === 'on' && found[i] !== 'on')).toEqual([]);
        before = found;
        return Math.round(share(found, 'on') * 20) / 20;
      });
      vi.useRealTimers();
      expect(shares).toEqual([0, 0, 0.2, 0.5, 1, 1]);
    });
  });

  describe('an experiment', () => {
    const checkout = experiment('checkout').split({ control: 50, treatment: 50 });
    const armsOf = (percent: number) => {
      const evaluate = evaluating(load, [checkout.enroll(percent)]);
      return Array.from({ length: 20_000 }, (_, i) => {
        const { variant, reason } = evaluate('checkout', { targetingKey: `u${i}` });
        return reason === 'TARGETING_MATCH' ? variant : undefined;
      });
    };

    test('switches nobody as it grows, and throws nobody out', () => {
      let before: (string | undefined)[] = [];
      for (const percent of [1, 10, 50, 99.9, 100]) {
        const found = armsOf(percent);
        expect(share(found, 'treatment') / (share(found, 'treatment') + share(found, 'control'))).toBeCloseTo(0.5, 1);
        expect(before.filter((arm, i) => arm !== undefined && arm !== found[i])).toEqual([]);
        before = found;
      }
      expect(before).not.toContain(undefined);
    });

    test('gives everybody else its first variant, as a default', () => {
      const evaluate = evaluating(load, [checkout.enroll(0)]);
      expect(evaluate('checkout', { targetingKey: 'u1' })).toEqual({ variant: 'control', reason: 'DEFAULT' });
      expect(evaluate('checkout')).toEqual({ variant: 'control', reason: 'DEFAULT' });
    });

    test('is split independently of any other', () => {
      const other = experiment('banner').split({ a: 1, b: 1 });
      const evaluate = evaluating(load, [checkout, other]);
      const [arms, banners] = [variantsOf(evaluate, 'checkout', 20_000), variantsOf(evaluate, 'banner', 20_000)];
      const treated = banners.filter((_, i) => arms[i] === 'treatment');
      expect(share(treated, 'a')).toBeCloseTo(0.5, 1);
    });

    test('shares no unit with another one on another part of the layer, and leaves none out', () => {
      const left = experiment('left').split({ a: 1, b: 1 }).layer('page', [0, 33.3]);
      const right = experiment('right').split({ a: 1, b: 1 }).layer('page', [33.3, 100]);
      const evaluate = evaluating(load, [left, right]);
      const inBoth = Array.from({ length: 20_000 }, (_, i) => {
        const reasons = ['left', 'right'].map((key) => evaluate(key, { targetingKey: `u${i}` }).reason);
        return reasons.filter((reason) => reason === 'TARGETING_MATCH').length;
      });
      expect(new Set(inBoth)).toEqual(new Set([1]));
    });

    test('is for its audience, and gives away variants by name first', () => {
      const flag = checkout.audience(eq('country', 'de')).allow('userId', ['mona'], 'treatment');
      const evaluate = evaluating(load, [flag]);
      expect(evaluate('checkout', { targetingKey: 'u1', country: 'fr' }).reason).toBe('DEFAULT');
      expect(evaluate('checkout', { targetingKey: 'u1', country: 'de' }).reason).toBe('TARGETING_MATCH');
      expect(evaluate('checkout', { targetingKey: 'u1', userId: 'mona' }).variant).toBe('treatment');
    });

    test('takes weights of any sum, and values of any type', () => {
      const sizes = experiment('sizes', { values: { small: 20, large: 100 } }).split({ small: 0.9, large: 0.1 });
      const found = variantsOf(evaluating(load, [sizes]), 'sizes', 20_000);
      expect(share(found, 'large')).toBeCloseTo(0.1, 1);
      expect(sizes.toJSON().variants).toEqual({ small: 20, large: 100 });
    });
  });
});

/** A context whose `plan` is this. */
function at(plan: unknown): Record<string, never> {
  // Any value that a context may have.
  return { plan } as unknown as Record<string, never>;
}
