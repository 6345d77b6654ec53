import { partsOf } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import { leafOf } from './relation.ts';

/** The comparisons in a condition, however deep they stand in it. */
export function conditionsIn(condition: Condition): Condition[] {
  const parts = 'not' in condition ? [condition.not] : partsOf(condition);
  return parts ? parts.flatMap(conditionsIn) : [condition];
}

/** The attributes that a comparison reads. */
export function pathsIn(condition: Condition): string[] {
  const { left, path } = leafOf(condition);
  return path === undefined ? [left] : [left, path];
}
