import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { FlagDocument, FlagMetadata } from '../flag-document.ts';
import type { JsonObject } from '../json.ts';
import type { BuiltFlag } from './flag-settings.ts';

/** What all flags of a document share. */
export interface DocumentSettings {
  /** Conditions with a name, for `segment`. */
  readonly segments?: Readonly<Record<string, JsonObject>>;
  /** Holds for every flag. `scryBucketing` is `'v2'` unless it is said here. */
  readonly metadata?: FlagMetadata;
}

const rules: OptionRules<DocumentSettings> = { segments: ['object', 'an object'], metadata: ['object', 'an object'] };

/**
 * A document of flagd, with its bucketing pinned: plain JSON for a file, a server, or any SDK of flagd.
 *
 * @throws RangeError for two flags of one key; TypeError or RangeError for a wrong option.
 * @example
 * writeFileSync('flags.json', JSON.stringify(flagDocument([bool('new-dashboard').rollout('on', 10)])));
 */
export function flagDocument(flags: readonly BuiltFlag[], settings: DocumentSettings = {}): FlagDocument {
  const { segments, metadata } = checkOptions('flagDocument', settings, rules);
  const keys = flags.map(({ key }) => key);
  const twin = keys.find((key, index) => keys.indexOf(key) < index);
  if (twin !== undefined)
    throw new RangeError(`flagDocument: flags must each have a key of their own, got ${twin} twice`);
  return {
    flags: Object.fromEntries(flags.map((flag) => [flag.key, flag.toJSON()])),
    ...(segments ? { $evaluators: segments } : {}),
    metadata: { scryBucketing: 'v2', ...metadata },
  };
}
