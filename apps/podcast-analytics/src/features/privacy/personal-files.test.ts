import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeHit, noon } from '../../../test/make-hit.ts';
import { setAsideFile } from '../ingest/spool/set-aside-file.ts';
import { mentionsAddress } from './listener.ts';
import { createPersonalFiles } from './personal-files.ts';
import { untilStored } from './until-stored.ts';

const day = 86_400_000;
let dataDir: string;
let now: number;
const path = (name: string) => join(dataDir, name);
/** A line that was erased is blank. */
const linesOf = (name: string) =>
  readFileSync(path(name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
beforeEach(() => {
  now = noon;
  dataDir = mkdtempSync(join(tmpdir(), 'scry-personal-'));
  for (const folder of ['uploads', 'spool', 'conversion-spool']) mkdirSync(path(folder));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('rejected lines are kept for a week, hits that were set aside for thirty days', async () => {
  const files = createPersonalFiles(dataDir, () => now);
  writeFileSync(path('uploads/1.rejects'), '{}\n');
  await setAsideFile(path('spool'), () => now)('demo', makeHit(), 'refused');
  const names = () => [...readdirSync(path('uploads')), ...readdirSync(path('spool'))];
  expect(names()).toEqual(['1.rejects', 'set-aside-2026-02-03.ndjson']);
  for (const file of ['uploads/1.rejects', 'spool/set-aside-2026-02-03.ndjson']) {
    utimesSync(path(file), noon / 1_000, noon / 1_000);
  }
  now = noon + 7 * day;
  expect(await files.removeExpired()).toBe(0);
  now += 1;
  expect(await files.removeExpired()).toBe(1);
  expect(names()).toEqual(['set-aside-2026-02-03.ndjson']);
  now = noon + 30 * day + 1;
  expect(await files.removeExpired()).toBe(1);
  expect(names()).toEqual([]);
});

test('lines that are erased leave a file that is as old as before, and no other one', async () => {
  const files = createPersonalFiles(dataDir, () => now);
  writeFileSync(path('uploads/1.rejects'), '{"raw":"192.0.2.7 x"}\n{"raw":"192.0.2.77 y"}\n');
  utimesSync(path('uploads/1.rejects'), noon / 1_000, noon / 1_000);
  expect(await files.erase(mentionsAddress('192.0.2.7'))).toBe(1);
  expect(linesOf('uploads/1.rejects')).toEqual(['{"raw":"192.0.2.77 y"}']);
  expect(readdirSync(path('uploads'))).toEqual(['1.rejects']);
  now = noon + 7 * day + 1;
  expect(await files.removeExpired()).toBe(1);
});

test('what is written to a file while lines are erased stays in it', async () => {
  const files = createPersonalFiles(dataDir, () => now);
  const setAside = setAsideFile(path('spool'), () => now);
  await setAside('demo', makeHit({ uuid: '1', address: '192.0.2.7' }), 'refused');
  const meanwhile = setAside('demo', makeHit({ uuid: '2' }), 'refused');
  const writing = openSync(path('spool/set-aside-2026-02-03.ndjson'), 'a');
  expect(await files.erase(mentionsAddress('192.0.2.7'))).toBe(1);
  await meanwhile;
  writeSync(writing, '{"uuid":"3"}\n');
  closeSync(writing);
  const left = linesOf('spool/set-aside-2026-02-03.ndjson').map((line) => JSON.parse(line).uuid);
  expect(left).toEqual(['2', '3']);
});

test('a file that goes meanwhile, because its time has come, is no fault', async () => {
  const files = createPersonalFiles(dataDir, () => now);
  const nameOf = (n: number) => path(`uploads/${n}.rejects`);
  const plant = () => [1, 2].map((n) => writeFileSync(nameOf(n), `{"raw":"192.0.2.7","n":${n}}\n`));
  const othersGo = (line: string) => {
    if (line.includes('"n":')) rmSync(nameOf(line.includes('"n":1') ? 2 : 1), { force: true });
    return mentionsAddress('192.0.2.7')(line);
  };
  plant();
  expect(await files.find(othersGo, 10)).toHaveLength(1);
  plant();
  expect(await files.erase(othersGo)).toBe(1);
});

test('a line is erased, and left, as a whole, whatever stands in it', async () => {
  const files = createPersonalFiles(dataDir, () => now);
  const line = (address: string) => JSON.stringify({ address, userAgent: 'one\u2028two\u2029three\u{1F3A7}' });
  // Longer than what is read at once, and the last one cut off by the end of a process.
  const others = Array.from({ length: 2_000 }, () => line('192.0.2.8'));
  writeFileSync(path('uploads/1.rejects'), [line('192.0.2.7'), ...others, line('192.0.2.7')].join('\n'));
  expect(await files.find(mentionsAddress('192.0.2.7'), 1)).toEqual([
    { file: 'uploads/1.rejects', line: line('192.0.2.7') },
  ]);
  expect(await files.erase(mentionsAddress('192.0.2.7'))).toBe(2);
  expect(linesOf('uploads/1.rejects')).toEqual(others);
  expect(await files.erase(mentionsAddress('192.0.2.7'))).toBe(0);
});

test.each([
  ['2001:db8::7', '{"address":"2001:0db8:0:0:0:0:0:0007"}', true],
  ['2001:db8::7', '[2001:db8::ffff] - -', true],
  ['2001:db8::7', '2001:db8:0:1::7', false],
  ['192.0.2.7', '192.0.2.7:443 GET', true],
  ['192.0.2.7', '::ffff:192.0.2.7', true],
  ['192.0.2.7', 'client:192.0.2.7, then', true],
  ['192.0.2.7', JSON.stringify({ raw: 'a\f192.0.2.7\b' }), true],
  ['192.0.2.7', '/face192.0.2.7.mp3', true],
  ['2001:db8::7', 'from 2001:db8::7: refused.', true],
  ['2001:db8::7', 'It was 2001:db8::7.', true],
  ['2001:db8::7', 'ip:2001:db8::7', true],
  ['2001:db8::7', '2001:db8:: - -', true],
  ['2001:db8::7', 'for=::ffff:192.0.2.7;at=12:00:00', false],
  ['192.0.2.7', '192.0.2.70 and 1192.0.2.7', false],
])('%s is mentioned by %s: %j', (address, line, isMentioned) => {
  expect(mentionsAddress(address)(line)).toBe(isMentioned);
});

test.each(['spool/0000000001-1770120000000.spool', 'conversion-spool/0000000001-1770120000000.spool', 'uploads/1.log'])(
  'where %s waits, it is said what to do, and what comes later is not waited for',
  async (file) => {
    writeFileSync(path('uploads/2.rejects'), '');
    await untilStored(dataDir, { tries: 0 });
    writeFileSync(path(file), 'x');
    const asked = untilStored(dataDir, { tries: 1, everyMs: 1 });
    await expect(asked).rejects.toThrow(`${file} of DATA_DIR: expected to be stored by now`);
    rmSync(path(file));
    await untilStored(dataDir, { tries: 0 });
  },
);
