import type { Activity } from '../experiment.ts';

/** What does the work of an activity of a document. */
export interface Provider {
  readonly run: Activity['run'];
  readonly timeoutMs: number | undefined;
}
