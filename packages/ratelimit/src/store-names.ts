import { digest } from './digest.ts';
import type { StorePolicy } from './store.ts';

/** What any store takes as it is, with no brace that would end it; `#` begins a key that does not fit, in its hash. */
const plain = /^(?!#)[ -|~]{1,128}$/;
/** A hundred years: as good as for ever, and small enough to be exact in microseconds. */
const forEverMs = 100 * 365 * 86_400_000;

/** What a key is called under each policy. In a cluster of Redis the braces keep its names on one node. */
export function keyNames(prefix: string, key: string, policies: readonly StorePolicy[]): string[] {
  const tag = plain.test(key) ? key : `#${digest(key)}`;
  return policies.map(({ name }) => `${prefix}{${tag}}${name === 'default' ? '' : `:${name}`}`);
}

/** A duration for a store, which may be Infinity. */
export function micros(ms: number): number {
  return Math.ceil(Math.min(ms, forEverMs) * 1_000);
}
