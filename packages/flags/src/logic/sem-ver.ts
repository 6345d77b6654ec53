import type { Operator, Rule } from './rule.ts';

/** A version as semver.org 2.0.0 orders them; what is after a + does not count. */
interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly string[];
}

const full = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\da-z.-]+))?(?:\+[\da-z.-]+)?$/i;
const maxLength = 256;

const comparisons: Readonly<Record<string, (a: Version, b: Version) => boolean>> = {
  '=': (a, b) => compareVersions(a, b) === 0,
  '!=': (a, b) => compareVersions(a, b) !== 0,
  '<': (a, b) => compareVersions(a, b) < 0,
  '<=': (a, b) => compareVersions(a, b) <= 0,
  '>': (a, b) => compareVersions(a, b) > 0,
  '>=': (a, b) => compareVersions(a, b) >= 0,
  '^': (a, b) => a.major === b.major,
  '~': (a, b) => a.major === b.major && a.minor === b.minor,
};

/** Of flagd: null for what is no version, and for an unknown operator. */
export const semanticVersion: Operator = (site) => {
  if (site.args.length !== 3) return () => null;
  const [a, name, b] = [site.rule(0), site.rule(1), versionRule(site.rule(2), site.args[2])];
  return (data) => {
    const [left, right] = [parseVersion(a(data)), b(data)];
    const asked = String(name(data));
    const holds = Object.hasOwn(comparisons, asked) ? comparisons[asked] : undefined;
    return left && right && holds ? holds(left, right) : null;
  };
};

/** A version that stands in the rule is read once. */
function versionRule(rule: Rule, literal: unknown): (data: unknown) => Version | undefined {
  if (typeof literal === 'object') return (data) => parseVersion(rule(data));
  const version = parseVersion(literal);
  return () => version;
}

/** Reads `1.2.3`, with a `v` before it, and `1` and `1.2` as flagd does; numbers are read as text. */
export function parseVersion(value: unknown): Version | undefined {
  const text = String(value).replace(/^v/i, '').trim();
  if (text.length > maxLength) return undefined;
  const missing = /^\d+(\.\d+)?$/.exec(text);
  const found = full.exec(missing ? text + (missing[1] ? '.0' : '.0.0') : text) ?? [];
  const [major = Number.NaN, minor = Number.NaN, patch = Number.NaN] = found.slice(1, 4).map(Number);
  const prerelease = found[4]?.split('.') ?? [];
  if (![major, minor, patch].every(Number.isSafeInteger)) return undefined;
  return prerelease.some((part) => part === '' || /^0\d+$/.test(part))
    ? undefined
    : { major, minor, patch, prerelease };
}

/** Below 0, 0 or above 0 (semver.org, section 11). */
export function compareVersions(a: Version, b: Version): number {
  const difference = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (difference !== 0) return difference;
  // A version comes after its own prereleases.
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (const [i, part] of a.prerelease.entries()) {
    const other = b.prerelease[i];
    if (other === undefined) return 1;
    if (part !== other) return comparePrerelease(part, other);
  }
  return a.prerelease.length - b.prerelease.length;
}

function comparePrerelease(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : 1;
}
