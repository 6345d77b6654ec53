import { unreadable } from './sentinels.ts';

/** Begins a copy with what was read of an object before its first property that changes. */
export function copyRead(
  copy: Record<string, unknown>,
  holder: object,
  read: readonly unknown[],
  start: number,
  end: number,
): void {
  let i = start;
  for (const name in holder) {
    if (i === end) return;
    put(copy, name, read[i++]);
  }
}

/** An own property, whatever its name. */
export function put(copy: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') copy[name] = value;
  else Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true });
}

/** An element, whatever a getter or a Proxy does. */
export function readElement(holder: readonly unknown[], i: number): unknown {
  try {
    return holder[i];
  } catch {
    return unreadable;
  }
}
