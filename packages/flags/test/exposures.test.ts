import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { bool, eq, experiment, flagDocument } from '../src/build.ts';
import { type Exposure, type ExposureOptions, exposures } from '../src/experiments.ts';
import { createFlags, defineFlags, type EvaluationContext, type FlagDocument, flag } from '../src/index.ts';

const definitions = defineFlags({ checkout: flag.string('control'), dashboard: flag.boolean(false) });
const checkout = experiment('checkout').split({ control: 50, treatment: 50 });
const running = flagDocument([checkout, bool('dashboard').rollout('on', 50)]);

/** Exposed flags, and what was told. */
function exposed(source: FlagDocument = running, options: Partial<ExposureOptions> = {}, override?: string) {
  const told: Exposure[] = [];
  const overrides = override === undefined ? [] : [{ name: 'test', get: () => override }];
  const flags = createFlags({ definitions, source, overrides });
  const sink = (exposure: Exposure): void => void told.push(exposure);
  return { told, flags: exposures(flags, { sink, now: () => 1_700_000_000_000, ...options }) };
}

const u1: EvaluationContext = { targetingKey: 'u1' };

test('an exposure has the flag, the variant, the unit and the time', () => {
  const { told, flags } = exposed();
  const variant = flags.value('checkout', u1);
  expect(told).toEqual([{ flagKey: 'checkout', variant, unit: 'u1', at: 1_700_000_000_000 }]);
});

test('the evaluations are those of the flags', () => {
  const { told, flags } = exposed();
  const plain = createFlags({ definitions, source: running });
  expect(flags.details('checkout', u1)).toEqual(plain.details('checkout', u1));
  expect(flags.on('dashboard', u1)).toBe(plain.on('dashboard', u1));
  expect(flags.value('checkout')).toBe(plain.value('checkout'));
  expect(told).toHaveLength(2);
});

test('each unit is told once for each flag and variant, and each unit is', () => {
  const { told, flags } = exposed();
  for (let round = 0; round < 3; round++) {
    for (const targetingKey of ['u1', 'u2', 'u3']) {
      flags.value('checkout', { targetingKey });
      flags.on('dashboard', { targetingKey });
    }
  }
  expect(told.map(({ flagKey, unit }) => `${flagKey} ${unit}`).sort()).toEqual([
    'checkout u1',
    'checkout u2',
    'checkout u3',
    'dashboard u1',
    'dashboard u2',
    'dashboard u3',
  ]);
});

test('names that join to the same text are not taken for one another', () => {
  const flags = flagDocument([experiment('ab').split({ c: 1 }), experiment('a').split({ bc: 1 })]);
  const told: Exposure[] = [];
  const own = createFlags({ definitions: defineFlags({ ab: flag.string(''), a: flag.string('') }), source: flags });
  const both = exposures(own, { sink: (exposure) => void told.push(exposure) });
  both.value('ab', { targetingKey: 'd' });
  both.value('a', { targetingKey: 'd' });
  expect(told).toHaveLength(2);
});

describe('there is no exposure', () => {
  const none = (source: FlagDocument, context: EvaluationContext = u1, override?: string): void => {
    const { told, flags } = exposed(source, {}, override);
    flags.value('checkout', context);
    flags.on('dashboard', context);
    expect(told).toEqual([]);
  };

  test.each<[string, FlagDocument]>([
    ['for a fallback, where the document has no such flag', flagDocument([])],
    ['for a flag that is disabled', flagDocument([experiment('checkout', { disabled: true }).split({ a: 1 })])],
    ['for a flag without a rule', flagDocument([bool('dashboard', { default: 'on' })])],
    ['for who is not enrolled', flagDocument([checkout.enroll(0)])],
    ['for who is not of the audience', flagDocument([checkout.audience(eq('plan', 'pro'))])],
    ['for who is given a variant by name', flagDocument([checkout.allow('targetingKey', ['u1'], 'treatment')])],
    ['for who is given one by a rule', flagDocument([bool('dashboard').when(eq('targetingKey', 'u1'), 'on')])],
    [
      'for a prerequisite that is not met',
      flagDocument([
        bool('base'),
        bool('dashboard', { prerequisites: [{ flag: 'base', variant: 'on' }] }).rollout('on', 100),
      ]),
    ],
  ])('%s', (_, source) => none(source));

  test('for an error', () => {
    const broken = { ...running.flags['checkout'], targeting: { oh: [] } } as never;
    none({ flags: { checkout: broken } });
  });

  test('for an override', () => none(flagDocument([checkout]), u1, 'treatment'));

  test.each([{}, { targetingKey: '' }, { targetingKey: 5 } as never])('without a unit, as in %j', (context) => {
    none(running, context);
  });
});

test('a targeting key that cannot be read, or is not the context’s own, harms no evaluation and is nobody', () => {
  const { told, flags } = exposed(flagDocument([bool('dashboard').when(eq('plan', 'pro'), 'on').rollout('on', 50)]));
  const unreadable = {
    plan: 'pro',
    get targetingKey(): string {
      throw new Error('not loaded');
    },
  };
  expect(flags.on('dashboard', unreadable)).toBe(true);
  expect(flags.on('dashboard', Object.create({ targetingKey: 'u1' }))).toBe(false);
  expect(told).toEqual([]);
});

describe('the memory', () => {
  test('is bounded, and forgets the oldest', () => {
    const { told, flags } = exposed(running, { maxKeys: 2 });
    for (const targetingKey of ['u1', 'u2', 'u3', 'u3', 'u2', 'u1']) flags.value('checkout', { targetingKey });
    expect(told.map(({ unit }) => unit)).toEqual(['u1', 'u2', 'u3', 'u1']);
  });

  test('ends after its time, counted from the telling', async () => {
    const clock = createFakeClock();
    const { told, flags } = exposed(running, { ttlMs: 1_000, clock });
    flags.value('checkout', u1);
    await clock.advance(999);
    flags.value('checkout', u1);
    expect(told).toHaveLength(1);
    await clock.advance(1);
    flags.value('checkout', u1);
    expect(told).toHaveLength(2);
    await clock.advance(999);
    flags.value('checkout', u1);
    expect(told).toHaveLength(2);
  });
});

test('a sink that throws changes nothing but is reported', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const { flags } = exposed(running, {
    sink: () => {
      throw new Error('queue full');
    },
  });
  expect(['control', 'treatment']).toContain(flags.value('checkout', u1));
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

test.each([
  [{}, 'sink must be a function, got undefined'],
  [{ sink: () => {}, maxKeys: 0 }, 'maxKeys must be an integer >= 1, got 0'],
  [{ sink: () => {}, ttlMs: -1 }, 'ttlMs must be a number >= 0, got -1'],
  [{ sink: () => {}, dedupe: true }, 'unknown option dedupe'],
])('refuses %j', (options, message) => {
  const flags = createFlags({ definitions });
  expect(() => exposures(flags, options as never)).toThrow(`exposures: ${message}`);
});
