// A document is flagd's: what the builder makes must mean the same to flagd's own JavaScript.
import { FlagdCore } from '@openfeature/flagd-core';
import type { BuiltFlag, DocumentSettings } from '../src/build.ts';
import { flagDocument } from '../src/build.ts';
import { createFlags, defineFlags, type EvaluationContext, type FlagDocument } from '../src/index.ts';

export interface Answer {
  readonly variant: string | undefined;
  readonly reason: string | undefined;
}

export type Evaluate = (key: string, context?: EvaluationContext) => Answer;

/** Each engine, by name, as a function from a document to its answers. */
export const engines: readonly (readonly [name: string, load: (document: FlagDocument) => Evaluate])[] = [
  [
    '@scry/flags',
    (document) => {
      const flags = createFlags({ definitions: defineFlags({}), source: document });
      return (key, context) => {
        const { variant, reason } = flags.evaluate(key, context);
        return { variant, reason };
      };
    },
  ],
  [
    'flagd-core',
    (document) => {
      const core = new FlagdCore();
      core.setConfigurations(JSON.stringify(document));
      return (key, context = {}) => {
        const value = Object.values(document.flags[key]?.variants ?? {})[0];
        const type = typeof value as 'boolean' | 'string' | 'number' | 'object';
        // Its contexts have no undefined, and ours none in these tests.
        const { variant, reason } = core.resolve<never>(type, key, undefined as never, context as never);
        return { variant, reason };
      };
    },
  ],
];

/** What an engine makes of flags, after JSON. */
export function evaluating(
  load: (document: FlagDocument) => Evaluate,
  flags: readonly BuiltFlag[],
  settings?: DocumentSettings,
): Evaluate {
  return load(JSON.parse(JSON.stringify(flagDocument(flags, settings))));
}

/** Units `u0`, `u1` and so on, by the variant that they get. */
export function variantsOf(evaluate: Evaluate, key: string, units: number): (string | undefined)[] {
  return Array.from({ length: units }, (_, i) => evaluate(key, { targetingKey: `u${i}` }).variant);
}
