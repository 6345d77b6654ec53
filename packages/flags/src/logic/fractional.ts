// flagd's `fractional`: the hash of a unit decides which share of the weights it falls into.
import { encodeCbor } from '../cbor.ts';
import type { Json } from '../json.ts';
import { hashBytes, hashText, murmur3 } from '../murmur3.ts';
import { own } from './own.ts';
import type { Operator, Rule, RuleScope, Site } from './rule.ts';

/** The sum of weights is a signed 32-bit integer in flagd. */
const maxWeight = 2 ** 31 - 1;

/** The hash of the unit as a signed 32-bit integer; undefined: there is no unit. */
type Hash = (data: unknown) => number | undefined;
/** What a share of the hashes gets. */
type Pick = (hash: number, data: unknown) => unknown;

export const fractional: Operator = (site) => {
  const [first] = site.args;
  if (first === undefined) return () => null;
  if (typeof first === 'object' && first !== null && !Array.isArray(first)) return byExpression(site);
  if (Array.isArray(first)) return shared(site, keyHash(site), picker(site, 0));
  return shared(site, unitHash(site.scope, site.rule(0)), picker(site, 1));
};

/** The rule knows only later whether its first argument is a unit, or a list, which is a share and leaves the unit to the key. */
function byExpression(site: Site): Rule {
  const unit = site.rule(0);
  const byUnit = shared(site, unitHash(site.scope, unit), picker(site, 1));
  const byKey = shared(site, keyHash(site), computedShares(site, 0));
  return (data) => (Array.isArray(unit(data)) ? byKey(data) : byUnit(data));
}

function shared({ scope }: Site, hashOf: Hash, pick: Pick): Rule {
  const { tracer, unitMissing } = scope;
  return (data) => {
    const hash = hashOf(data);
    if (hash === undefined) {
      unitMissing();
      return null;
    }
    const result = pick(hash, data);
    tracer?.found((hash >>> 0) / 2 ** 32);
    return result;
  };
}

/** Without a unit of its own: the flag's key and the targeting key. The key's part is hashed once. */
function keyHash({ scope: { flagKey, bucketing } }: Site): Hash {
  const prefix = murmur3(flagKey);
  return (data) => {
    const key = own(data, 'targetingKey');
    if (typeof key !== 'string' || key === '') return undefined;
    return bucketing === 'v3' ? hashValue([flagKey, key]) : hashText(prefix, key);
  };
}

function unitHash({ bucketing }: RuleScope, rule: Rule): Hash {
  const start = murmur3('');
  if (bucketing === 'v3') {
    return (data) => {
      const unit = rule(data);
      return unit === null || unit === undefined ? undefined : hashValue(unit);
    };
  }
  return (data) => {
    const unit = rule(data);
    return typeof unit === 'string' ? hashText(start, unit) : undefined;
  };
}

function hashValue(value: unknown): number {
  return hashBytes(murmur3(''), encodeCbor(value));
}

function picker(site: Site, from: number): Pick {
  return fixedShares(site.args.slice(from)) ?? computedShares(site, from);
}

/**
 * Shares that stand in the rule. A hash h falls into the first share for which floor(h × total / 2^32) < the weights so far,
 * which is h < ceil(weights × 2^32 / total): that is found once, exactly, in whole numbers.
 */
function fixedShares(shares: readonly Json[]): Pick | undefined {
  const read = shares.map(fixedShare);
  const known = read.filter((share) => share !== undefined);
  if (known.length < read.length) return undefined;
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0 || total > maxWeight) return () => null;
  const results = known.map(({ result }) => result);
  let sum = 0n;
  const ends = known.map(({ weight }) => {
    sum += BigInt(weight);
    return Number(((sum << 32n) + BigInt(total) - 1n) / BigInt(total));
  });
  return (hash) => {
    const unsigned = hash >>> 0;
    let at = 0;
    // There is one: the last end is 2^32, over every hash.
    while (unsigned >= (ends[at] as number)) at++;
    return results[at];
  };
}

function fixedShare(share: Json): Share | undefined {
  if (!Array.isArray(share)) return undefined;
  const [result, weight = 1]: readonly Json[] = share;
  const isFixed = (part: Json | undefined) => typeof part !== 'object' || part === null;
  return isFixed(result) && isFixed(weight) ? shareOf(share) : undefined;
}

interface Share {
  readonly result: unknown;
  readonly weight: number;
}

/** Undefined for what is no share: then the whole `fractional` answers null. */
function shareOf(share: unknown): Share | undefined {
  if (!Array.isArray(share) || share.length < 1 || share.length > 2) return undefined;
  const [result, weight = 1]: readonly unknown[] = share;
  // A weight that is computed, as in a gradual roll-out, may come out below 0.
  return Number.isInteger(weight) && !isObject(result)
    ? { result: result ?? null, weight: Math.max(0, Number(weight)) }
    : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Shares with rules in them. */
function computedShares(site: Site, from: number): Pick {
  const rules = site.args.map((_, i) => site.rule(i)).slice(from);
  return (hash, data) => {
    const shares = rules.map((rule) => shareOf(rule(data))).filter((share) => share !== undefined);
    const total = shares.reduce((sum, { weight }) => sum + weight, 0);
    if (shares.length < rules.length || total > maxWeight) return null;
    let left = scaled(hash >>> 0, total);
    const found = shares.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return found?.result ?? null;
  };
}

/** floor(hash × total / 2^32), exactly: the product alone would not fit a double. */
function scaled(hash: number, total: number): number {
  const low = Math.floor(((hash & 0xffff) * total) / 2 ** 16);
  return Math.floor(((hash >>> 16) * total + low) / 2 ** 16);
}
