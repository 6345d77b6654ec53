import { checkValue } from '@scry/internal/check-options';
import { deepFreeze } from '@scry/internal/deep-freeze';
import { errorCode } from '@scry/internal/error-code';
import type { RetryOptions } from './retry-options.ts';

/** What a preset is called: it is taken where options are. */
export type PresetName = 'default' | 'database' | 'kafka' | 'externalApi' | 'fileIo';

/**
 * Ready-made options, to pass by name or to spread. The README shows their schedules and when to change them.
 *
 * @example
 * const policy = createRetry({ ...presets.database, name: 'orders' });
 */
export const presets: Readonly<Record<PresetName, RetryOptions>> = /* @__PURE__ */ deepFreeze({
  default: { attempts: 3, minDelayMs: 1_000, factor: 2, maxDelayMs: 10_000 },
  database: { attempts: 5, minDelayMs: 500, factor: 2, maxDelayMs: 30_000, deadlineMs: 63_000 },
  kafka: { attempts: 10, minDelayMs: 1_000, factor: 1.5, maxDelayMs: 60_000, deadlineMs: 300_000 },
  externalApi: { attempts: 3, minDelayMs: 1_000, factor: 3, maxDelayMs: 60_000 },
  fileIo: { attempts: 3, minDelayMs: 100, factor: 2, maxDelayMs: 5_000, retryIf: isFileBusy },
});

/** The file is held by somebody else (EPERM: how Windows says so), or too many are open. */
function isFileBusy(error: unknown): boolean {
  return /^(EBUSY|EAGAIN|EMFILE|ENFILE|EPERM)$/.test(errorCode(error) ?? '');
}

/** The options themselves, or those of the preset that is named. */
export function expandPreset<O extends RetryOptions>(caller: string, options: O | PresetName): O | RetryOptions {
  if (typeof options !== 'string') return options;
  const names = Object.keys(presets);
  checkValue(`${caller}: preset`, options, ['string', names.join(', '), (name: string) => names.includes(name)]);
  return presets[options];
}
