type WithoutNulls<Row> = { [Column in keyof Row]?: Exclude<Row[Column], null> };

/** A row whose columns without a value are absent, as everywhere outside of the database. */
export function withoutNulls<Row extends object>(row: Row): WithoutNulls<Row> {
  // The cast: entries forget which value belongs to which column.
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNulls<Row>;
}
