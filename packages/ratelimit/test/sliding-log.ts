/** Every call that was let through, by its time: the exact limit over any window, at the price of all those times. */
export function createSlidingLog(
  limit: number,
  windowMs: number,
): { take(now: number, cost: number): boolean; most(): number } {
  const log: { at: number; cost: number }[] = [];
  const within = (from: number, to: number): number =>
    log.filter(({ at }) => at > from && at <= to).reduce((sum, { cost }) => sum + cost, 0);
  return {
    take(now, cost) {
      const isAllowed = within(now - windowMs, now) + cost <= limit;
      if (isAllowed) log.push({ at: now, cost });
      return isAllowed;
    },
    /** The most that any window has had. */
    most: () => Math.max(0, ...log.map(({ at }) => within(at - windowMs, at))),
  };
}
