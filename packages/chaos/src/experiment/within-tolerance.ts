import { isDeepStrictEqual } from 'node:util';
import type { ActivityContext } from './experiment.ts';
import { parseJsonPath } from './json-path.ts';
import { searchPattern } from './search-pattern.ts';
import type { JsonPathTolerance, RangeTolerance, Scalar, Tolerance } from './tolerance.ts';
import { valuesAt } from './values-at.ts';

/** Decides whether an answer is fine. */
export type Check = (answer: unknown, context: ActivityContext) => unknown;

/**
 * Makes a tolerance into the question that it is (Chaos Toolkit, "An Open API for Chaos Engineering Experiments", steady state
 * probe tolerance; where it leaves a case open, as chaoslib decides it).
 *
 * @throws TypeError, RangeError or SyntaxError for what is no tolerance.
 */
export function checkOf(tolerance: Tolerance): Check {
  if (typeof tolerance === 'function') return tolerance;
  if (isScalar(tolerance)) return (answer) => testedValue(answer) === tolerance;
  if (isList(tolerance)) return listCheck(tolerance);
  switch (tolerance?.type) {
    case 'range':
      return rangeCheck(tolerance);
    case 'regex': {
      const pattern = searchPattern(tolerance.pattern);
      return (answer) => pattern.test(textOf(testedValue(targetOf(answer, tolerance.target))));
    }
    case 'jsonpath':
      return jsonPathCheck(tolerance);
    default:
      throw new TypeError('must be a scalar, a list of scalars, a range, regex or jsonpath tolerance, or a function');
  }
}

function listCheck(list: readonly Scalar[]): Check {
  if (list.length === 0 || !list.every(isScalar)) throw new TypeError('must be a list of scalars that is not empty');
  return (answer) => {
    const tested = testedValue(answer);
    const [low, high] = list;
    if (list.length !== 2 || tested !== answer) return list.some((each) => each === tested);
    // Both ends and the answer are of one kind, or nothing lies between them.
    if (typeof low === 'number' && typeof high === 'number') {
      return typeof tested === 'number' && low <= tested && tested <= high;
    }
    if (typeof low === 'string' && typeof high === 'string') {
      return typeof tested === 'string' && low <= tested && tested <= high;
    }
    return list.some((each) => each === tested);
  };
}

function rangeCheck({ range, target }: RangeTolerance): Check {
  const isRange =
    Array.isArray(range) && range.length === 2 && range.every((end) => typeof end === 'number' && !Number.isNaN(end));
  if (!isRange) throw new TypeError('must have a range of two numbers');
  const [low, high] = range;
  return (answer) => {
    const tested = testedValue(targetOf(answer, target));
    if (typeof tested !== 'number' && (typeof tested !== 'string' || tested.trim() === '')) return false;
    return low <= Number(tested) && Number(tested) <= high;
  };
}

function jsonPathCheck({ path, expect, count, target }: JsonPathTolerance): Check {
  if (typeof path !== 'string' || path.trim() === '') throw new TypeError('must have a path that is not empty');
  const parsed = parseJsonPath(path);
  return (answer) => {
    const found = valuesAt(parsed, parsedJson(targetOf(answer, target)));
    if (count !== undefined && found.length !== count) return false;
    if (Array.isArray(expect)) return isDeepStrictEqual([...found], expect);
    if (expect !== undefined) return found.length > 0 && found.every((each) => isDeepStrictEqual(each, expect));
    return count !== undefined || found.length > 0;
  };
}

/** Of an answer with a `status` that is what is tested. */
function testedValue(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : answer;
}

function targetOf(answer: unknown, target: string | undefined): unknown {
  if (target === undefined || typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, target))
    return answer;
  // It was just found to be a property of its own.
  return (answer as Readonly<Record<string, unknown>>)[target];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value));
}

function isList(tolerance: Tolerance): tolerance is readonly Scalar[] {
  return Array.isArray(tolerance);
}
