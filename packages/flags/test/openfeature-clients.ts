// Clients of OpenFeature with flags behind them.
import type { EvaluationContext, JsonValue } from '@openfeature/core';
import { createFlags, defineFlags, type FlagDocument, type Override, type Source } from '../src/index.ts';
import { openFeatureFlags } from './openfeature-flags.ts';

let domains = 0;
/** Each test has a provider of its own. */
export const newDomain = () => `test-${++domains}`;

/** The flags of the specification, unless another source is given. */
export const flagsWith = (options: { source?: Source | FlagDocument; overrides?: readonly Override[] } = {}) =>
  createFlags({ definitions: defineFlags({}), source: openFeatureFlags, ...options });

export type Type = 'Boolean' | 'String' | 'Number' | 'Object';

/** What a client says of a flag, in an SDK. */
export type Evaluate = (
  type: Type,
  key: string,
  fallback: JsonValue,
  context?: EvaluationContext,
) => Promise<{ value: unknown; reason?: string; errorCode?: string; errorMessage?: string; variant?: string }>;

type Found = Awaited<ReturnType<Evaluate>>;

/** The method of a client for a type: the types of the four have no call in common. */
export function ask(
  client: object,
  type: Type,
): (key: string, fallback: JsonValue, context?: EvaluationContext) => Found | Promise<Found> {
  const method: unknown = Reflect.get(client, `get${type}Details`);
  if (typeof method !== 'function') throw new TypeError(`a client has get${type}Details`);
  return method.bind(client);
}
