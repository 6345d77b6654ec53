import type { Window, WindowCounts } from './window.ts';

/** The calls of the last `windowMs`, exact to the width of a bucket. */
export class TimeWindow implements Window {
  readonly isTimed = true;
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #widthMs: number;
  /** Calls, failures and slow calls of each bucket, in a ring. */
  readonly #ring: number[];
  /** The latest bucket: where it is in the ring, and when it ends. */
  #place = 0;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number, buckets: number) {
    this.#widthMs = windowMs / buckets;
    this.#ring = new Array(buckets * 3).fill(0);
  }

  record(nowMs: number, isFailure: boolean, isSlow: boolean): void {
    this.moveTo(nowMs);
    this.#add(1, isFailure ? 1 : 0, isSlow ? 1 : 0);
  }

  restore(nowMs: number, { calls, failures, slow }: WindowCounts): void {
    this.moveTo(nowMs);
    this.#add(calls, failures, slow);
  }

  moveTo(nowMs: number): void {
    if (nowMs < this.#endMs) return;
    const width = this.#widthMs;
    const buckets = this.#ring.length / 3;
    const steps = Math.floor((nowMs - this.#endMs) / width) + 1;
    for (let step = 0; step < Math.min(steps, buckets); step++) {
      this.#place = (this.#place + 3) % this.#ring.length;
      this.#empty();
    }
    this.#endMs = steps < Infinity ? this.#endMs + steps * width : nowMs + width;
  }

  clear(): void {
    this.#ring.fill(0);
    this.calls = this.failures = this.slow = 0;
  }

  #add(calls: number, failures: number, slow: number): void {
    this.calls += calls;
    this.#change(0, calls);
    if (failures > 0) {
      this.failures += failures;
      this.#change(1, failures);
    }
    if (slow > 0) {
      this.slow += slow;
      this.#change(2, slow);
    }
  }

  /** What was in the place of the new bucket is too old. */
  #empty(): void {
    this.calls -= this.#change(0, 0);
    this.failures -= this.#change(1, 0);
    this.slow -= this.#change(2, 0);
    this.#ring.fill(0, this.#place, this.#place + 3);
  }

  /** Adds to a number of the latest bucket, and returns what it is then. */
  #change(offset: number, by: number): number {
    const place = this.#place + offset;
    const value = (this.#ring[place] as number) + by; // the place is always within the ring
    this.#ring[place] = value;
    return value;
  }
}
