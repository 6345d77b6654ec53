import { isDeepStrictEqual } from 'node:util';
import type { JsonPath } from './json-path.ts';
import { valuesAt } from './values-at.ts';

/** What stands in `[?(…)]`. */
export type Filter =
  | { readonly op: 'or' | 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'exists'; readonly operand: Operand }
  | { readonly op: Comparison; readonly left: Operand; readonly right: Operand };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A value as it stands there, or a path from the item (`@`) or from the root (`$`). */
export type Operand = { readonly value: unknown } | { readonly from: 'item' | 'root'; readonly path: JsonPath };

export function passes(filter: Filter, item: unknown, root: unknown): boolean {
  switch (filter.op) {
    case 'or':
      return passes(filter.left, item, root) || passes(filter.right, item, root);
    case 'and':
      return passes(filter.left, item, root) && passes(filter.right, item, root);
    case 'not':
      return !passes(filter.filter, item, root);
    case 'exists':
      return operandValues(filter.operand, item, root).length > 0;
    default:
      return compares(filter.op, operandValues(filter.left, item, root), operandValues(filter.right, item, root));
  }
}

function operandValues(operand: Operand, item: unknown, root: unknown): readonly unknown[] {
  if ('value' in operand) return [operand.value];
  return valuesAt(operand.path, operand.from === 'item' ? item : root, root);
}

/** A path that finds nothing equals nothing; numbers and texts have an order among their own. */
function compares(op: Comparison, left: readonly unknown[], right: readonly unknown[]): boolean {
  const equal = isDeepStrictEqual(left, right);
  if (op === '==' || op === '!=') return equal === (op === '==');
  const [[a], [b]] = [left, right];
  const ordered = (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!ordered) return false;
  if (equal) return op === '<=' || op === '>=';
  return op.startsWith('<') ? a < b : a > b;
}
