import { deepFreeze } from '@scry/internal/deep-freeze';
import { type CompiledFlag, compileFlag, type Surroundings } from './compile-flag.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Issue } from './issue.ts';
import { readDocument } from './read-document.ts';
import { variantIssues } from './variant-issues.ts';

export type LoadResult =
  | {
      readonly ok: true;
      readonly document: FlagDocument;
      readonly flags: ReadonlyMap<string, CompiledFlag>;
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Accepts a document as a whole, frozen and compiled, or refuses it as a whole. */
export function loadDocument(raw: unknown, surroundings: Surroundings): LoadResult {
  const read = readDocument(raw);
  if (!read.ok) return read;
  const document = deepFreeze(read.document);
  const flags = new Map(Object.keys(document.flags).map((key) => [key, compileFlag(key, document, surroundings)]));
  const ofRules = [...flags.values()].flatMap((flag) => [...flag.faults, ...variantIssues(flag)]);
  return { ok: true, document, flags, warnings: [...read.warnings, ...ofRules] };
}
