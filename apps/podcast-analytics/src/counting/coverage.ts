/**
 * Bytes from the first offset up to, but not including, the second. Negative offsets count from the end of the file;
 * `openEnd` is an end that the request left open.
 */
export type Interval = readonly [start: number, end: number];

export const openEnd = Number.MAX_SAFE_INTEGER;
