// What other libraries were seen to do (see the README), each as a test that goes red when its guard is taken out. What the
// sources, the builder, the experiments and the environment have to guard against is tested with them.
import { describe, expect, test } from 'vitest';
import { bucketOf, createFlags, defineFlags, type EvaluationContext, flag, parseDocument } from '../src/index.ts';
import type { Json } from '../src/json.ts';

const onOff = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const;

function flagsWith(targeting: Json, more: object = {}) {
  const flags = createFlags({ definitions: defineFlags({ f: flag.boolean() }) });
  flags.update({ flags: { f: { ...onOff, targeting } }, ...more });
  return flags;
}
const isOn = (condition: Json, context: object) =>
  flagsWith({ if: [condition, 'on', 'off'] }).on('f', context as EvaluationContext);

describe('names that every object has', () => {
  test.each([
    'constructor.name',
    'toString.length',
    '__proto__.constructor.name',
    'hasOwnProperty',
    'user.constructor.name',
  ])('the path %s finds nothing in a context that does not have it', (path) => {
    expect(isOn({ '!==': [{ var: path }, null] }, { user: {} })).toBe(false);
    expect(isOn({ '!==': [{ cat: [{ var: { cat: [path] } }] }, ''] }, { user: {} })).toBe(false);
  });

  test('what a class gives its objects is no attribute', () => {
    class User {
      get plan() {
        return 'pro';
      }
    }
    expect(isOn({ '==': [{ var: 'user.plan' }, 'pro'] }, { user: new User() })).toBe(false);
  });

  test('a flag may be called constructor, and one that is not there is not found', () => {
    const flags = createFlags({ definitions: defineFlags({ constructor: flag.boolean(), toString: flag.boolean() }) });
    expect(flags.evaluate('hasOwnProperty').errorCode).toBe('PROVIDER_NOT_READY');
    flags.update(
      `{"flags":{"constructor":${JSON.stringify({ ...onOff, defaultVariant: 'on' })},"__proto__":${JSON.stringify(onOff)}}}`,
    );
    expect(flags.on('constructor')).toBe(true);
    expect(flags.details('toString').errorCode).toBe('FLAG_NOT_FOUND');
    expect(flags.evaluate('valueOf').errorCode).toBe('FLAG_NOT_FOUND');
    expect(flags.evaluate('__proto__').variant).toBe('off');
    expect(flags.all()).toEqual({ constructor: true, toString: false });
  });

  test('a rule that answers constructor has no such variant', () => {
    expect(flagsWith({ if: [true, 'constructor'] }).details('f')).toMatchObject({ value: false, errorCode: 'GENERAL' });
  });
});

describe('an evaluation never throws', () => {
  const throwing = {
    get plan(): string {
      throw new Error('getter');
    },
  };
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw undefined;
      },
      getOwnPropertyDescriptor: () => {
        throw undefined;
      },
    },
  );
  const unspeakable = {
    get plan() {
      throw {
        toString() {
          throw new Error('again');
        },
      };
    },
  };

  test.each<[string, object]>([
    ['a getter that throws', throwing],
    ['a proxy that throws undefined', hostile],
    ['a thrown value that cannot be shown', unspeakable],
  ])('%s is a GENERAL error of that evaluation, and the fallback holds', (_, context) => {
    const flags = flagsWith({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', 'off'] });
    expect(flags.details('f', context as EvaluationContext)).toMatchObject({
      value: false,
      reason: 'ERROR',
      errorCode: 'GENERAL',
    });
    expect(flags.explain('f', context as EvaluationContext).reason).toBe('ERROR');
  });

  test('nor does the telling of it', () => {
    const keys: (string | undefined)[] = [];
    const flags = createFlags({
      definitions: defineFlags({ f: flag.boolean() }),
      source: { flags: { f: { ...onOff, targeting: { if: [true, 'on'] } } } },
      onEvent: (event) => event.type === 'evaluation' && keys.push(event.targetingKey),
    });
    expect(flags.on('f', hostile)).toBe(true);
    expect(keys).toEqual([undefined]);
  });

  test('nor does the joining of two contexts: the bound one stays', () => {
    const plan = flagsWith({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', 'off'] }).for({ plan: 'pro' });
    expect([plan.on('f', throwing), plan.for(throwing).on('f'), plan.on('f', hostile)]).toEqual([true, true, true]);
  });

  test.each<[string, Json, object]>([
    ['a circle in the context', { fractional: [{ var: 'self' }, ['on', 1]] }, cyclic],
    ['an attribute that cannot be text', { '==': [{ var: 'plan' }, 'pro'] }, { plan: Object.create(null) }],
    ['a symbol', { '+': [{ var: 'plan' }] }, { plan: Symbol('s') }],
    ['a big integer', { '-': [{ var: 'plan' }, 1] }, { plan: 10n }],
  ])('%s', (_, rule, context) => {
    const flags = flagsWith({ if: [rule, 'on', 'off'] }, { metadata: { scryBucketing: 'v3' } });
    expect(flags.on('f', context as EvaluationContext)).toBe(false);
  });

  test('a function is no value', () => {
    expect(isOn({ '===': [{ var: 'plan' }, null] }, { plan: () => 'pro' })).toBe(true);
  });
});

describe('units', () => {
  const half = {
    fractional: [
      ['on', 50],
      ['off', 50],
    ],
  };

  test('nobody without a targeting key is put in a bucket, as if called "undefined"', () => {
    const flags = flagsWith(half);
    expect(flags.details('f')).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
    expect(flags.details('f', { targetingKey: 'undefined' })).toMatchObject({ reason: 'TARGETING_MATCH' });
  });

  test('different flags reach different users: two roll-outs of 10 % overlap in 1 %', () => {
    const units = Array.from({ length: 100_000 }, (_, i) => `user-${i}`);
    const both = units.filter((unit) => bucketOf(unit, 'flag-a') < 0.1 && bucketOf(unit, 'flag-b') < 0.1);
    expect(Math.abs(both.length / units.length - 0.01)).toBeLessThan(0.001);
  });

  test('bucketOf is where fractional finds the unit', () => {
    const flags = flagsWith(half);
    for (let i = 0; i < 1_000; i++) {
      expect(flags.on('f', { targetingKey: `user-${i}` })).toBe(bucketOf(`user-${i}`, 'f') < 0.5);
    }
  });
});

describe('hostile documents', () => {
  const nested = (depth: number): string => `${'{"!":['.repeat(depth)}true${']}'.repeat(depth)}`;
  const document = (rule: string): string =>
    `{"flags":{"f":${JSON.stringify({ ...onOff }).slice(0, -1)},"targeting":${rule}}}}`;

  test.each([5_000, 100_000])('a rule of %i levels is refused, and the stack lives', (depth) => {
    expect(parseDocument(document(nested(depth)))).toEqual({
      ok: false,
      issues: [{ path: '', message: 'must not be nested deeper than 256' }],
    });
  });

  test('a rule of 100 levels is a fault of its flag alone', () => {
    const flags = createFlags({ definitions: defineFlags({ f: flag.boolean(true) }) });
    expect(flags.update(document(nested(100)))).toMatchObject({
      ok: true,
      warnings: [{ message: 'is nested deeper than 64' }],
    });
    expect(flags.details('f')).toMatchObject({ value: true, errorCode: 'PARSE_ERROR' });
    expect(flags.update(document(nested(64)))).toMatchObject({ ok: true, warnings: [] });
  });

  test('loops in loops end: 100,000 steps, and then it is an error', () => {
    const digits = Array.from({ length: 60 }, (_, i) => i);
    const loop = (body: Json): Json => ({ some: [digits, body] });
    const flags = flagsWith({ if: [loop(loop(loop({ '==': [{ var: '' }, -1] }))), 'on', 'off'] });
    expect(flags.details('f')).toMatchObject({
      errorCode: 'GENERAL',
      errorMessage: 'The rule failed: the rule takes too many steps',
    });
    const fine = flagsWith({ if: [loop(loop({ '==': [{ var: '' }, -1] })), 'on', 'off'] });
    for (let i = 0; i < 50; i++) expect(fine.details('f').variant).toBe('off');
  });

  test.each<[string, Json]>([
    ['text', { cat: [{ var: 'accumulator' }, { var: 'accumulator' }, 'x'] }],
    ['a list', { merge: [{ var: 'accumulator' }, { var: 'accumulator' }, 'x'] }],
    ['a tree', [{ var: 'accumulator' }, { var: 'accumulator' }]],
  ])('%s that doubles with each element ends', (_, body) => {
    const elements = Array.from({ length: 60 }, (_, i) => i);
    expect(flagsWith({ if: [{ reduce: [elements, body, 'x'] }, 'on'] }).details('f').errorCode).toBe('GENERAL');
  });

  test('a rule that names an evaluator of every object is a fault', () => {
    expect(flagsWith({ $ref: 'toString' }).details('f')).toMatchObject({ value: false, errorCode: 'PARSE_ERROR' });
  });
});
