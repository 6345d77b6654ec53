import { removed, unreadable } from './sentinels.ts';
import type { Places, Walk } from './walk.ts';
import { walkUrl } from './walk-url.ts';

/** Where a walk stands: what it walks, how many names lead there, and which paths of the options go on from there. */
export type Spot = readonly [walk: Walk, depth: number, at: Places];

/** Everything that is neither a plain object nor an array, and whatever has its own idea of its JSON. */
export function walkExotic(walk: Walk, value: object, depth: number, at: Places): unknown {
  const spot: Spot = [walk, depth, at];
  const toJson: unknown = (value as { toJSON?: unknown }).toJSON;
  // Instances pass, and in a text for JSON they are called here, where they may throw.
  const isDate = value instanceof Date && toJson === Date.prototype.toJSON;
  if (ArrayBuffer.isView(value) || (isDate && !walk.json)) return value;
  if (value instanceof URL && toJson === URL.prototype.toJSON) return walkUrl(spot, value);
  if (typeof toJson === 'function') {
    const result: unknown = Reflect.apply(toJson, value, ['']);
    if (result !== value) return walk.value(result, depth, at);
  }
  if (typeof value === 'function') return value;
  if (value instanceof String) return walkBoxed(spot, value);
  if (value instanceof BigInt) return walk.json ? String(value) : value;
  if (Array.isArray(value)) return walk.array(value, depth, at);
  if (value instanceof Map) return walkMap(spot, value);
  if (value instanceof Set) return walkSet(spot, value);
  if (value instanceof Error) return walkError(spot, value);
  if (value instanceof URLSearchParams) return walkPairs(spot, value, [...value], URLSearchParams) ?? value;
  if (value instanceof Headers) return walkPairs(spot, value, [...value], Headers) ?? value;
  return walkInstance(spot, value);
}

function walkBoxed([walk, depth, at]: Spot, value: object): unknown {
  const text = String.prototype.valueOf.call(value);
  const result = walk.text(text, depth, at);
  return result === text ? value : result;
}

function walkMap([walk, depth, at]: Spot, map: Map<unknown, unknown>): unknown {
  let changed = false;
  const copy = new Map<unknown, unknown>();
  let i = 0;
  Map.prototype.forEach.call(map, (value: unknown, key: unknown) => {
    const name = typeof key === 'string' ? key : i;
    const result = walk.property(value, name, depth, at, map);
    const shown = typeof key === 'string' ? walk.shownName(key, depth) : walk.value(key, depth + 1, undefined);
    changed ||= !Object.is(result, value) || !Object.is(shown, key);
    if (result !== removed) copy.set(shown, result);
    i++;
  });
  return changed ? copy : map;
}

function walkSet([walk, depth, at]: Spot, set: Set<unknown>): unknown {
  const values = [...Set.prototype.values.call(set)];
  const results = walk.array(values, depth, at);
  return results === values ? set : new Set(results as unknown[]);
}

/** An error stays one, of the same class: only what it says changes. */
function walkError([walk, depth, at]: Spot, error: Error): unknown {
  // A copy of a DOMException could not answer for what its class keeps elsewhere.
  const names = [...new Set(['name', 'message', ...Object.getOwnPropertyNames(error)])];
  const properties = readAll([walk, depth, at], error, names);
  if (properties === undefined) return error;
  const copy = Object.setPrototypeOf(new Error(), Object.getPrototypeOf(error));
  delete copy.stack; // its own stands among the properties, unless it is left out
  for (const [name, value] of properties) {
    const enumerable = Object.prototype.propertyIsEnumerable.call(error, name);
    Object.defineProperty(copy, name, { value, enumerable, writable: true, configurable: true });
  }
  return copy;
}

function walkInstance([walk, depth, at]: Spot, value: object): unknown {
  const isShown = (name: PropertyKey): boolean => Object.prototype.propertyIsEnumerable.call(value, name);
  const properties = readAll([walk, depth, at], value, Reflect.ownKeys(value).filter(isShown));
  if (properties === undefined) return value;
  const copy: object = walk.json ? {} : Object.create(Object.getPrototypeOf(value));
  // Defined, not set: a class may have an accessor of that name.
  for (const [name, value] of properties) {
    Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

/** The properties, redacted; undefined where there is nothing to redact. */
function readAll(
  [walk, depth, at]: Spot,
  holder: object,
  names: readonly PropertyKey[],
): [PropertyKey, unknown][] | undefined {
  let changed = false;
  const properties: [PropertyKey, unknown][] = [];
  for (const name of names) {
    const value = read(holder, name);
    const result =
      typeof name === 'string'
        ? walk.property(value, name, depth, at, holder)
        : walk.value(value, depth + 1, undefined);
    const shown = typeof name === 'string' ? walk.shownName(name, depth) : name;
    changed ||= !Object.is(result, value) || shown !== name;
    if (result !== removed) properties.push([shown, result]);
  }
  return changed ? properties : undefined;
}

function read(holder: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(holder, name);
  } catch {
    return unreadable;
  }
}

/** Names with texts, such as headers: a new instance, or undefined where there is nothing to redact. */
export function walkPairs<T>(
  [walk, depth, at]: Spot,
  holder: object,
  pairs: readonly (readonly [string, string])[],
  Class: new (pairs: [string, string][]) => T,
): T | undefined {
  const results = pairs.map(
    ([name, value]) => [walk.shownName(name, depth), walk.property(value, name, depth, at, holder)] as const,
  );
  if (results.every(([name, result], i) => result === pairs[i]?.[1] && name === pairs[i]?.[0])) return undefined;
  return new Class(results.filter(([, result]) => result !== removed).map(([name, result]) => [name, String(result)]));
}
