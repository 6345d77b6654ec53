import type { PolicyProblem } from './policy-error.ts';
import { PolicyError } from './policy-error.ts';

// A hundred faults are enough to mend at a time, and a hostile document has no end of them.
const mostProblems = 100;
// Room for 100 000 rules with a condition each. Without a bound a small document that repeats one of its parts is endless.
const mostNodes = 1_000_000;

// ASCII only: a Cyrillic letter that looks like a Latin one is another name, and nobody would see it.
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/** Reads plain data that nobody has checked, copies it, and notes what is wrong with it. */
export class DocumentReader {
  readonly problems: PolicyProblem[] = [];
  private nodes = 0;

  report(path: string, message: string): void {
    if (this.problems.length < mostProblems) this.problems.push({ path, message });
  }

  /** The own fields of an object; those that are unknown, undefined or missing are problems. */
  fields(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []) {
    const found: Partial<Record<string, unknown>> = Object.create(null);
    if (!this.isObject(value, path)) return found;
    for (const [key, each] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (!required.includes(key) && !optional.includes(key)) {
        this.report(at, `is unknown, expected ${[...required, ...optional].join(', ')}`);
      } else if (each === undefined)
        this.report(at, 'is undefined'); // JSON would drop it, and mean something else
      else found[key] = each;
    }
    for (const key of required) {
      if (!Object.hasOwn(value, key)) this.report(path === '' ? key : `${path}.${key}`, 'is missing');
    }
    return found;
  }

  /** A record whose keys are names, each value read by `read`. */
  record<T>(value: unknown, path: string, read: (value: unknown, path: string, name: string) => T): Record<string, T> {
    const found: Record<string, T> = Object.create(null);
    if (!this.isObject(value, path)) return found;
    for (const [name, each] of Object.entries(value)) {
      const at = `${path}.${name}`;
      if (this.name(name, at) !== undefined) found[name] = read(each, at, name);
    }
    return found;
  }

  list<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): T[] {
    if (Array.isArray(value)) {
      this.count(path);
      return Array.from(value, (each, i) => read(each, `${path}[${i}]`));
    }
    this.report(path, `must be a list, got ${kindOf(value)}`);
    return [];
  }

  name(value: unknown, path: string): string | undefined {
    this.count(path);
    if (typeof value === 'string' && namePattern.test(value)) return value;
    this.report(path, 'must be a name: a letter, then up to 127 letters, digits, _ or -');
    return undefined;
  }

  /** One of some strings. */
  oneOf(value: unknown, path: string, known: { has(name: string): boolean }, what: string): string | undefined {
    this.count(path);
    if (typeof value === 'string' && known.has(value)) return value;
    this.report(
      path,
      `${typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : kindOf(value)} is no ${what}`,
    );
    return undefined;
  }

  isObject(value: unknown, path: string): value is object {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return this.count(path);
    this.report(path, `must be an object, got ${kindOf(value)}`);
    return false;
  }

  private count(path: string): true {
    if (++this.nodes <= mostNodes) return true;
    throw new PolicyError([...this.problems, { path, message: `is one of more than ${mostNodes} parts` }]);
  }
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : typeof value;
}
