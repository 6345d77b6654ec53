import type { AnyProviderEvent, ErrorCode, EventContext, JsonValue, ResolutionDetails } from '@openfeature/core';
import type { EvaluationContext, FlagErrorCode } from '../evaluation.ts';
import type { DocumentEvent } from '../events.ts';
import type { Flags } from '../flags.ts';
import { EventEmitter } from './event-emitter.ts';

/** What a provider needs of the flags; every `Flags` has it. */
export type ProvidedFlags = Pick<Flags, 'evaluate' | 'ready' | 'status' | 'subscribe'>;

/** What both providers share: their name, their life and their events. */
export class FlagsProvider {
  readonly metadata = { name: '@scry/flags' } as const;
  readonly events = new EventEmitter();
  readonly #flags: ProvidedFlags;
  #unsubscribe = (): void => {};
  #wasReady = true;

  constructor(flags: ProvidedFlags) {
    this.#flags = flags;
  }

  /** Waits for the first document. Rejects when the source has failed and there is none. */
  async initialize(): Promise<void> {
    const { state, lastError } = await this.#flags.ready();
    this.#wasReady = state !== 'error';
    this.#unsubscribe();
    this.#unsubscribe = this.#flags.subscribe((event) => this.#tell(event));
    if (state === 'error') throw lastError;
  }

  /** The flags live on: they may have other users. */
  async onClose(): Promise<void> {
    this.#unsubscribe();
  }

  protected resolve<T extends JsonValue>(
    type: 'boolean' | 'string' | 'number' | 'object',
    key: string,
    fallback: T,
    context: object,
  ): ResolutionDetails<T> {
    // The contexts of OpenFeature and ours hold the same kinds of values.
    const details = this.#flags.evaluate(key, context as EvaluationContext);
    const { value, variant, reason, errorCode, errorMessage, flagMetadata } = details;
    if (errorCode !== undefined) return failed(fallback, errorCode, String(errorMessage), flagMetadata);
    // Disabled, or without a variant: the caller's own value is the right one.
    if (value === undefined) return { value: fallback, reason, flagMetadata };
    if (typeof value !== type) {
      return failed(fallback, 'TYPE_MISMATCH', `${key} is of type ${typeof value}, not ${type}`, flagMetadata);
    }
    // Its type was just compared.
    return { value: value as T, reason, flagMetadata, ...(variant === undefined ? {} : { variant }) };
  }

  #tell(event: DocumentEvent): void {
    if (event.type === 'update') {
      if (!this.#wasReady) this.#emit('PROVIDER_READY', {});
      this.#wasReady = true;
      this.#emit('PROVIDER_CONFIGURATION_CHANGED', { flagsChanged: event.changes.map(({ key }) => key) });
    } else if (event.type !== 'warning' && this.#wasReady) {
      // A source that goes on failing is no news.
      this.#wasReady = false;
      const { state, lastError } = this.#flags.status();
      this.#emit(state === 'stale' ? 'PROVIDER_STALE' : 'PROVIDER_ERROR', { message: String(lastError?.message) });
    }
  }

  #emit(name: `${AnyProviderEvent}`, context: EventContext): void {
    // An enum of the SDK, whose values these are: to import it would want the SDK at run time.
    this.events.emit(name as AnyProviderEvent, { ...context, providerName: this.metadata.name });
  }
}

function failed<T>(
  value: T,
  errorCode: FlagErrorCode,
  errorMessage: string,
  flagMetadata: ResolutionDetails<T>['flagMetadata'] & object,
): ResolutionDetails<T> {
  // The same enum as that of the events.
  return { value, reason: 'ERROR', errorCode: errorCode as ErrorCode, errorMessage, flagMetadata };
}
