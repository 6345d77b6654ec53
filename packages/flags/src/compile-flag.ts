import type { Bucketing } from './bucketing.ts';
import type { Declaration } from './definitions.ts';
import type { FlagDefinition, FlagDocument, FlagMetadata } from './flag-document.ts';
import type { Issue } from './issue.ts';
import { compileRule } from './logic/compile-rule.ts';
import type { Rule, Tracer } from './logic/rule.ts';
import { typeOf } from './read-document.ts';

/** A flag of a document that was read, ready to be asked. */
export interface CompiledFlag {
  readonly key: string;
  readonly type: Declaration['type'];
  readonly definition: FlagDefinition;
  readonly metadata: FlagMetadata;
  readonly rule: Rule | undefined;
  /** What is wrong with the rule: the flag answers with an error, and all others live. */
  readonly faults: readonly Issue[];
}

/** What all flags are compiled with. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of a flag that puts units in buckets, and got none. */
  readonly unitMissing: (key: string) => void;
  readonly tracer?: Tracer;
}

/** For whoever only looks at documents. */
export const unobserved: Surroundings = { now: Date.now, unitMissing() {} };

/** Compiles the rule of a flag. A rule that is none is a fault of this flag alone, as in flagd. */
export function compileFlag(
  key: string,
  document: FlagDocument,
  { now, unitMissing, tracer }: Surroundings,
): CompiledFlag {
  // The caller goes through the keys of the document.
  const definition = document.flags[key] as FlagDefinition;
  const { targeting } = definition;
  const faults: Issue[] = [];
  const scope = {
    flagKey: key,
    // The reader let nothing else through.
    bucketing: (document.metadata?.['scryBucketing'] ?? 'v2') as Bucketing,
    now,
    evaluators: document.$evaluators ?? {},
    fault: (path: string, message: string) => faults.push({ path, message }),
    unitMissing: () => unitMissing(key),
    steps: { left: 0 },
    ...(tracer && { tracer }),
  };
  const hasRule = targeting !== undefined && Object.keys(targeting).length > 0;
  const rule = hasRule ? compileRule(targeting, `flags.${key}.targeting`, scope) : undefined;
  const metadata = Object.freeze({ ...document.metadata, ...definition.metadata });
  return { key, type: typeOf(definition), definition, metadata, rule, faults };
}
