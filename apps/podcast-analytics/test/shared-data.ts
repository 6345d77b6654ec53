import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/**
 * A folder of the real hits and agent files that are not part of the repository; undefined, said aloud, where it is absent.
 * @throws where SCRY_REQUIRE_SERVICES asks for all tests to run.
 */
export function sharedData(name: 'op3-hits' | 'opawg-user-agents-v2'): string | undefined {
  const folder = join(process.env['SCRY_DATA'] ?? join(root, '../shared/data'), name);
  if (existsSync(folder)) return folder;
  const message = `tests on ${name} did not run: ${folder} is absent; name the folder that holds it with SCRY_DATA`;
  if (process.env['SCRY_REQUIRE_SERVICES'] === '1') throw new Error(message);
  console.warn(message);
  return undefined;
}
