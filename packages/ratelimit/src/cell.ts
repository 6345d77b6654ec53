/** One number of many. The index is one that the caller has made room for. */
export function cell(cells: Float64Array, at: number): number {
  // In range by construction; a default here would be a branch that nothing ever takes.
  return cells[at] as number;
}
