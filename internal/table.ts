/** Rows with their columns aligned; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((text, column) => Math.max(text.length, widest[column] ?? 0)),
    [],
  );
  return rows.map((row) => {
    const cells = row.map((text, column) => text.padEnd(Number(widths[column])));
    return cells.join('  ').trimEnd();
  });
}
