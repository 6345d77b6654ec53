// Flags on top of a source, and what a test waits for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFlags, type DocumentEvent, defineFlags, type Flags, flag, type Source } from '../src/index.ts';

const definitions = defineFlags({ revision: flag.number(-1) });

/** Flags from this source, which are closed when the test is over. */
export function flagsFrom(source: Source) {
  const flags = createFlags({ definitions, source });
  onTestFinished(() => flags.close());
  return flags;
}

/** A document that is told from others by its number. */
export function revision(number: number): string {
  const flags = { revision: { state: 'ENABLED', variants: { is: number }, defaultVariant: 'is' } };
  return JSON.stringify({ flags });
}

/** Resolves with the next event of this type. */
export function next<T extends DocumentEvent['type']>(
  flags: Pick<Flags, 'subscribe'>,
  type: T,
): Promise<Extract<DocumentEvent, { type: T }>> {
  return new Promise((resolve) => {
    const unsubscribe = flags.subscribe((event) => {
      if (event.type !== type) return;
      unsubscribe();
      // Its type was just compared.
      resolve(event as Extract<DocumentEvent, { type: T }>);
    });
  });
}

/** Resolves when the flags have the document of this number. */
export function reaches(
  flags: { value(key: 'revision'): number } & Pick<Flags, 'subscribe'>,
  number: number,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (flags.value('revision') !== number) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = flags.subscribe(look);
    look();
  });
}

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scry-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
