import type { ExperimentProblem } from './experiment-error.ts';
import { ShownText } from './shown-text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

// A hundred faults are enough to mend at a time.
const mostProblems = 100;
const mostParts = 100_000;
const deepest = 64;

/** Reads a document that nobody has checked, and notes what is wrong with it. */
export class DocumentReader {
  readonly problems: ExperimentProblem[] = [];
  #shown = new ShownText([]);

  /** What no problem may show from now on. */
  hide(secrets: readonly string[]): void {
    this.#shown = new ShownText(secrets);
  }

  report(path: string, message: string): void {
    if (this.problems.length < mostProblems) this.problems.push({ path, message: this.#shown.of(() => message) });
  }

  /** Whether what follows may walk through the document at all. */
  fits(document: unknown): boolean {
    let parts = 0;
    const open: (readonly [value: unknown, depth: number])[] = [[document, 1]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [value, depth] = next;
      if (++parts > mostParts) this.report('', `has more than ${mostParts} parts`);
      else if (depth > deepest) this.report('', `is nested deeper than ${deepest}`);
      else if (typeof value === 'object' && value !== null)
        for (const child of Object.values(value)) open.push([child, depth + 1]);
      if (this.problems.length > 0) return false;
    }
    return true;
  }

  /** An object with these members and no others; one that is required and absent is a problem. */
  object(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): JsonObject {
    if (!this.isObject(value, path)) return {};
    const known = [...required, ...optional];
    for (const name of Object.keys(value).filter((each) => !known.includes(each))) {
      this.report(at(path, name), `is not known here, expected one of ${known.join(', ')}`);
    }
    for (const name of required.filter((each) => !Object.hasOwn(value, each)))
      this.report(at(path, name), 'is missing');
    return value;
  }

  /** An object with any members. */
  record(value: unknown, path: string): JsonObject {
    return value !== undefined && this.isObject(value, path) ? value : {};
  }

  list<T>(value: unknown, path: string, read: (each: unknown, path: string) => T | undefined): T[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.report(path, `must be a list, got ${kindOf(value)}`);
      return [];
    }
    return value.map((each, index) => read(each, `${path}[${index}]`)).filter((each) => each !== undefined);
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value !== '') return value;
    if (value !== undefined) this.report(path, `must be a string that is not empty, got ${kindOf(value)}`);
    return '';
  }

  /** A number of seconds, as milliseconds. */
  seconds(value: unknown, path: string): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= 0 && value < Infinity) return value * 1_000;
    this.report(path, `must be a number of seconds, got ${kindOf(value)}`);
    return undefined;
  }

  flag(value: unknown, path: string): boolean {
    if (value !== undefined && typeof value !== 'boolean') this.report(path, `must be a boolean, got ${kindOf(value)}`);
    return value === true;
  }

  oneOf(value: unknown, path: string, words: readonly string[]): void {
    if (value === undefined || (typeof value === 'string' && words.includes(value))) return;
    const got = typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
    this.report(path, `must be one of ${words.join(', ')}, got ${got}`);
  }

  isObject(value: unknown, path: string): value is JsonObject {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
    this.report(path, `must be an object, got ${kindOf(value)}`);
    return false;
  }
}

export function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}
