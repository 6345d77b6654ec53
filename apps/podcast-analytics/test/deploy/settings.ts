import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretNames } from '../../src/secrets.ts';

const root = join(import.meta.dirname, '../..');
const sources = ['src/config.ts', 'src/features/backups/backup-settings.ts', 'src/providers/provider-settings.ts']
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join();
const rateLimits = ['ENABLED', 'REQUESTS_PER_WINDOW', 'WINDOW_SECONDS', 'STRATEGY'].map((end) => `RATE_LIMIT_${end}`);

/** Those of the names that nothing reads. */
export function unknownSettings(names: readonly string[]): readonly string[] {
  const known = new Set<string>([...rateLimits, ...secretNames, ...secretNames.map((name) => `${name}_FILE`)]);
  return names.filter((name) => !known.has(name) && !new RegExp(`\\b${name}\\b`).test(sources));
}
