import type { FlagDocument } from './flag-document.ts';

/** Where documents come from. */
export interface Source {
  readonly name: string;
  /**
   * Begins. `push` takes each document, as text or as an object, with a version if the source knows one; `fail` says that there
   * is none to be had now. A promise that rejects counts as a failure.
   */
  start(
    push: (raw: string | FlagDocument, version?: string) => void,
    fail: (error: Error) => void,
  ): void | Promise<void>;
  stop(): void | Promise<void>;
}
