import { type Answers, answersOf, answersWithout } from './answers.ts';
import { type CompiledFlag, compileFlag, type Surroundings, unobserved } from './compile-flag.ts';
import type { Declaration, Declarations } from './definitions.ts';
import { evaluate, reasonOf } from './evaluate.ts';
import type { EvaluationContext, EvaluationDetails, FlagErrorCode } from './evaluation.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Tracer } from './logic/rule.ts';
import type { Override } from './override.ts';
import type { Trace, TraceStep } from './trace.ts';

export interface EngineOptions {
  readonly declarations: Declarations;
  readonly overrides: readonly Override[];
  readonly now: () => number;
  /** Told at most once for each flag and what is odd about it, until the next document. */
  readonly warn: (key: string, message: string) => void;
}

/** A document in force with the overrides above it: answers, by name, for a context. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #declared: ReadonlyMap<string, Declaration>;
  #document: FlagDocument | undefined;
  /** As the document says, and as the code declares it. */
  #raw: ReadonlyMap<string, Answers> = new Map();
  #typed: ReadonlyMap<string, Answers> = new Map();
  #warned = new Set<string>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#declared = new Map(Object.entries(options.declarations));
    this.#make(new Map());
  }

  get document(): FlagDocument | undefined {
    return this.#document;
  }

  /** The declared keys. */
  get keys(): readonly string[] {
    return [...this.#declared.keys()];
  }

  get surroundings(): Surroundings {
    const unitMissing = (key: string): void =>
      this.#warn(key, 'a roll-out found no unit', ': no targeting key, or no text');
    return { now: this.#options.now, unitMissing };
  }

  use(document: FlagDocument, flags: ReadonlyMap<string, CompiledFlag>): void {
    this.#document = document;
    this.#warned = new Set();
    this.#make(flags);
  }

  get #absence(): FlagErrorCode {
    return this.#document ? 'FLAG_NOT_FOUND' : 'PROVIDER_NOT_READY';
  }

  #make(flags: ReadonlyMap<string, CompiledFlag>): void {
    const errorCode = this.#absence;
    const raw = new Map<string, Answers>();
    const typed = new Map<string, Answers>();
    for (const [key, flag] of flags) raw.set(key, answersOf(flag));
    for (const [key, declaration] of this.#declared) {
      const flag = flags.get(key);
      typed.set(
        key,
        flag ? answersOf(flag, declaration) : answersWithout({ key, errorCode, type: declaration.type, declaration }),
      );
      if (!flag) raw.set(key, answersWithout({ key, errorCode, type: declaration.type }));
    }
    this.#raw = raw;
    this.#typed = typed;
  }

  /** The answer for a declared flag, of the declared type. */
  typed(key: string, context: EvaluationContext): EvaluationDetails {
    return this.#answer(this.#typed.get(key), key, context);
  }

  /** The answer for any flag; without a value where the caller's own default holds. */
  raw(key: string, context: EvaluationContext): EvaluationDetails {
    return this.#answer(this.#raw.get(key), key, context);
  }

  #answer(answers: Answers | undefined, key: string, context: EvaluationContext): EvaluationDetails {
    if (answers === undefined) return answersWithout({ key, errorCode: this.#absence, type: 'json' }).byDefault;
    // The way of most programs: nothing stands above the document.
    if (this.#options.overrides.length === 0) return evaluate(answers, context, this.#variantOf);
    return this.#overridden(answers, context) ?? evaluate(answers, context, this.#variantOf);
  }

  /** Prerequisites see overrides too: what is switched off by hand is off for whoever builds on it. */
  readonly #variantOf = (key: string, context: EvaluationContext): string | undefined => this.raw(key, context).variant;

  #overridden(answers: Answers, context: EvaluationContext, steps?: TraceStep[]): EvaluationDetails | undefined {
    const { key, type, flag } = answers;
    for (const override of this.#options.overrides) {
      try {
        const value = override.get(key, context, { type, definition: flag?.definition });
        steps?.push({ rule: `override ${override.name}`, result: value });
        if (value === undefined) continue;
        const details = answers.overridden(value);
        if (typeof details === 'object') return details;
        this.#warn(key, `the override ${override.name} is ignored`, `: ${details}`);
      } catch (error) {
        this.#warn(key, `the override ${override.name} threw`, `: ${reasonOf(error)}`);
      }
    }
    return undefined;
  }

  /** Compiles the flag once more, with a tracer in every rule. */
  explain(key: string, context: EvaluationContext): Trace {
    const steps: TraceStep[] = [];
    const answers = this.#tracing(key, steps);
    const variantOf = (flag: string, given: EvaluationContext): string | undefined => {
      const variant = this.#variantOf(flag, given);
      steps.push({ rule: `prerequisite ${flag}`, result: variant });
      return variant;
    };
    const { value, variant, reason } =
      this.#overridden(answers, context, steps) ?? evaluate(answers, context, variantOf);
    return { key, value, variant, reason, steps };
  }

  #tracing(key: string, steps: TraceStep[]): Answers {
    const declaration = this.#declared.get(key);
    const document = this.#document;
    if (document === undefined || !Object.hasOwn(document.flags, key)) {
      return this.#typed.get(key) ?? answersWithout({ key, errorCode: this.#absence, type: 'json' });
    }
    let bucket: number | undefined;
    const tracer: Tracer = {
      found: (place) => {
        bucket = place;
      },
      answered: (path, result) => {
        const rule = path.slice(`flags.${key}.`.length);
        steps.push(bucket === undefined ? { rule, result } : { rule, result, bucket });
        bucket = undefined;
      },
    };
    const flag = compileFlag(key, document, { ...unobserved, now: this.#options.now, tracer });
    return answersOf(flag, declaration);
  }

  /** The details may be another text each time, such as a word of a request: to remember each would have no end. */
  #warn(key: string, what: string, details: string): void {
    const known = `${key}: ${what}`;
    if (this.#warned.has(known)) return;
    this.#warned.add(known);
    this.#options.warn(key, what + details);
  }
}
