import type { Hit } from '../../../counting/hit.ts';
import type { FormatName } from '../batch.ts';

/** A line is a hit, no hit for a reason, or (a header) neither. */
export type Parsed = { readonly hit: Hit } | { readonly fault: string } | undefined;

export interface LogFormat {
  readonly name: FormatName;
  /** What it is called where the accepted formats are listed. */
  readonly title: string;
  /** A `row` of a JSON document, or a `record` of one or more lines, in place of a line. */
  readonly unit: 'line' | 'row' | 'record';
  /** Whether a line from the beginning of the input is of this format. */
  recognises(line: string): boolean;
  /** A parser for one input: it may remember a header. */
  createParser(): (text: string) => Parsed;
}
