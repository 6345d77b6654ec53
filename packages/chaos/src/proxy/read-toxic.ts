import { checkValue, type OptionRule } from '@scry/internal/check-options';
import { aProbability } from '../selector.ts';
import type { Stream, Toxic, ToxicType } from './toxic.ts';
import { isToxicType, rulesOf, toxicTypes } from './toxic-rules.ts';

type Fields = Readonly<Record<string, unknown>>;

const streams: readonly string[] = ['upstream', 'downstream'] satisfies Stream[];
const aStream: OptionRule = ['string', 'upstream or downstream', (stream: string) => streams.includes(stream)];
const anObject: OptionRule = ['object', 'an object'];
const aName: OptionRule = ['string', 'a string that is not empty', (name: string) => name !== ''];
const aNumber: OptionRule = ['number', 'a finite number', Number.isFinite];

/** Whether wrong values are refused, or only what Toxiproxy refuses. */
export interface Strictness {
  readonly strict: boolean;
}

/**
 * Reads a toxic as a whole.
 *
 * @throws TypeError or RangeError that names every problem.
 */
export function readToxic(caller: string, spec: unknown, { strict }: Strictness): Toxic {
  const problems = new Problems(caller);
  if (!problems.check('the toxic', spec, anObject)) throw problems.error();
  // An object was asked for.
  const { type, name, stream = 'downstream', toxicity = 1, attributes, ...unknown } = present(spec as Fields);
  if (strict) for (const field of Object.keys(unknown)) problems.add(`unknown field ${field}`);
  const typed = problems.check('type', type, ['string', toxicTypes(), isToxicType]);
  problems.check('stream', stream, aStream);
  if (name !== undefined) problems.check('name', name, aName);
  problems.check('toxicity', toxicity, strict ? aProbability : aNumber);
  // Only a type that was checked is used.
  const read = typed ? readAttributes(problems, type as ToxicType, attributes, undefined, strict) : {};
  if (problems.found) throw problems.error();
  const checked = { type, stream, toxicity, attributes: read } as Omit<Toxic, 'name'>;
  return { name: (name as string | undefined) ?? `${checked.type}_${checked.stream}`, ...checked };
}

/**
 * Reads the toxics that something begins with.
 *
 * @throws TypeError or RangeError that names every problem of the first one that has any, or a name that is there twice.
 */
export function readToxics(caller: string, specs: readonly unknown[]): readonly Toxic[] {
  const toxics = specs.map((spec) => readToxic(caller, spec, { strict: true }));
  const repeated = toxics.find(({ name }, index) => toxics.findIndex((each) => each.name === name) < index);
  if (repeated) throw new RangeError(`${caller}: toxics must have different names, got "${repeated.name}" twice`);
  return toxics;
}

/**
 * Reads changes of a toxic as a whole; what is not among them stays as it is.
 *
 * @throws TypeError or RangeError that names every problem.
 */
export function readChanges(caller: string, toxic: Toxic, changes: unknown, { strict }: Strictness): Toxic {
  const problems = new Problems(caller);
  if (!problems.check('the changes', changes, anObject)) throw problems.error();
  const { toxicity = toxic.toxicity, attributes } = present(changes as Fields);
  problems.check('toxicity', toxicity, strict ? aProbability : aNumber);
  const read = readAttributes(problems, toxic.type, attributes, toxic.attributes, strict);
  if (problems.found) throw problems.error();
  return { ...toxic, toxicity: toxicity as number, attributes: read };
}

function readAttributes(
  problems: Problems,
  type: ToxicType,
  given: unknown,
  base: Toxic['attributes'] | undefined,
  strict: boolean,
): Toxic['attributes'] {
  if (given !== undefined && !problems.check('attributes', given, anObject)) return {};
  const values = present((given ?? {}) as Fields);
  const rules = rulesOf(type, strict);
  if (strict) {
    const names = rules.map(([name]) => name);
    for (const name of Object.keys(values))
      if (!names.includes(name)) problems.add(`unknown attribute ${name} of ${type}`);
  }
  const read: Record<string, number> = {};
  for (const [name, fallback, rule] of rules) {
    const value = values[name] ?? base?.[name] ?? fallback;
    // What is no number is a problem, and a toxic with problems is never made.
    if (problems.check(`attributes.${name}`, value, rule)) read[name] = value as number;
  }
  const { average_size = 0, size_variation = 0 } = read;
  if (strict && type === 'slicer' && size_variation > average_size) {
    problems.add(
      `attributes.size_variation must be at most average_size, which is ${average_size}, got ${size_variation}`,
    );
  }
  return read;
}

/** What is there: JSON says null where JavaScript says undefined. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

/** All that is wrong with what was given. */
class Problems {
  readonly #caller: string;
  readonly #messages: string[] = [];
  #wrongKind = false;

  constructor(caller: string) {
    this.#caller = caller;
  }

  get found(): boolean {
    return this.#messages.length > 0;
  }

  add(message: string): void {
    this.#messages.push(message);
  }

  check(subject: string, value: unknown, rule: OptionRule): boolean {
    try {
      checkValue(subject, value, rule);
      return true;
    } catch (error) {
      if (error instanceof TypeError) this.#wrongKind = true;
      // checkValue throws nothing but errors.
      this.#messages.push((error as Error).message);
      return false;
    }
  }

  error(): Error {
    const message = `${this.#caller}: ${this.#messages.join('; ')}`;
    return this.#wrongKind ? new TypeError(message) : new RangeError(message);
  }
}
