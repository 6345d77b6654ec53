import { hashBytes, murmur3 } from '../murmur3.ts';
import { attributeOf } from './constraints.ts';
import type { UnleashContext, UnleashVariantDefinition } from './unleash-document.ts';

const variantSeed = 86_028_157;

/** Where Unleash puts a unit: in 1 to `size`. Its Node SDK hashes the low byte of each UTF-16 unit, and so do we. */
export function unleashBucket(groupId: string, unit: string, size: number, seed = 0): number {
  const text = `${groupId}:${unit}`;
  const bytes = Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return ((hashBytes(murmur3('', seed), bytes) >>> 0) % size) + 1;
}

/** The share of a variant is by its weight, and an override by an attribute wins over it. */
export function chooseVariant(
  variants: readonly UnleashVariantDefinition[],
  groupId: string,
  stickiness: string | undefined,
  { context, random }: { readonly context: UnleashContext; readonly random: () => number },
): UnleashVariantDefinition | undefined {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return undefined;
  const overriding = variants.find(({ overrides = [] }) =>
    overrides.some(({ contextName, values }) => values.some((value) => value === attributeOf(context, contextName))),
  );
  if (overriding) return overriding;
  const unit = unitOf(context, stickiness) || String(Math.round(random() * 100_000));
  const target = unleashBucket(groupId, unit, total, variantSeed);
  let sum = 0;
  return variants.find(({ weight }) => {
    sum += weight;
    return weight > 0 && sum >= target;
  });
}

function unitOf(context: UnleashContext, stickiness = 'default'): string | undefined {
  if (stickiness !== 'default') return attributeOf(context, stickiness);
  return context.userId || context.sessionId || context.remoteAddress;
}
