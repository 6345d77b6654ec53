import { describe, expect, test } from 'vitest';
import { createFlags, defineFlags, type EvaluationContext, type FlagDocument, flag } from '../src/index.ts';
import { definitions, document } from './declared.ts';

describe('values', () => {
  const flags = createFlags({ definitions, source: document });

  test('are what the document says', () => {
    expect(flags.on('dashboard', { plan: 'pro' })).toBe(true);
    expect(flags.on('dashboard', { plan: 'free' })).toBe(false);
    expect(flags.value('theme')).toBe('dark');
  });

  test('are the declared fallback for a disabled flag, and for one without a variant', () => {
    expect(flags.details('pageSize')).toMatchObject({ value: 20, reason: 'DISABLED' });
    expect(flags.details('limits')).toMatchObject({ value: { rows: 10 }, reason: 'DEFAULT' });
  });

  test('come with variant, reason and metadata, the flag’s own first', () => {
    expect(flags.details('dashboard', { plan: 'pro' })).toEqual({
      flagKey: 'dashboard',
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { version: '7', owner: 'growth' },
    });
    expect(flags.details('dashboard')).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
    expect(flags.details('theme')).toMatchObject({ variant: 'night', reason: 'STATIC' });
  });

  test('of all declared flags come at once', () => {
    expect(flags.all({ plan: 'pro' })).toEqual({ dashboard: true, theme: 'dark', pageSize: 20, limits: { rows: 10 } });
  });

  test('of any flag of the document can be asked by name, without a fallback', () => {
    expect(flags.evaluate('undeclared')).toMatchObject({ value: 'A', variant: 'a', reason: 'STATIC' });
    expect(flags.evaluate('pageSize')).toMatchObject({ value: undefined, reason: 'DISABLED' });
    expect(flags.evaluate('limits')).toMatchObject({ value: undefined, reason: 'DEFAULT' });
    expect(flags.evaluate('missing')).toMatchObject({ value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
  });

  test('cannot be changed by whoever gets them', () => {
    const open = {
      ...document,
      flags: { limits: { ...document.flags['limits'], defaultVariant: 'wide' } },
    } as FlagDocument;
    const { value } = createFlags({ definitions, source: open }).details('limits');
    expect(() => Object.assign(value, { rows: 0 })).toThrow(TypeError);
  });

  test('answer when the methods are taken out of the object', () => {
    const { on, value } = flags;
    expect([on('dashboard', { plan: 'pro' }), value('theme')]).toEqual([true, 'dark']);
  });
});

describe('before there is a document', () => {
  test('the fallbacks hold, and the reason says so', () => {
    const flags = createFlags({ definitions });
    expect(flags.details('theme')).toMatchObject({ value: 'light', reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' });
    expect(flags.evaluate('theme')).toMatchObject({ value: undefined, errorCode: 'PROVIDER_NOT_READY' });
    expect(flags.evaluate('whatever')).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' });
    expect([flags.status().state, flags.document()]).toEqual(['not-ready', undefined]);
  });

  test('a declared flag that the document lacks has its fallback too', () => {
    const flags = createFlags({ definitions, source: { flags: {} } });
    expect(flags.details('theme')).toMatchObject({ value: 'light', errorCode: 'FLAG_NOT_FOUND' });
    expect(flags.evaluate('theme')).toMatchObject({ value: undefined, errorCode: 'FLAG_NOT_FOUND' });
  });
});

describe('a value that does not fit the declaration', () => {
  const typed = (variants: FlagDocument['flags'][string]['variants']) =>
    createFlags({
      definitions: defineFlags({
        theme: flag.string('light', ['light', 'dark']),
        limits: flag.json(
          { rows: 10 },
          {
            '~standard': {
              version: 1,
              vendor: 'test',
              validate(value: unknown) {
                if (typeof value === 'object' && value && 'later' in value)
                  return Promise.resolve({ value: { rows: 1 } });
                if (typeof value === 'object' && value && 'thrown' in value) throw new Error('broken schema');
                const rows = typeof value === 'object' && value && 'rows' in value ? value.rows : undefined;
                return typeof rows === 'number' ? { value: { rows } } : { issues: [{ message: 'rows is missing' }] };
              },
            },
          },
        ),
      }),
      source: {
        flags: Object.fromEntries(
          ['theme', 'limits'].map((key) => [key, { state: 'ENABLED', variants, defaultVariant: 'v' }]),
        ),
      },
    });

  test.each([
    [{ v: 7 }, 'expected a value of type string, got 7'],
    [{ v: 'blue' }, 'expected one of light, dark, got "blue"'],
    [{ v: {} }, 'expected a value of type string, got an object'],
  ])('is a TYPE_MISMATCH, and the fallback holds: %j', (variants, errorMessage) => {
    expect(typed(variants).details('theme')).toMatchObject({
      value: 'light',
      errorCode: 'TYPE_MISMATCH',
      errorMessage,
    });
  });

  test.each([
    [{ v: { rows: 'many' } }, 'rows is missing'],
    [{ v: { later: 1 } }, 'the schema answers later'],
    [{ v: { thrown: 1 } }, 'the schema threw Error: broken schema'],
    [{ v: true }, 'expected a value of type json, got true'],
  ])('a schema judges objects: %j', (variants, message) => {
    const { value, errorCode, errorMessage } = typed(variants).details('limits');
    expect([value, errorCode, errorMessage]).toEqual([{ rows: 10 }, 'TYPE_MISMATCH', expect.stringContaining(message)]);
  });

  test('a value that the schema likes is served', () => {
    expect(typed({ v: { rows: 5 } }).details('limits')).toMatchObject({ value: { rows: 5 }, reason: 'STATIC' });
  });
});

describe('the context', () => {
  const plan = (context: EvaluationContext) => createFlags({ definitions, source: document, context });

  test('of the options holds for every call, and a call wins over it', () => {
    expect(plan({ plan: 'pro' }).on('dashboard')).toBe(true);
    expect(plan({ plan: 'pro' }).on('dashboard', { plan: 'free' })).toBe(false);
    expect(plan({ plan: 'pro' }).on('dashboard', { age: 3 })).toBe(true);
  });

  test('can be bound, once and again', () => {
    const bound = createFlags({ definitions, source: document }).for({ plan: 'pro' });
    expect(bound.on('dashboard')).toBe(true);
    expect(bound.for({ age: 3 }).on('dashboard')).toBe(true);
    expect(bound.for({ plan: 'free' }).on('dashboard')).toBe(false);
    expect(bound.evaluate('dashboard').variant).toBe('on');
    expect(bound.all().dashboard).toBe(true);
    expect(bound.explain('dashboard').variant).toBe('on');
  });

  test.each([null, 7, 'text', undefined])('that is no object has no attributes: %j', (context) => {
    expect(createFlags({ definitions, source: document }).on('dashboard', context as never)).toBe(false);
  });
});

describe('options', () => {
  test.each<[string, object, string]>([
    ['an unknown one', { definitions, sources: [] }, 'createFlags: unknown option sources'],
    ['definitions that are none', { definitions: {} }, 'createFlags: definitions must be made by defineFlags'],
    [
      'a source that is no object',
      { definitions, source: 'flags.json' },
      'createFlags: source must be a Source or a flag document',
    ],
    [
      'a source that is no document',
      { definitions, source: {} },
      'createFlags: source The document is refused: flags must be an object, got nothing',
    ],
    [
      'overrides that are no list',
      { definitions, overrides: {} },
      'createFlags: overrides must be a list of overrides',
    ],
  ])('%s is refused', (_, options, message) => {
    expect(() => createFlags(options as never)).toThrow(TypeError);
    expect(() => createFlags(options as never)).toThrow(message);
  });

  test('declarations come from flag', () => {
    expect(() => defineFlags({ a: true as never })).toThrow('defineFlags: a must be made by flag, got true');
    expect(() => defineFlags({ a: { type: 'date', fallback: 1 } as never })).toThrow('defineFlags: a.type must be');
    expect(() => defineFlags({ a: {} as never })).toThrow('defineFlags: a must be made by flag, got an object');
  });
});
