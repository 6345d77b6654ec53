/** A number that moves evenly from one value to another in so many milliseconds, and stays there. */
export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly overMs: number;
}

export function rampAt({ from, to, overMs }: Ramp, elapsedMs: number): number {
  return elapsedMs >= overMs ? to : from + ((to - from) * elapsedMs) / overMs;
}
