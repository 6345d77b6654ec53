import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { AuditEvent } from './audit-event.ts';
import { matcher } from './audit-filter.ts';
import { firstPrev, hashOf } from './line.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';
import { writeCheckpoint } from './signed-note.ts';
import type { Sink } from './sink.ts';

/** How much a sink in memory keeps. */
export interface MemorySinkOptions {
  /** How many events are kept; the oldest go first. @default 10_000 */
  readonly maxEvents?: number;
}

/** A sink whose lines can be looked at. */
export interface MemorySink extends Sink {
  /** The lines that are kept, oldest first. */
  readonly lines: readonly string[];
}

const rules: OptionRules<MemorySinkOptions> = {
  maxEvents: ['number', 'an integer >= 1', (n: number) => Number.isInteger(n) && n >= 1],
};

/**
 * Keeps events in memory, for tests. What it takes is as durable as the process.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const sink = memorySink();
 * const audit = await createAudit({ sinks: [sink] });
 */
export function memorySink(options: MemorySinkOptions = {}): MemorySink {
  const { maxEvents = 10_000 } = checkOptions('memorySink', options, rules);
  const lines: string[] = [];
  const tree = new MerkleTree();
  let stream = '';
  let head = firstPrev;

  return {
    name: 'memory',
    lines,
    async open(host) {
      stream = host.stream;
      return tree.size === 0 ? undefined : { seq: tree.size, hash: head };
    },
    async append(more) {
      for (const line of more) {
        tree.push(leafHash(line));
        head = hashOf(line);
        lines.push(line);
      }
      if (lines.length > maxEvents) lines.splice(0, lines.length - maxEvents);
    },
    async *query(filter) {
      const fits = matcher(filter);
      // What stands in a line was checked before it was written.
      const events = lines.map((line) => JSON.parse(line) as AuditEvent);
      yield* events.filter(fits).slice(0, filter.limit);
    },
    checkpoint: () => writeCheckpoint(stream, tree.size, tree.root(), undefined),
    async close() {},
  };
}
