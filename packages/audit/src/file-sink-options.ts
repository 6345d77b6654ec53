import {
  aFunction,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import type { SignedCheckpoint, Signer } from './checkpoint.ts';

/** Where the files of a log are, when a new one begins, and how long they stay. */
export interface FileSinkOptions {
  /** Where the files are; made when it is missing. One process at a time writes there. */
  readonly directory: string;
  /** A file that has this many bytes is followed by another. @default 67_108_864 */
  readonly rotateBytes?: number;
  /** Begins a file with every hour or day in UTC as well. */
  readonly rotateEvery?: 'hour' | 'day';
  /** Files are pruned when all of their events are older; none while a file `legal-hold` is there. @default 7 */
  readonly retainYears?: number;
  /** Signs the checkpoints. @default none: then they only show a cut tail */
  readonly signer?: Signer;
  /** A checkpoint is written after this many events, and a second after one. @default 1_000 */
  readonly checkpointEvery?: number;
  /** Is given every checkpoint, to be kept where whoever can write the log cannot. The last one, if it is slow. */
  readonly anchor?: (checkpoint: SignedCheckpoint) => unknown;
  /** @default true */
  readonly required?: boolean;
  /** @default 'file' */
  readonly name?: string;
}

export type FileSinkSettings = FileSinkOptions &
  Required<Pick<FileSinkOptions, 'rotateBytes' | 'retainYears' | 'checkpointEvery' | 'required' | 'name'>>;

const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isInteger(n) && n >= 1];

const rules: OptionRules<FileSinkOptions> = {
  directory: ['string', 'the path of a directory', (path: string) => path !== ''],
  rotateBytes: aCount,
  rotateEvery: ['string', "'hour' or 'day'", (every: string) => every === 'hour' || every === 'day'],
  retainYears: ['number', 'a number > 0', (years: number) => years > 0],
  signer: ['object', 'a Signer', (signer: object) => 'sign' in signer],
  checkpointEvery: aCount,
  anchor: aFunction,
  required: ['boolean', 'a boolean'],
  name: aString,
};

export function readFileSinkOptions(given: FileSinkOptions): FileSinkSettings {
  const options = checkOptions('fileSink', given, rules);
  checkValue('fileSink: directory', options.directory, rules.directory);
  return { rotateBytes: 67_108_864, retainYears: 7, checkpointEvery: 1_000, required: true, name: 'file', ...options };
}
