import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { documentStyleHash } from '../../../platform/http/document-style.ts';
import type { DocumentContent } from './content.ts';
import { documentDefinition, documentTitle, recipients } from './definition.ts';
import { fileName } from './file-name.ts';
import { writeCsv } from './write-csv.ts';
import { writeHtml } from './write-html.tsx';

const content: DocumentContent = {
  ...{ title: 'A & B', subject: '<script>alert(1)</script>', from: '2026-02-01', to: '2026-02-28' },
  ...{ generatedAt: Date.UTC(2026, 2, 1), downloads: 1234 },
  tables: [
    {
      ...{ section: 'apps', title: 'Downloads by app', of: 'App', units: ['Downloads'] },
      rows: [
        { key: '=HYPERLINK("http://x")', label: '=HYPERLINK("http://x")', values: [1200] },
        { key: 'a,"b"', label: 'a,"b"\r\nc', values: [34] },
      ],
    },
    {
      ...{ section: 'listeners', title: 'Listeners', of: 'Month', units: ['Listeners', 'Downloads'] },
      rows: [{ key: '2026-02', label: '2026-02', values: [null, 7] }],
    },
  ],
};

test('a CSV has a number a line, quotes what needs it, and no formula', () => {
  expect(Buffer.from(writeCsv(content)).toString()).toBe(
    [
      'section,key,label,unit,value',
      `apps,"'=HYPERLINK(""http://x"")","'=HYPERLINK(""http://x"")",Downloads,1200`,
      'apps,"a,""b""","a,""b""\r\nc",Downloads,34',
      'listeners,2026-02,2026-02,Listeners,',
      'listeners,2026-02,2026-02,Downloads,7',
      '',
    ].join('\r\n'),
  );
});

test('a page stands on its own, escapes what it is told, and has the style that the policy names', () => {
  const html = Buffer.from(writeHtml(content)).toString();
  expect(html).toContain('<title>A &amp; B</title>');
  expect(html).not.toContain('<script');
  expect(html).not.toMatch(/(?:src|href)=/);
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  expect(documentStyleHash).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(html).toContain('<td>–</td>');
});

test('a file is named by letters that are the same everywhere', () => {
  expect(fileName('Käse & "Brot"\r\n', '2026-02-01', 'csv')).toBe('ka-se-brot-2026-02-01.csv');
  expect(fileName('日本', '2026-02-01', 'html')).toBe('report-2026-02-01.html');
});

test.each([
  ['days that are none', { from: '2026-02-30' }, 'expected a day'],
  ['days in the wrong order', { from: '2026-03-01' }, 'not after'],
  ['more days than a document holds', { from: '2020-01-01' }, 'at most 400 days'],
  ['no section', { sections: [] }, 'at least one section'],
  ['a section that there is not', { sections: ['everything'] }, 'got "everything"'],
  ['ages without a show', { sections: ['ages'] }, 'expected a show'],
  ['what it does not know', { format: 'pdf' }, 'format'],
])('a definition is refused with %s', (_, change, message) => {
  const parsed = documentDefinition.safeParse({ from: '2026-02-01', to: '2026-02-28', sections: ['days'], ...change });
  expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
});

test('a title is one line, and an address is one', () => {
  expect(documentTitle.safeParse('a\nBcc: b').success).toBe(false);
  expect(documentTitle.safeParse('  ').success).toBe(false);
  for (const address of ['nobody', 'a@b', 'a@b.example\r\nBcc: c@d.example', 'a b@c.example'])
    expect(recipients.safeParse([address]).success, address).toBe(false);
  expect(recipients.safeParse(['ann@example.com']).success).toBe(true);
});
