import type { JsonValue, ResolutionDetails } from '@openfeature/core';
import { FlagsProvider } from './openfeature/flags-provider.ts';

export type { ProvidedFlags } from './openfeature/flags-provider.ts';

/**
 * Serves every flag of a document to the server SDK of OpenFeature. It is ready when the flags are, and tells when they change, go
 * stale and recover. To close it leaves the flags open.
 *
 * @example
 * await OpenFeature.setProviderAndWait(new ScryProvider(flags));
 */
export class ScryProvider extends FlagsProvider {
  readonly runsOn = 'server';

  async resolveBooleanEvaluation(key: string, fallback: boolean, context: object): Promise<ResolutionDetails<boolean>> {
    return this.resolve('boolean', key, fallback, context);
  }

  async resolveStringEvaluation(key: string, fallback: string, context: object): Promise<ResolutionDetails<string>> {
    return this.resolve('string', key, fallback, context);
  }

  async resolveNumberEvaluation(key: string, fallback: number, context: object): Promise<ResolutionDetails<number>> {
    return this.resolve('number', key, fallback, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    fallback: T,
    context: object,
  ): Promise<ResolutionDetails<T>> {
    return this.resolve('object', key, fallback, context);
  }
}

/**
 * The same for the web SDK of OpenFeature, whose evaluations are synchronous.
 *
 * @example
 * await OpenFeature.setProviderAndWait(new ScryWebProvider(flags), { targetingKey: user.id });
 */
export class ScryWebProvider extends FlagsProvider {
  readonly runsOn = 'client';

  resolveBooleanEvaluation(key: string, fallback: boolean, context: object): ResolutionDetails<boolean> {
    return this.resolve('boolean', key, fallback, context);
  }

  resolveStringEvaluation(key: string, fallback: string, context: object): ResolutionDetails<string> {
    return this.resolve('string', key, fallback, context);
  }

  resolveNumberEvaluation(key: string, fallback: number, context: object): ResolutionDetails<number> {
    return this.resolve('number', key, fallback, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(key: string, fallback: T, context: object): ResolutionDetails<T> {
    return this.resolve('object', key, fallback, context);
  }
}
