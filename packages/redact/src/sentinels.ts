/** Stands for a property that is left out. */
export const removed = Symbol('removed');

/** Stands for a property whose getter threw. */
export const unreadable = Symbol('unreadable');
