import { unobserved } from './compile-flag.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Issue } from './issue.ts';
import { loadDocument } from './load-document.ts';

/** A document that can be evaluated, or every fault of one that cannot. */
export type ParseResult =
  | {
      readonly ok: true;
      /** A frozen copy. */
      readonly document: FlagDocument;
      /** Faulty rules, each of which makes its flag answer with an error, and members that nobody reads. */
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads a flag document of flagd (JSON schema v0), as text or as data, and accepts or refuses it as a whole, with every problem
 * and its path. At most 5 million characters and 256 levels; a rule has at most 64 levels and 10,000 operators.
 *
 * @example
 * const result = parseDocument('{"flags":{"a":{"state":"ON","variants":{"on":true}}}}');
 * if (!result.ok) console.error(result.issues); // [{ path: 'flags.a.state', message: 'must be ENABLED or DISABLED, got "ON"' }]
 */
export function parseDocument(raw: unknown): ParseResult {
  const loaded = loadDocument(raw, unobserved);
  return loaded.ok ? { ok: true, document: loaded.document, warnings: loaded.warnings } : loaded;
}
