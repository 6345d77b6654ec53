import type { Window, WindowCounts } from './window.ts';

/** The last `size` calls: one byte each, in a ring. */
export class CountWindow implements Window {
  readonly isTimed = false;
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #ring: Uint8Array;
  #next = 0;

  constructor(size: number) {
    this.#ring = new Uint8Array(size);
  }

  record(_nowMs: number, isFailure: boolean, isSlow: boolean): void {
    const ring = this.#ring;
    const place = this.#next;
    const oldest = ring[place] as number; // the place is always within the ring
    const newest = (isFailure ? 1 : 0) + (isSlow ? 2 : 0);
    this.#next = place + 1 === ring.length ? 0 : place + 1;
    if (this.calls < ring.length) this.calls++;
    if (oldest === newest) return;
    this.failures += (newest & 1) - (oldest & 1);
    this.slow += (newest >> 1) - (oldest >> 1);
    ring[place] = newest;
  }

  restore(_nowMs: number, { calls, failures, slow }: WindowCounts): void {
    // The snapshot may be of a larger window.
    for (let call = 0; call < Math.min(calls, this.#ring.length); call++) this.record(0, call < failures, call < slow);
  }

  moveTo(): void {}

  clear(): void {
    this.#ring.fill(0);
    this.calls = this.failures = this.slow = this.#next = 0;
  }
}
