import { FlagdCore } from '@openfeature/flagd-core';
import { describe, expect, test } from 'vitest';
import { createFlags, defineFlags, type EvaluationContext } from '../src/index.ts';
import type { Json } from '../src/json.ts';

const silent = { error() {}, warn() {}, info() {}, debug() {} };
const variants = { a: 'a', b: 'b', true: 'true', false: 'false' };

function answers(targeting: Json, context: object): { ours: string | undefined; theirs: string | undefined } {
  const document = { flags: { f: { state: 'ENABLED', variants, defaultVariant: 'b', targeting } } };
  const flags = createFlags({ definitions: defineFlags({}) });
  flags.update(document);
  const core = new FlagdCore(undefined, silent);
  core.setConfigurations(JSON.stringify(document));
  const our = flags.evaluate('f', context as EvaluationContext);
  const their = core.resolve('string', 'f', 'none', context as never);
  return { ours: our.variant ?? our.errorCode, theirs: their.variant ?? their.errorCode };
}

const ifA = (condition: Json): Json => ({ if: [condition, 'a', 'b'] });

// flagd-core 4.0.1, which is flagd's JavaScript, with the engine of JsonLogic that it has (json-logic-engine 5.0.7). Ours is what
// JsonLogic publishes and json-logic-js does, or what flagd's own decisions ask for.
describe('where we differ from flagd-core, and mean to', () => {
  test.each<[string, Json, object, string, string]>([
    [
      'text that is no number is not equal to one, and no error',
      ifA({ '==': [{ var: 'plan' }, 3] }),
      { plan: 'pro' },
      'b',
      'GENERAL',
    ],
    [
      'text that is no number is not less than one, and no error',
      ifA({ '<': [{ var: 'plan' }, 3] }),
      { plan: 'pro' },
      'b',
      'GENERAL',
    ],
    ['a list is compared as JavaScript does', ifA({ '==': [{ var: 'tags' }, 'x'] }), { tags: ['x'] }, 'a', 'GENERAL'],
    ['nothing is not equal to 0', ifA({ '==': [{ var: 'age' }, 0] }), {}, 'b', 'a'],
    ['an empty object is true', ifA({ var: 'user' }), { user: {} }, 'a', 'b'],
    ['cat leaves out what is missing', ifA({ '==': [{ cat: ['x', { var: 'plan' }] }, 'x'] }), {}, 'a', 'b'],
    [
      'a null that is there is no reason for the default',
      ifA({ '==': [{ var: ['plan', 'pro'] }, 'pro'] }),
      { plan: null },
      'b',
      'a',
    ],
    ['null and empty text are missing', ifA({ missing: ['plan', 'country'] }), { plan: null, country: '' }, 'a', 'b'],
    ['all of a missing list is false', ifA({ all: [{ var: 'tags' }, true] }), {}, 'b', 'a'],
    ['nothing is no number to add', ifA({ '>': [{ '+': [{ var: 'age' }, 1] }, 0] }), {}, 'b', 'a'],
    ['a division by 0 is no error', ifA({ '>': [{ '/': [1, 0] }, 5] }), {}, 'a', 'PARSE_ERROR'],
    ['in a number there is nothing', ifA({ in: ['x', { var: 'age' }] }), { age: 3 }, 'b', 'GENERAL'],
    ['a loop over text is one over nothing', ifA({ some: [{ var: 'plan' }, true] }), { plan: 'pro' }, 'b', 'GENERAL'],
    ['an if may have one argument that is no list', { if: 'a' }, {}, 'a', 'PARSE_ERROR'],
    [
      'what a prototype has is nobody’s attribute',
      ifA({ '==': [{ var: 'constructor.name' }, 'Object'] }),
      {},
      'b',
      'a',
    ],
    [
      'a targeting key that is no text is a missing one',
      ifA({ '==': [{ var: 'targetingKey' }, 7] }),
      { targetingKey: 7 },
      'b',
      'a',
    ],
    ['a targeting key that is no text has no bucket', { fractional: [['a', 1]] }, { targetingKey: 7 }, 'b', 'a'],
    [
      'a date is its text',
      ifA({ '==': [{ var: 'at' }, '1970-01-01T00:00:00.000Z'] }),
      { at: new Date(0) },
      'a',
      'GENERAL',
    ],
    ['an operator that JsonLogic does not have is unknown', { '??': [{ var: 'plan' }, 'a'] }, {}, 'PARSE_ERROR', 'a'],
    ['a backslash does not join two names of a path', ifA({ '==': [{ var: 'a\\.b' }, 1] }), { 'a.b': 1 }, 'b', 'a'],
  ])('%s', (_, targeting, context, ours, theirs) => {
    expect(answers(targeting, context)).toEqual({ ours, theirs });
  });

  test('an id that is not ASCII is hashed as UTF-8', () => {
    const ids = Array.from({ length: 50 }, (_, i) => `Zoë ${i}`);
    const targeting = {
      fractional: [
        ['a', 1],
        ['b', 1],
      ],
    };
    const both = ids.map((targetingKey) => answers(targeting, { targetingKey }));
    expect(both.some(({ ours, theirs }) => ours !== theirs)).toBe(true);
    expect(both.every(({ ours }) => ours === 'a' || ours === 'b')).toBe(true);
  });

  test('{} is no document, and wipes nothing', () => {
    const document = { flags: { f: { state: 'ENABLED', variants, defaultVariant: 'a' } } };
    const core = new FlagdCore(undefined, silent);
    core.setConfigurations(JSON.stringify(document));
    core.setConfigurations('{}');
    expect(core.getFlags().size).toBe(0);
    const flags = createFlags({ definitions: defineFlags({}) });
    flags.update(document);
    expect(flags.update('{}').ok).toBe(false);
    expect(flags.evaluate('f').variant).toBe('a');
  });

  test('variants of several types are refused, and not found out by a caller', () => {
    const document = {
      flags: { f: { state: 'ENABLED', variants: { on: true, off: 'false' }, defaultVariant: 'off' } },
    };
    const core = new FlagdCore(undefined, silent);
    expect(() => core.setConfigurations(JSON.stringify(document))).not.toThrow();
    expect(core.resolveBooleanEvaluation('f', true).errorCode).toBe('TYPE_MISMATCH');
    const result = createFlags({ definitions: defineFlags({}) }).update(document);
    expect(result).toMatchObject({ ok: false, issues: [{ path: 'flags.f.variants.off' }] });
  });
});
