import type { JsonPath, Selector } from './json-path.ts';
import { passes } from './json-path-filter.ts';

// An answer that has a cycle, as objects of clients do, has no end. One of a megabyte of JSON has fewer.
const mostValues = 1_000_000;

/** What a path finds, from a value on, in the order of the document. @throws RangeError for a value without end. */
export function valuesAt(path: JsonPath, from: unknown, root: unknown = from): readonly unknown[] {
  return path.reduce<readonly unknown[]>(
    (values, { selectors, deep }) => {
      const starts = deep ? values.flatMap(withDescendants) : values;
      return starts.flatMap((value) => selectors.flatMap((selector) => select(selector, value, root)));
    },
    [from],
  );
}

function select(selector: Selector, value: unknown, root: unknown): readonly unknown[] {
  switch (selector.kind) {
    case 'name':
      return isObject(value) && !Array.isArray(value) && Object.hasOwn(value, selector.name)
        ? [value[selector.name]]
        : [];
    case 'wildcard':
      return childrenOf(value);
    case 'index':
      return Array.isArray(value)
        ? value.slice(selector.index, selector.index === -1 ? undefined : selector.index + 1)
        : [];
    case 'slice':
      return Array.isArray(value) ? slice(value, selector) : [];
    case 'filter': {
      // jsonpath2, which the Chaos Toolkit reads paths with, asks an object itself; Goessner's JSONPath asks the items of a list.
      const items = Array.isArray(value) ? value : [value];
      return items.filter((item) => passes(selector.filter, item, root));
    }
  }
}

/** As Python slices (RFC 9535, 2.3.4.2.2). */
function slice(list: readonly unknown[], { start, end, step }: Extract<Selector, { kind: 'slice' }>): unknown[] {
  const { length } = list;
  const place = (index: number): number => (index < 0 ? index + length : index);
  const found: unknown[] = [];
  if (step > 0) {
    const last = Math.min(place(end ?? length), length);
    for (let index = Math.max(place(start ?? 0), 0); index < last; index += step) found.push(list[index]);
  }
  if (step < 0) {
    const last = end === undefined ? -1 : Math.max(place(end), -1);
    for (let index = Math.min(place(start ?? length - 1), length - 1); index > last; index += step)
      found.push(list[index]);
  }
  return found;
}

/** A value and all below it, parents first; without recursion, because an answer may be nested deep. */
function withDescendants(value: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    found.push(next);
    if (found.length > mostValues) throw new RangeError(`the answer has more than ${mostValues} values`);
    open.push(...childrenOf(next).toReversed());
  }
  return found;
}

function childrenOf(value: unknown): readonly unknown[] {
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
