import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from './csv.ts';
import { parseCsvRecord } from './csv-record.ts';

const parse = (...lines: string[]) => {
  const parser = csv.createParser();
  return lines.map((line) => parser(line)).at(-1);
};

describe('a CSV of hits', () => {
  const header = 'time,url,userAgent,address';

  test('is read by the names of its columns', () => {
    expect(parse(header, '2026-02-03T12:00:00Z,https://a.example/1.mp3,"Pod, ""cast""/1",192.0.2.1')).toEqual({
      hit: {
        time: Date.UTC(2026, 1, 3, 12),
        method: 'GET',
        url: 'https://a.example/1.mp3',
        userAgent: 'Pod, "cast"/1',
        address: '192.0.2.1',
      },
    });
  });

  test('is read in any order and spelling of its columns, without those that say nothing of a hit', () => {
    expect(parse('Bytes_Sent,URL,note,IP Address,Timestamp,Method', '5,/a.mp3,x,192.0.2.1,1770120000000,HEAD')).toEqual(
      {
        hit: { time: 1770120000000, method: 'HEAD', url: '/a.mp3', bytesSent: 5, address: '192.0.2.1' },
      },
    );
  });

  test('takes an empty field for what the log does not tell', () => {
    expect(parse(header, '1770120000000,/a.mp3,,')).toEqual({
      hit: { time: 1770120000000, method: 'GET', url: '/a.mp3' },
    });
  });

  test.each([
    ['1770120000000,/a.mp3,x', 'expected 4 fields, got 3'],
    ['1770120000000,/a.mp3,x,y,z', 'expected 4 fields, got 5'],
    ['1770120000000,/a "b".mp3,x,y', 'field 2: expected quotes around all of it, or none'],
    ['1770120000000,"/a"b.mp3,x,y', 'field 2: expected a comma behind its closing quote'],
    ['1770120000000,"/a.mp3,x,y', 'expected a quote that ends the field, got the end of the file'],
  ])('refuses %s', (line, fault) => {
    expect(parse(header, line)).toEqual({ fault });
  });

  test('names the columns that its header lacks', () => {
    expect(parse('when,url')).toEqual({ fault: 'expected a header with time and url, missing time' });
  });

  test.each([header, 'URL,"Time"', 'time,url,constructor'])('is recognised by %s', (line) => {
    expect(csv.recognises(line)).toBe(true);
  });

  test.each(['time;url', 'time\turl', 'url', '', '"time,url', '{"time":1,"url":"x"}'])(
    'is not recognised by %j',
    (line) => {
      expect(csv.recognises(line)).toBe(false);
    },
  );
});

test('what is written by the rules of RFC 4180 is read back, whatever the fields hold', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é'), maxLength: 8 });
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
      expect(parseCsvRecord(fields.map(quoted).join(','))).toEqual({ fields });
    }),
  );
});
