import type { OptionRule } from '@scry/internal/check-options';
import { aProbability } from '../selector.ts';
import type { ToxicAttributes, ToxicType } from './toxic.ts';

/** What an attribute is where it is left out, and what it must be. */
export type AttributeRule = readonly [fallback: number, rule: OptionRule];

const aCount: OptionRule = ['number', 'an integer >= 0', (n: number) => Number.isSafeInteger(n) && n >= 0];
const aSize: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
/** What Toxiproxy takes for any of its attributes. */
const anInteger: OptionRule = ['number', 'an integer', Number.isSafeInteger];

const count: AttributeRule = [0, aCount];

const attributeRules: {
  readonly [Type in ToxicType]: Readonly<Record<keyof ToxicAttributes[Type], AttributeRule>>;
} = {
  latency: { latency: count, jitter: count },
  bandwidth: { rate: count },
  slow_close: { delay: count },
  timeout: { timeout: count },
  reset_peer: { timeout: count },
  slicer: { average_size: [0, aSize], size_variation: count, delay: count },
  limit_data: { bytes: count },
  half_open: {},
  blackhole: { bytes: count },
  loss: { rate: [0, aProbability], rto: [200, aCount] },
  corrupt: { rate: [0, aProbability] },
  drop_first: { connections: [1, aCount] },
  connect_delay: { delay: count },
};

const ofToxiproxy: readonly ToxicType[] = [
  'latency',
  'bandwidth',
  'slow_close',
  'timeout',
  'reset_peer',
  'slicer',
  'limit_data',
];

/** The rules of a type; `strict: false` are those of Toxiproxy, for the types that it knows. */
export function rulesOf(
  type: ToxicType,
  strict: boolean,
): readonly (readonly [name: string, ...rule: AttributeRule])[] {
  const rules: Readonly<Record<string, AttributeRule>> = attributeRules[type];
  const lax = !strict && ofToxiproxy.includes(type);
  return Object.entries(rules).map(([name, [fallback, rule]]) => [name, fallback, lax ? anInteger : rule] as const);
}

export function isToxicType(type: unknown): type is ToxicType {
  return typeof type === 'string' && Object.hasOwn(attributeRules, type);
}

/** All of them, for a message. */
export function toxicTypes(): string {
  return Object.keys(attributeRules).join(', ');
}
