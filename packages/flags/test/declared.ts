import { defineFlags, type FlagDocument, flag, type Source } from '../src/index.ts';

/** What the tests of flags declare. */
export const definitions = defineFlags({
  dashboard: flag.boolean(false),
  theme: flag.string('light', ['light', 'dark']),
  pageSize: flag.number(20),
  limits: flag.json({ rows: 10 }),
});

export const document: FlagDocument = {
  flags: {
    dashboard: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', null] },
      metadata: { owner: 'growth' },
    },
    theme: { state: 'ENABLED', variants: { bright: 'light', night: 'dark' }, defaultVariant: 'night' },
    pageSize: { state: 'DISABLED', variants: { big: 100 }, defaultVariant: 'big' },
    limits: { state: 'ENABLED', variants: { wide: { rows: 50 } } },
    undeclared: { state: 'ENABLED', variants: { a: 'A', b: 'B' }, defaultVariant: 'a' },
  },
  metadata: { version: '7' },
};

/** A source that a test holds in its hand. */
export function handSource() {
  const held: { push?: Parameters<Source['start']>[0]; fail?: Parameters<Source['start']>[1]; stopped: number } = {
    stopped: 0,
  };
  const source: Source = {
    name: 'hand',
    start(push, fail) {
      Object.assign(held, { push, fail });
    },
    stop() {
      held.stopped++;
    },
  };
  return { source, held };
}
