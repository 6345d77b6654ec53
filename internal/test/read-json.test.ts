import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WrongInput } from '../command-line.ts';
import { readJsonFile, readJsonOption, readObjectOption } from '../read-json.ts';

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'read-json-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.json'), text);
  return join(folder, 'a.json');
}

describe('JSON of a file', () => {
  test('is read', () => expect(readJsonFile(fileOf('{"a":[1]}'))).toEqual({ a: [1] }));

  test('is refused by the name of the file when it is broken, or not there', () => {
    const file = fileOf('{');
    expect(() => readJsonFile(file)).toThrow(`${file} is no JSON: `);
    expect(() => readJsonFile(`${file}x`)).toThrow(`${file}x cannot be read: ENOENT`);
    expect(() => readJsonFile(file)).toThrow(WrongInput);
  });
});

describe('JSON of an option', () => {
  test('is any value, as typed or from a file', () => {
    expect(readJsonOption({ who: '[1]' }, 'who')).toEqual([1]);
    expect(readJsonOption({ who: `@${fileOf('null')}` }, 'who')).toBeNull();
    expect(readJsonOption({}, 'who')).toBeUndefined();
    expect(() => readJsonOption({ who: '{' }, 'who')).toThrow('--who is no JSON: ');
  });

  test('is an object where one is wanted', () => {
    expect(readObjectOption({ who: '{"id":1}' }, 'who')).toEqual({ id: 1 });
    expect(readObjectOption({}, 'who')).toBeUndefined();
  });

  test.each(['[]', 'null', '5', '"a"'])('is refused when it is %s in place of an object', (typed) => {
    expect(() => readObjectOption({ who: typed }, 'who')).toThrow(`--who must be a JSON object, got ${typed}`);
  });
});
