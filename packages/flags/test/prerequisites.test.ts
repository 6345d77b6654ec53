import { describe, expect, test } from 'vitest';
import { createFlags, defineFlags, type FlagDocument, flag } from '../src/index.ts';

describe('prerequisites', () => {
  const with_ = (parent: Partial<FlagDocument['flags'][string]>): FlagDocument => ({
    flags: {
      parent: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on', ...parent },
      child: {
        state: 'ENABLED',
        variants: { on: true, off: false },
        defaultVariant: 'off',
        targeting: { if: [true, 'on'] },
        $scry: { prerequisites: [{ flag: 'parent', variant: 'on' }] },
      },
      plain: {
        state: 'ENABLED',
        variants: { on: true, off: false },
        defaultVariant: 'on',
        $scry: { prerequisites: [{ flag: 'child', variant: 'on' }] },
      },
    },
  });
  const none = defineFlags({});

  test('that are met let the rules decide', () => {
    const flags = createFlags({ definitions: none, source: with_({}) });
    expect(flags.evaluate('child')).toMatchObject({ variant: 'on', reason: 'TARGETING_MATCH' });
    expect(flags.evaluate('plain')).toMatchObject({ variant: 'on', reason: 'STATIC' });
  });

  test.each([{ defaultVariant: 'off' }, { state: 'DISABLED' as const }])(
    'that are not met leave the default: %j',
    (parent) => {
      const flags = createFlags({ definitions: none, source: with_(parent) });
      expect(flags.evaluate('child')).toMatchObject({ variant: 'off', reason: 'PREREQUISITE_FAILED' });
      expect(flags.evaluate('plain')).toMatchObject({ variant: 'on', reason: 'PREREQUISITE_FAILED' });
    },
  );

  test('see overrides', () => {
    const overrides = [{ name: 'o', get: (key: string) => (key === 'parent' ? false : undefined) }];
    const flags = createFlags({ definitions: none, source: with_({}), overrides });
    expect(flags.evaluate('child').reason).toBe('PREREQUISITE_FAILED');
  });

  test('stand in the explanation', () => {
    const flags = createFlags({
      definitions: defineFlags({ child: flag.boolean(), gone: flag.boolean() }),
      source: with_({}),
    });
    expect(flags.explain('child').steps).toEqual([
      { rule: 'prerequisite parent', result: 'on' },
      { rule: 'targeting.if', result: 'on' },
    ]);
    expect(flags.explain('gone')).toEqual({
      key: 'gone',
      value: false,
      variant: undefined,
      reason: 'ERROR',
      steps: [],
    });
    expect(flags.explain('never declared' as never).value).toBeUndefined();
  });
});
