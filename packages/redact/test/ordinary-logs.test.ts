import { describe, expect, test } from 'vitest';
import { defaultDetectors } from '../src/default-detectors.ts';
import { detectors } from '../src/detectors.ts';
import { createTextScanner } from '../src/scan-text.ts';
import { ordinaryLogs } from './ordinary-logs.ts';

function falseFindings(list: typeof detectors, texts: Iterable<string>): string[] {
  const scanner = createTextScanner(list);
  return [...texts].flatMap((text) =>
    scanner.find(text).map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`),
  );
}

describe('ordinary logs', () => {
  test('hold nothing for the default detectors in 32,000 lines', () => {
    expect(falseFindings(defaultDetectors, ordinaryLogs(32_000, 1))).toEqual([]);
  });

  test('hold nothing for the whole pack in 32,000 lines', () => {
    expect(falseFindings(detectors, ordinaryLogs(32_000, 2))).toEqual([]);
  });

  test('come back as the same string', () => {
    const { redact } = createTextScanner(defaultDetectors);
    for (const line of ordinaryLogs(1_000, 3)) expect(redact(line)).toBe(line);
  });

  test('hold nothing in a megabyte that is read as one text', () => {
    let text = '';
    for (const line of ordinaryLogs(Infinity, 4)) {
      text += `${line}\n`;
      if (text.length > 2 ** 20) break;
    }
    expect(falseFindings(detectors, [text])).toEqual([]);
  });
});
