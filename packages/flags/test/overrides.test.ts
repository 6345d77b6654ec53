import { describe, expect, test, vi } from 'vitest';
import { createFlags, type FlagsEvent, type Override } from '../src/index.ts';
import { definitions, document } from './declared.ts';

describe('overrides', () => {
  const override = (name: string, get: Override['get']): Override => ({ name, get });
  const told = (overrides: readonly Override[]) => {
    const events: FlagsEvent[] = [];
    const flags = createFlags({ definitions, source: document, overrides, onEvent: (event) => events.push(event) });
    return {
      flags,
      warnings: () => events.flatMap((event) => (event.type === 'warning' ? [`${event.key}: ${event.message}`] : [])),
    };
  };

  test('win over everything, a disabled flag included; the first with an opinion', () => {
    const { flags } = told([
      override('silent', () => undefined),
      override('loud', (key) => (key === 'pageSize' ? 50 : undefined)),
      override('late', () => 60),
    ]);
    expect(flags.details('pageSize')).toMatchObject({ value: 50, reason: 'OVERRIDE' });
    expect(flags.evaluate('pageSize').value).toBe(50);
  });

  test('stand in the explanation, those that are silent too', () => {
    const { flags } = told([
      override('silent', () => undefined),
      override('loud', (key) => (key === 'pageSize' ? 50 : undefined)),
    ]);
    expect(flags.explain('pageSize')).toEqual({
      key: 'pageSize',
      value: 50,
      variant: undefined,
      reason: 'OVERRIDE',
      steps: [
        { rule: 'override silent', result: undefined },
        { rule: 'override loud', result: 50 },
      ],
    });
  });

  test('name the variant that has their value', () => {
    const { flags } = told([override('o', (key) => (key === 'theme' ? 'light' : undefined))]);
    expect(flags.details('theme')).toMatchObject({ value: 'light', variant: 'bright', reason: 'OVERRIDE' });
  });

  test('are told of which type the flag is, and what the document says of it', () => {
    const get = vi.fn(() => undefined);
    const { flags } = told([{ name: 'o', get }]);
    flags.on('dashboard', { plan: 'pro' });
    expect(get).toHaveBeenCalledWith(
      'dashboard',
      { plan: 'pro' },
      { type: 'boolean', definition: document.flags['dashboard'] },
    );
    flags.evaluate('undeclared');
    expect(get).toHaveBeenLastCalledWith(
      'undeclared',
      {},
      { type: 'string', definition: document.flags['undeclared'] },
    );
  });

  test('hold for a declared flag that the document lacks, and for no unknown one', () => {
    const flags = createFlags({ definitions, overrides: [override('o', () => true)] });
    expect(flags.on('dashboard')).toBe(true);
    expect(flags.evaluate('dashboard')).toMatchObject({ value: true, reason: 'OVERRIDE' });
    expect(flags.evaluate('unknown').value).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['theme', 'blue', 'theme: the override o is ignored: expected one of light, dark, got "blue"'],
    ['dashboard', 'true', 'dashboard: the override o is ignored: expected a value of type boolean, got "true"'],
    ['pageSize', Number.NaN, 'pageSize: the override o is ignored: expected a value of type number, got NaN'],
  ])('that do not fit are ignored, and told of once: %s = %j', (key, value, warning) => {
    const { flags, warnings } = told([override('o', (asked) => (asked === key ? value : undefined))]);
    const before = createFlags({ definitions, source: document }).all();
    expect([flags.all(), flags.all()]).toEqual([before, before]);
    expect(warnings()).toEqual([warning]);
  });

  test('that throw are ignored, and told of', () => {
    const { flags, warnings } = told([
      override('o', () => {
        throw new Error('no such thing');
      }),
    ]);
    expect(flags.value('theme')).toBe('dark');
    expect(warnings()).toEqual(['theme: the override o threw: no such thing']);
  });

  test('that say something else each time are told of once, until the next document', () => {
    let asked = 0;
    const { flags, warnings } = told([
      override('loud', () => {
        throw new Error(`no such thing as ${asked++}`);
      }),
      override('odd', () => `odd ${asked++}`),
    ]);
    for (let i = 0; i < 3; i++) flags.on('dashboard');
    const first = [
      'dashboard: the override loud threw: no such thing as 0',
      'dashboard: the override odd is ignored: expected a value of type boolean, got "odd 1"',
    ];
    expect(warnings()).toEqual(first);
    flags.update(document);
    flags.on('dashboard');
    expect(warnings()).toHaveLength(4);
  });
});
