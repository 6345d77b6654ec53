/** A measured value; null where a library cannot do what is measured, or does not end. */
export type Value = number | null;

export interface Row {
  readonly id: string;
  readonly unit: string;
  readonly ours: number;
  /** What the same takes with no library at all. */
  readonly floor: Value;
  readonly peers: Readonly<Record<string, Value>>;
  /** The figure that the goal speaks of. */
  readonly ratio: number;
  /** The ratio that may not be exceeded. */
  readonly goal: number;
  readonly met: boolean;
}

export interface Result {
  readonly package: string;
  readonly node: string;
  readonly cpus: string;
  readonly loadavg: readonly number[];
  readonly rows: readonly Row[];
}

export function rowOf(row: Omit<Row, 'met'>): Row {
  return { ...row, met: row.ratio <= row.goal };
}
