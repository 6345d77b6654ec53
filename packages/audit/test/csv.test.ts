import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsv } from '../src/index.ts';
import { fullEvent, sampleEvent } from './sample-events.ts';

/** Reads CSV as RFC 4180 says, independently of how it was written; other delimiters are those of other countries' spreadsheets. */
function parseCsv(text: string, delimiter = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') cell += text.charAt(++i);
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = '';
    } else if (char === '\r' || char === '\n') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += char;
  }
  return rows;
}

/** What a spreadsheet would take for a formula. */
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;

function cellsOf(text: string, delimiter?: string): string[] {
  return parseCsv(text, delimiter).flat();
}

describe('toCsv', () => {
  test('writes a line of names, and a line for each event, in quotes where they are needed', () => {
    const [names = [], values = [], ...more] = parseCsv(toCsv([fullEvent]));
    const cells = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    expect(more).toEqual([]);
    expect(cells).toMatchObject({
      time: '2026-11-22T09:41:07.318Z',
      seq: '7',
      action: 'data.export',
      outcome: 'PARTIAL',
      actor_type: 'api_key',
      actor_id: 'k1',
      actor_tenant_id: 't1',
      actor_impersonated_by: 'root',
      resource_type: 'report',
      resource_id: 'r1',
      resource_tenant_id: 't2',
      client_ip: '192.0.2.1',
      user_agent: 'curl/8',
      session_id: 's1',
      correlation_id: 'c-1',
      reason: 'asked for by the auditor',
      changes: '[{"path":"a.b","old":1,"new":2}]',
      details: '{"records":3}',
    });
  });

  test('leaves cells empty for what an event does not say', () => {
    const [, line = ''] = toCsv([sampleEvent()]).split('\r\n');
    expect(line).toBe(
      `2026-11-22T09:41:07.318Z,01KAPQ5T00ABCDEFGHJKMNPQRS,audit,1,data.read,SUCCESS,user,u1,,,,,,,,,,,,,,${'0'.repeat(64)},${'a'.repeat(64)}`,
    );
  });

  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' =1',
    '\u200b=1',
    '\0=1',
    '\n-1',
  ])('puts an apostrophe into %j, so that it is no formula', (reason) => {
    const cells = cellsOf(toCsv([sampleEvent({ reason })]));
    expect(cells.filter((cell) => formula.test(cell))).toEqual([]);
    expect(cells.filter((cell) => /^[\t\r\n]/.test(cell))).toEqual([]);
    expect(cells.some((cell) => cell.includes("'"))).toBe(true);
  });

  test.each(['a;=1', 'a"";=1', 'a\t=1', 'a|@x', 'a; ＝1', 'a\r\n=1'])(
    'makes no formula of %j where another delimiter than the comma is set',
    (text) => {
      const csv = toCsv([sampleEvent({ reason: text, details: { text, [text]: 1 } })]);
      for (const delimiter of [';', '\t', '|', ',']) {
        expect(cellsOf(csv, delimiter).filter((cell) => formula.test(cell))).toEqual([]);
      }
    },
  );

  test('leaves ordinary text as it is', () => {
    for (const reason of ['a=b', '1-2', 'ada@example.com', "it's", 'a, b; c']) {
      expect(cellsOf(toCsv([sampleEvent({ reason })]))).toContain(reason);
    }
  });

  test('keeps details the JSON that they were', () => {
    const details = { text: ';=1 "quoted", ＝\n\t;-2', list: [1, -2, { '|@': null }] };
    const [, row = []] = parseCsv(toCsv([sampleEvent({ details })]));
    expect(JSON.parse(String(row[20]))).toEqual(details);
  });

  test('takes no more than linear time for whitespace that leads to nothing', () => {
    const start = performance.now();
    toCsv([sampleEvent({ reason: `;${'\n'.repeat(200_000)}x` })]);
    // Quadratic time would be minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('holds for any text: rows stay rows, and no cell is a formula', () => {
    const text = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', ';', ',', '"', "'", '\t', '\r', '\n', '|', ' ', 'a', '＝', '\0'),
    });
    fc.assert(
      fc.property(text, text, text, (id, reason, value) => {
        const event = sampleEvent({ actor: { type: 'user', id }, reason, details: { value } });
        const rows = parseCsv(toCsv([event]));
        expect(rows).toHaveLength(2);
        expect(rows.map(({ length }) => length)).toEqual([23, 23]);
        for (const delimiter of [',', ';', '\t', '|']) {
          expect(cellsOf(toCsv([event]), delimiter).filter((cell) => formula.test(cell))).toEqual([]);
        }
        expect(JSON.parse(String(rows[1]?.[20]))).toEqual({ value });
      }),
    );
  });
});
