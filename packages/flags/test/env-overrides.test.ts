import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { bool, choice, experiment, flagDocument } from '../src/build.ts';
import { createFlags, defineFlags, flag } from '../src/index.ts';
import { envOverrides } from '../src/node.ts';

const definitions = defineFlags({
  newDashboard: flag.boolean(false),
  theme: flag.string('light', ['light', 'dark']),
  pageSize: flag.number(20),
  limits: flag.json({ most: 1 }),
  note: flag.string(''),
});

/** Flags under these variables, and what they warned of. */
function under(env: Record<string, string>, source?: ReturnType<typeof flagDocument>) {
  const warnings: string[] = [];
  const overrides = [envOverrides({ env, onWarning: (message) => warnings.push(message) })];
  const flags = createFlags({ definitions, overrides, ...(source ? { source } : {}) });
  return { flags, warnings };
}

const document = flagDocument([
  bool('newDashboard'),
  choice('theme', { light: 'light', dark: 'dark' }),
  choice('pageSize', { small: 20, large: 100 }),
  choice('limits', { tight: { most: 1 }, loose: { most: 9 } }),
]);

describe('a boolean flag', () => {
  test.each(['true', 'TRUE', ' true ', '1', 'yes', 'Yes', 'on'])('is true for %j', (text) => {
    const { flags } = under({ ENABLE_NEW_DASHBOARD: text }, document);
    expect(flags.details('newDashboard')).toMatchObject({ value: true, reason: 'OVERRIDE' });
  });

  test.each(['false', 'False', '0', 'no', 'off', ''])('is false for %j', (text) => {
    const source = flagDocument([bool('newDashboard', { default: 'on' })]);
    expect(under({ ENABLE_NEW_DASHBOARD: text }, source).flags.on('newDashboard')).toBe(false);
  });

  test.each(['maybe', 'truee', '2', 'null', 'undefined'])(
    'is what the document says for %j, with one warning',
    (text) => {
      const { flags, warnings } = under({ ENABLE_NEW_DASHBOARD: text }, document);
      expect(flags.details('newDashboard')).toMatchObject({ value: false, reason: 'STATIC' });
      flags.on('newDashboard');
      flags.update(document);
      flags.on('newDashboard');
      expect(warnings).toEqual([
        `envOverrides: ENABLE_NEW_DASHBOARD must be true or false, got "${text}"; it decides nothing`,
      ]);
    },
  );

  test('is not looked at under another name', () => {
    expect(under({ FLAG_NEW_DASHBOARD: 'true', NEW_DASHBOARD: 'true' }, document).flags.on('newDashboard')).toBe(false);
  });
});

describe('any other flag', () => {
  test('is the variant that is named, or that has the value', () => {
    const { flags, warnings } = under({ FLAG_THEME: 'dark', FLAG_PAGE_SIZE: '100', FLAG_LIMITS: 'loose' }, document);
    expect(flags.all()).toMatchObject({ theme: 'dark', pageSize: 100, limits: { most: 9 } });
    expect(under({ FLAG_PAGE_SIZE: 'large', FLAG_LIMITS: '{"most":9}' }, document).flags.all()).toMatchObject({
      pageSize: 100,
      limits: { most: 9 },
    });
    expect(warnings).toEqual([]);
  });

  test('is left alone by what is no variant, with a warning that names them', () => {
    const { flags, warnings } = under({ FLAG_THEME: 'Dark', FLAG_PAGE_SIZE: '50' }, document);
    expect(flags.all()).toMatchObject({ theme: 'light', pageSize: 20 });
    expect(warnings).toEqual([
      'envOverrides: FLAG_THEME must be one of light, dark, got "Dark"; it decides nothing',
      'envOverrides: FLAG_PAGE_SIZE must be one of small, large, got "50"; it decides nothing',
    ]);
  });

  test('is read by its declared type where there is no document', () => {
    const { flags, warnings } = under({ FLAG_PAGE_SIZE: '50', FLAG_LIMITS: '{"most":3}', FLAG_NOTE: 'hello' });
    expect(flags.all()).toMatchObject({ pageSize: 50, limits: { most: 3 }, note: 'hello' });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['FLAG_PAGE_SIZE', 'many', 'a number'],
    ['FLAG_PAGE_SIZE', ' ', 'a number'],
    ['FLAG_LIMITS', '{most', 'JSON'],
  ])('warns of %s=%s where there is no document', (name, text, expected) => {
    const { flags, warnings } = under({ [name]: text });
    expect(flags.all()).toMatchObject({ pageSize: 20, limits: { most: 1 } });
    expect(warnings).toEqual([`envOverrides: ${name} must be ${expected}, got "${text}"; it decides nothing`]);
  });

  test('follows the document: a variant that comes later is one then', () => {
    const { flags } = under({ FLAG_PAGE_SIZE: 'huge' }, document);
    expect(flags.value('pageSize')).toBe(20);
    flags.update(flagDocument([choice('pageSize', { small: 20, huge: 500 })]));
    expect(flags.value('pageSize')).toBe(500);
  });
});

test.each([
  ['newDashboard', 'ENABLE_NEW_DASHBOARD'],
  ['new-dashboard', 'ENABLE_NEW_DASHBOARD'],
  ['new_dashboard', 'ENABLE_NEW_DASHBOARD'],
  ['etl.csv.upload', 'ENABLE_ETL_CSV_UPLOAD'],
  ['etl -- upload', 'ENABLE_ETL_UPLOAD'],
  ['HTTPServer2', 'ENABLE_HTTP_SERVER2'],
])('the flag %s has the variable %s', (key, name) => {
  const flags = createFlags({
    definitions: defineFlags({ [key]: flag.boolean(false) }),
    overrides: [envOverrides({ env: { [name]: 'true' } })],
  });
  expect(flags.on(key)).toBe(true);
  expect(flags.explain(key).steps).toEqual([{ rule: 'override env', result: true }]);
});

test('a flag has the name that its document gives it, or none', () => {
  const env = { CHECKOUT: 'b', ENABLE_NEW_DASHBOARD: 'true' };
  const source = flagDocument([
    experiment('checkout', { env: 'CHECKOUT' }).split({ a: 1, b: 1 }),
    bool('newDashboard', { env: false }),
  ]);
  const { flags } = under(env, source);
  expect(flags.evaluate('checkout', { targetingKey: 'u1' })).toMatchObject({ value: 'b', reason: 'OVERRIDE' });
  expect(flags.on('newDashboard')).toBe(false);
});

test('the variables of the process are read, and its warnings used', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  vi.stubEnv('ENABLE_NEW_DASHBOARD', 'perhaps');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    warn.mockRestore();
  });
  const flags = createFlags({ definitions, overrides: [envOverrides()] });
  flags.on('newDashboard');
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('ENABLE_NEW_DASHBOARD must be true or false'));
});

test('a wrong option is refused', () => {
  expect(() => envOverrides({ envs: {} } as never)).toThrow('envOverrides: unknown option envs');
});
