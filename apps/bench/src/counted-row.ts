import type { Row, Value } from './row.ts';
import { rowOf } from './row.ts';

/** A row whose goal speaks of our value itself; ours is the first of the libraries. */
export async function countedRow<Library extends { readonly name: string }>(
  libraries: readonly Library[],
  row: { readonly id: string; readonly unit: string; readonly goal: number },
  measure: (library: Library) => Promise<Value>,
): Promise<Row> {
  const values = new Map<string, Value>();
  for (const library of libraries) values.set(library.name, await measure(library));
  const [[, ours] = ['', null], ...peers] = values;
  if (ours === null) throw new Error(`${row.id}: ours did not end`);
  return rowOf({ ...row, ours, floor: null, peers: Object.fromEntries(peers), ratio: ours });
}
