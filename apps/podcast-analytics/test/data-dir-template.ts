/**
 * Creating an embedded database takes seconds of CPU, copying one a fraction: it is created once a run, and each test
 * gets a copy.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../src/platform/db/open-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    dataDirTemplate: string;
  }
}

/** vitest's global setup; what it returns is the teardown. */
export async function setup(project: TestProject): Promise<() => void> {
  const template = mkdtempSync(join(tmpdir(), 'scry-template-'));
  const database = await openDatabase({ dataDir: template });
  await database.close();
  project.provide('dataDirTemplate', template);
  return () => rmSync(template, { recursive: true });
}

/** A data directory without data, of the caller's own. */
export function emptyDataDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'scry-data-'));
  cpSync(inject('dataDirTemplate'), path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
