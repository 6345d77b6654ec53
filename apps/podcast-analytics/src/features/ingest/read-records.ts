import { parseCsvRecord } from './formats/csv-record.ts';
import type { Line } from './line.ts';

/** A stray quote must not take the rest of a file for one field. */
const maxRecordLength = 65_536;

/** Lines joined to records where a quoted field goes on over a line break (RFC 4180, section 2, rule 6). */
export async function* readRecords(source: AsyncIterable<readonly Line[]>): AsyncGenerator<readonly Line[]> {
  let open: (Line & { readonly text: string })[] = [];
  let length = 0;

  function join(line: Line): readonly Line[] {
    if ('fault' in line) return [...giveUp(), line];
    if (open.length === 0 && !(line.text.includes('"') && parseCsvRecord(line.text) === 'open')) return [line];
    open.push(line);
    length += line.text.length;
    // Only a line with a quote can end the field, and each is looked at anew, so that the whole stays within a bound.
    if (open.length > 1 && line.text.includes('"')) {
      const [first] = open;
      const text = open.map((part) => part.text).join('\n');
      if (first && parseCsvRecord(text) !== 'open') {
        reset();
        return [{ number: first.number, text }];
      }
    }
    return length > maxRecordLength || open.length > maxLines ? giveUp() : [];
  }

  function giveUp(): readonly Line[] {
    const number = open[0]?.number ?? 0;
    const fault = `expected the end of the quoted field that begins in line ${number}, got none within ${maxLines} lines`;
    const faults = open.map((line) => ({ number: line.number, fault, raw: line.text }));
    reset();
    return faults;
  }

  function reset(): void {
    open = [];
    length = 0;
  }

  for await (const lines of source) yield lines.flatMap(join);
  if (open.length > 0) yield giveUp();
}

const maxLines = 100;
