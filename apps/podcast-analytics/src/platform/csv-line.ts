/**
 * A line of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it, because names of
 * apps and files come from whoever sent the request.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** What begins a formula, in East Asian width too, at the begin of a cell. */
const first = /^(?:[\s\p{C}]*[=+\-@＝＋－＠]|[\t\r])/u;

/**
 * The same at the begin of another one. A spreadsheet of a country that writes commas in its numbers parts cells at semicolons, and
 * does not heed our quotes. It is looked back from these characters alone, so that no text takes more than linear time.
 */
const further = /[=+\-@＝＋－＠](?<=[;\t\r\n][\s\p{C}"]*.)/gu;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = `${first.test(value) ? "'" : ''}${value.replace(further, "'$&")}`;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
