import { execFileSync } from 'node:child_process';

/**
 * Runs a program in a process of its own, where `gc()` is at hand and nobody else's objects are on the heap; it prints what
 * it measured.
 */
export function inOwnProcess(program: string, ...args: readonly string[]): number {
  const printed = execFileSync(process.execPath, ['--expose-gc', program, ...args], { encoding: 'utf8' });
  const value = Number(printed);
  if (!Number.isFinite(value)) throw new Error(`${program} ${args.join(' ')} must print a number, got ${printed}`);
  return value;
}

/** The bytes that each of many things takes, made by `make` and held by the array that it returns. */
export function bytesEach(count: number, make: (count: number) => readonly unknown[]): number {
  if (globalThis.gc === undefined) throw new Error('heap is measured in a process with --expose-gc');
  make(count); // Code and hidden classes are made once, and are nobody's.
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const held = make(count);
  globalThis.gc();
  const after = process.memoryUsage().heapUsed;
  return (after - before) / held.length;
}
