// Everything that a flag can answer is made when its document is loaded, and frozen: an evaluation only chooses.
import { whyNot } from './accept-value.ts';
import type { CompiledFlag } from './compile-flag.ts';
import type { Declaration } from './definitions.ts';
import type { EvaluationDetails, FlagErrorCode, Reason } from './evaluation.ts';
import type { FlagMetadata, Prerequisite } from './flag-document.ts';
import type { Rule } from './logic/rule.ts';

export interface Answers {
  readonly key: string;
  readonly type: Declaration['type'];
  readonly flag: CompiledFlag | undefined;
  /** Where it depends on nothing but overrides: disabled, at fault, or without a rule. */
  readonly fixed: EvaluationDetails | undefined;
  readonly prerequisites: readonly Prerequisite[];
  readonly unmet: EvaluationDetails;
  readonly rule: Rule | undefined;
  readonly byDefault: EvaluationDetails;
  readonly byVariant: ReadonlyMap<string, EvaluationDetails>;
  readonly failed: (errorCode: FlagErrorCode, errorMessage: string) => EvaluationDetails;
  /** The answer for a value from outside the document, or why there is none. */
  readonly overridden: (value: unknown) => EvaluationDetails | string;
}

/** What is said of a value, before it is made to fit the declaration. */
type Said = Omit<EvaluationDetails, 'flagKey' | 'flagMetadata'>;

/** The answers of a flag of the document. With a declaration they are of its type, and have its fallback. */
export function answersOf(flag: CompiledFlag, declaration?: Declaration): Answers {
  const { definition, faults, rule, type } = flag;
  const { state, variants, defaultVariant, $scry } = definition;
  const say = speaker(flag.key, flag.metadata, declaration);
  const entries = Object.entries(variants);
  const usual = (reason: Reason): EvaluationDetails =>
    typeof defaultVariant === 'string'
      ? say({ value: variants[defaultVariant], variant: defaultVariant, reason })
      : say({ value: undefined, reason: reason === 'STATIC' ? 'DEFAULT' : reason });
  const failed: Answers['failed'] = (errorCode, errorMessage) =>
    say({ value: undefined, reason: 'ERROR', errorCode, errorMessage });
  const prerequisites = $scry?.prerequisites ?? [];
  const [fault] = faults;

  function fixed(): EvaluationDetails | undefined {
    if (state === 'DISABLED') return say({ value: undefined, reason: 'DISABLED' });
    if (fault) return failed('PARSE_ERROR', `${fault.path} ${fault.message}`);
    return rule || prerequisites.length > 0 ? undefined : usual('STATIC');
  }

  return {
    key: flag.key,
    type: declaration?.type ?? type,
    flag,
    fixed: fixed(),
    prerequisites,
    unmet: usual('PREREQUISITE_FAILED'),
    rule,
    byDefault: usual(rule ? 'DEFAULT' : 'STATIC'),
    byVariant: new Map(
      entries.map(([variant, value]) => [variant, say({ value, variant, reason: 'TARGETING_MATCH' })]),
    ),
    failed,
    overridden(value) {
      const [variant] = entries.find(([, each]) => each === value) ?? [];
      const said = { value, ...(variant !== undefined && { variant }), reason: 'OVERRIDE' } as const;
      return whyNot(value, declaration ?? { type }) ?? say(said);
    },
  };
}

/** A flag that the document does not have. */
interface Absent {
  readonly key: string;
  readonly errorCode: FlagErrorCode;
  readonly type: Declaration['type'];
  readonly declaration?: Declaration;
}

export function answersWithout({ key, errorCode, type, declaration }: Absent): Answers {
  const say = speaker(key, Object.freeze({}), declaration);
  const failed: Answers['failed'] = (code, errorMessage) =>
    say({ value: undefined, reason: 'ERROR', errorCode: code, errorMessage });
  const message = errorCode === 'FLAG_NOT_FOUND' ? `The document has no flag ${key}` : 'There is no document yet';
  const absent = failed(errorCode, message);
  return {
    key,
    type,
    flag: undefined,
    fixed: absent,
    prerequisites: [],
    unmet: absent,
    rule: undefined,
    byDefault: absent,
    byVariant: new Map(),
    failed,
    overridden: (value) => (declaration && whyNot(value, declaration)) ?? say({ value, reason: 'OVERRIDE' }),
  };
}

function speaker(flagKey: string, flagMetadata: FlagMetadata, declaration: Declaration | undefined) {
  return (said: Said): EvaluationDetails => {
    const fallback = declaration?.fallback;
    const details = { flagKey, ...said, flagMetadata };
    if (declaration === undefined) return Object.freeze(details);
    if (said.value === undefined) return Object.freeze({ ...details, value: fallback });
    const errorMessage = whyNot(said.value, declaration);
    if (errorMessage === undefined) return Object.freeze(details);
    return Object.freeze({
      flagKey,
      value: fallback,
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
      errorMessage,
      flagMetadata,
    });
  };
}
