// A log is a directory of segments, each named after its first event. When the end of one cannot be trusted any more, what
// stands there is written again into a segment of a later generation: from its first event on, earlier ones do not count.
import type { FileSystem } from './file-system.ts';

export interface Segment {
  readonly name: string;
  /** The number of its first event. */
  readonly first: number;
  readonly generation: number;
  /** Events from this number on do not count: a later generation holds them. */
  readonly limit: number;
}

export interface LogFiles {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly segments: readonly Segment[];
  /** Files with checkpoints, oldest first. */
  readonly checkpoints: readonly string[];
  /** Proofs of pruned segments, oldest first. */
  readonly pruned: readonly string[];
  /** Files that were never finished, and segments whose proof is there already. */
  readonly unfinished: readonly string[];
}

/** `0000000000000042.ndjson`, and `0000000000000042.1.ndjson` in generation 1. */
export function fileName(first: number, generation: number, kind: 'ndjson' | 'checkpoints'): string {
  return `${String(first).padStart(16, '0')}${generation === 0 ? '' : `.${generation}`}.${kind}`;
}

const pattern = /^(\d{16})(?:\.(\d+))?\.(ndjson|checkpoints|ndjson\.pruned)$/;

/** Looks what is in the directory. */
export async function listLog(fileSystem: FileSystem, directory: string): Promise<LogFiles> {
  const names = await fileSystem.list(directory);
  const found = names
    .flatMap((name) => {
      const [, first, generation = '0', kind] = pattern.exec(name) ?? [];
      return first === undefined ? [] : [{ name, first: Number(first), generation: Number(generation), kind }];
    })
    .sort((a, b) => a.generation - b.generation || a.first - b.first);
  const of = (kind: string) => found.filter((file) => file.kind === kind);
  const isProved = ({ name }: { name: string }) => names.includes(`${name}.pruned`);
  return {
    fileSystem,
    directory,
    segments: limited(of('ndjson').filter((file) => !isProved(file))),
    checkpoints: of('checkpoints')
      .sort((a, b) => a.first - b.first || a.generation - b.generation)
      .map(({ name }) => name),
    pruned: of('ndjson.pruned').map(({ name }) => name),
    unfinished: [
      ...names.filter((name) => name.endsWith('.tmp')),
      ...of('ndjson')
        .filter(isProved)
        .map(({ name }) => name),
    ],
  };
}

function limited(found: readonly Omit<Segment, 'limit'>[]): Segment[] {
  let limit = Infinity;
  let generation = Infinity;
  let least = Infinity;
  return found
    .toReversed()
    .map((segment) => {
      if (segment.generation < generation) limit = least;
      generation = segment.generation;
      least = Math.min(least, segment.first);
      return { name: segment.name, first: segment.first, generation, limit };
    })
    .reverse();
}
