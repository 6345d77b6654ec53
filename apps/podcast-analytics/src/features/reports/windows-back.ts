/** Epoch milliseconds; `until` is not part of it. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

const firstWindowMs = 3_600_000;

/** The span cut into windows, the latest first: an hour, then each four times as long as the one before. */
export function* windowsBack({ from, until }: TimeSpan): Generator<TimeSpan> {
  for (let end = until, length = firstWindowMs; end > from; length *= 4) {
    const begin = Math.max(from, end - length);
    yield { from: begin, until: end };
    end = begin;
  }
}
