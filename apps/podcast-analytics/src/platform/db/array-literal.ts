/**
 * PostgreSQL's text form of an array (manual, section 8.15.6), for batches that go in as one parameter a column.
 * `pg` would build the same for any nested value, at twice the CPU of an import's batch.
 */
type Plain = number | boolean | string | null | undefined;

/** Of numbers, booleans and texts without special characters, such as uuids and dates. */
export function plainArray(values: readonly Plain[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

export function textArray(values: readonly (string | null | undefined)[]): string {
  return `{${values.map(quoted).join(',')}}`;
}

function quoted(value: string | null | undefined): string {
  return value === null || value === undefined ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
