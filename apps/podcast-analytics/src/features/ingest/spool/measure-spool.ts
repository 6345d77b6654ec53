import { Gauge, type Registry } from 'prom-client';
import type { Spool } from './spool.ts';

/**
 * What waits for the database, under names that begin with `name`:
 *
 * - `_bytes`, `_limit_bytes`: how much that is, and beyond what more is refused
 * - `_oldest_age_seconds`: how long the oldest of it waits
 */
export function measureSpool(
  registry: Registry,
  name: string,
  spool: Pick<Spool, 'depth' | 'maxBytes'>,
  now: () => number,
): void {
  const gauge = (end: string, help: string, read: () => number) =>
    new Gauge({
      name: `${name}_${end}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('bytes', 'What waits on the local disk for the database', () => spool.depth().bytes);
  gauge('limit_bytes', 'How much may wait there', () => spool.maxBytes);
  gauge('oldest_age_seconds', 'How long the oldest of it waits', () => {
    const { since } = spool.depth();
    return since === undefined ? 0 : Math.max(0, (now() - since) / 1_000);
  });
}
