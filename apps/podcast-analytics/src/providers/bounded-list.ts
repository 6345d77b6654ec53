/** The newest of what came, so that a sandbox that runs for weeks keeps its size. */
export interface BoundedList<T> {
  add(item: T): void;
  /** The newest first. */
  all(): readonly T[];
}

export function createBoundedList<T>(most = 1000): BoundedList<T> {
  const items: T[] = [];
  return {
    add(item) {
      items.unshift(item);
      items.length = Math.min(items.length, most);
    },
    all: () => items,
  };
}
