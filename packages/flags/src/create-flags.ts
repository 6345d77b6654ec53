import { aClock, aFunction, aLimit, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { systemClock } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import { bind } from './bind.ts';
import type { Declarations } from './definitions.ts';
import { Engine } from './engine.ts';
import type { DocumentEvent } from './events.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Flags } from './flags.ts';
import type { FlagsOptions } from './flags-options.ts';
import { Intake, refusal } from './intake.ts';
import type { Source } from './source.ts';

const rules: OptionRules<FlagsOptions> = {
  definitions: ['object', 'made by defineFlags', (given: object) => 'declarations' in given],
  source: ['object', 'a Source or a flag document'],
  overrides: ['object', 'a list of overrides', Array.isArray],
  context: ['object', 'an object'],
  name: aString,
  onEvent: aFunction,
  now: aFunction,
  clock: aClock,
};

/**
 * Creates the flags of a program from the flags that it declares and the documents that a source brings. Until the first document
 * is there, and for whatever it does not say, the declared fallbacks hold. A bad document never takes the place of a good one.
 *
 * @throws TypeError when an option is wrong, or the document given as `source` is none.
 * @example
 * const flags = createFlags({
 *   definitions: defineFlags({ newDashboard: flag.boolean(false) }),
 *   source: { flags: { newDashboard: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } } },
 * });
 * flags.on('newDashboard', { targetingKey: 'user-7' }); // true
 */
export function createFlags<D extends Declarations>(options: FlagsOptions<D>): Flags<D> {
  const given: FlagsOptions = checkOptions<FlagsOptions>('createFlags', options, rules);
  const { definitions, source, context = {}, name = 'flags', now = Date.now, clock = systemClock, onEvent } = given;
  const listeners = new Set<(event: DocumentEvent) => void>();
  const tell = (event: DocumentEvent): void => {
    if (onEvent) observe(onEvent, event);
    for (const listener of listeners) observe(listener, event);
  };
  const warn = (key: string, message: string): void => tell({ type: 'warning', name, key, message });
  const overrides = [...(given.overrides ?? [])];
  const engine = new Engine({ declarations: definitions.declarations, overrides, now, warn });
  const intake = new Intake({ name, engine, tell, now, clock });
  if (isSource(source)) intake.start(source);
  else if (source !== undefined) acceptAtOnce(intake, source);

  return {
    name,
    ...bind<D>({ engine, name, ...(onEvent && { onEvent }) }, context),
    document: () => engine.document,
    ready({ timeoutMs = Infinity } = {}) {
      checkOptions('ready', { timeoutMs }, { timeoutMs: aLimit });
      return intake.ready(timeoutMs);
    },
    status: () => intake.status,
    update: (document, version) => intake.accept('update', document, version),
    subscribe(listener) {
      const own = (event: DocumentEvent): void => listener(event);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    close: () => intake.close(),
  };
}

/** What stands in the code is right or wrong for good. */
function acceptAtOnce(intake: Intake, document: FlagDocument): void {
  const result = intake.accept('document', document);
  if (!result.ok) throw new TypeError(`createFlags: source ${refusal('document', result.issues).message}`);
}

function isSource(source: Source | FlagDocument | undefined): source is Source {
  return source !== undefined && 'start' in source;
}
