import { describe, expect, test, vi } from 'vitest';
import { createFlags, type FlagsEvent } from '../src/index.ts';
import { definitions, document } from './declared.ts';

describe('events', () => {
  function observed(onEvent?: (event: FlagsEvent) => void) {
    const events: FlagsEvent[] = [];
    const flags = createFlags({ definitions, name: 'app', onEvent: onEvent ?? ((event) => events.push(event)) });
    return { flags, events };
  }

  test('tell of each evaluation', () => {
    const { flags, events } = observed();
    flags.update(document);
    flags.on('dashboard', { plan: 'pro', targetingKey: 'u1' });
    flags.evaluate('missing', { targetingKey: 7 as never });
    expect(events.slice(1)).toEqual([
      {
        type: 'evaluation',
        name: 'app',
        key: 'dashboard',
        value: true,
        variant: 'on',
        reason: 'TARGETING_MATCH',
        errorCode: undefined,
        targetingKey: 'u1',
        flagMetadata: { version: '7', owner: 'growth' },
      },
      expect.objectContaining({ key: 'missing', errorCode: 'FLAG_NOT_FOUND', targetingKey: undefined }),
    ]);
  });

  test('tell of updates with every change', () => {
    const { flags, events } = observed();
    flags.update(document, 'v1');
    const { dashboard, ...others } = document.flags;
    const changed = {
      flags: {
        ...others,
        theme: { ...document.flags['theme'], defaultVariant: 'bright' },
        fresh: document.flags['theme'],
      },
    };
    const result = flags.update({ ...changed, metadata: document.metadata }, 'v2');
    const changes = [
      { key: 'theme', change: 'changed' },
      { key: 'fresh', change: 'added' },
      { key: 'dashboard', change: 'removed' },
    ];
    expect(result).toEqual({ ok: true, changes, warnings: [] });
    expect(events).toEqual([
      expect.objectContaining({ type: 'update', source: 'update', version: 'v1' }),
      { type: 'update', name: 'app', source: 'update', version: 'v2', changes, warnings: [] },
    ]);
  });

  test('count a flag as changed when an evaluator that it refers to does, or the metadata of all', () => {
    const { flags } = observed();
    const make = (plan: string, metadata = {}) => ({
      $evaluators: { 'is-paying': { '==': [{ var: 'plan' }, plan] } },
      flags: {
        a: { ...document.flags['dashboard'], targeting: { if: [{ $ref: 'is-paying' }, 'on'] } },
        b: document.flags['theme'],
      },
      metadata,
    });
    flags.update(make('pro'));
    expect(flags.update(make('team'))).toMatchObject({ changes: [{ key: 'a', change: 'changed' }] });
    expect(flags.update(make('team', { version: '8' }))).toMatchObject({ changes: [{ key: 'a' }, { key: 'b' }] });
    expect(flags.update(make('team', { version: '8' }))).toMatchObject({ changes: [] });
  });

  test('go to every subscriber until it leaves', () => {
    const { flags } = observed();
    const heard: string[] = [];
    const leave = flags.subscribe((event) => heard.push(event.type));
    flags.update(document);
    leave();
    flags.on('dashboard');
    expect(heard).toEqual(['update']);
  });

  test('that an observer throws at change nothing, and are reported', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const { flags } = observed(() => {
      throw new Error('observer');
    });
    flags.update(document);
    expect(flags.value('theme')).toBe('dark');
    expect(reported).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });

  test('warn once of a roll-out without a unit, until the next document', () => {
    const { flags, events } = observed();
    const rollout = {
      flags: { dashboard: { ...document.flags['dashboard'], targeting: { fractional: [['on', 1]] } } },
    };
    flags.update(rollout);
    flags.on('dashboard');
    flags.on('dashboard', {});
    flags.explain('dashboard');
    const warnings = () => events.filter(({ type }) => type === 'warning');
    expect(warnings()).toEqual([
      expect.objectContaining({ key: 'dashboard', message: 'a roll-out found no unit: no targeting key, or no text' }),
    ]);
    flags.update(rollout);
    flags.on('dashboard');
    expect(warnings()).toHaveLength(2);
  });
});
