/** The fields of one record, why it is none, or that its end is still to come: in a quoted field, in the next line. */
export type CsvRecord = { readonly fields: readonly string[] } | { readonly fault: string } | 'open';

/** A record of comma-separated values (RFC 4180, section 2); the line breaks within it are those of its text. */
export function parseCsvRecord(text: string): CsvRecord {
  if (!text.includes('"')) return { fields: text.split(',') };
  const fields: string[] = [];
  for (let start = 0; ; ) {
    if (text[start] !== '"') {
      const comma = text.indexOf(',', start);
      const end = comma < 0 ? text.length : comma;
      const field = text.slice(start, end);
      if (field.includes('"'))
        return { fault: `field ${fields.length + 1}: expected quotes around all of it, or none` };
      fields.push(field);
      if (comma < 0) return { fields };
      start = comma + 1;
      continue;
    }
    const end = closingQuote(text, start + 1);
    if (end < 0) return 'open';
    fields.push(text.slice(start + 1, end).replaceAll('""', '"'));
    if (end + 1 === text.length) return { fields };
    if (text[end + 1] !== ',') return { fault: `field ${fields.length}: expected a comma behind its closing quote` };
    start = end + 2;
  }
}

/** Two quotes in a row stand for one of the field. */
function closingQuote(text: string, start: number): number {
  for (let from = start; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0 || text[quote + 1] !== '"') return quote;
    from = quote + 2;
  }
}
