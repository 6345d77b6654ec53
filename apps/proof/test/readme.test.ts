import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { readPackages, root } from '../src/package.ts';
import { packageTable, standing, tableIn, withTable } from '../src/package-table.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README of the house', () => {
  test('has the table that npm run readme writes', async () => {
    expect(tableIn(readme)).toBe(await packageTable(inject('consumer').directory));
  });

  test('draws the folders of the application, and the file that wires each package', () => {
    const application = join(root, 'apps/podcast-analytics');
    const picture = /^```mermaid\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
    const wired = [...picture.matchAll(/^ +(\w+)\.ts$/gm)].map(([, name]) => name);
    expect(wired.sort()).toEqual(readPackages().map(({ shortName }) => shortName));
    const drawn = [...picture.matchAll(/\bsrc(?:\/\w+)+/g)].map(([path]) => path);
    const files = [...drawn, ...wired.map((name) => `src/scry/${name}.ts`)];
    expect(drawn.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(application, file)))).toEqual([]);
  });
});

describe('the table of packages', () => {
  const row = { id: 'call', unit: 'ns', ours: 200, floor: 100, ratio: 2, goal: 2, met: true };
  const result = (peers: Record<string, number | null>, unit = 'ns') => ({
    ...{ package: 'sound', node: 'v24', cpus: '2', loadavg: [0, 0, 0] },
    rows: [{ ...row, unit, peers }],
  });

  test('says by how much the fastest peer is beaten', () => {
    expect(standing(result({ slow: 4_000, quick: 500, none: null }))).toBe('2.5 times as fast as quick (call)');
  });

  test('says by how much it wins', () => {
    expect(standing(result({ quick: 10, slow: 400 }))).toBe('quick is 20 times as fast (call)');
  });

  test('cannot be made of a row without a peer, or of one that is no time', () => {
    expect(() => standing(result({ none: null }))).toThrow(
      'the first row of sound must be a time with a peer, got call',
    );
    expect(() => standing(result({ quick: 10 }, 'B'))).toThrow('must be a time');
    expect(() => standing({ ...result({}), rows: [] })).toThrow('got none');
  });

  test('takes the place of the one before, and needs one', () => {
    const written = withTable(withTable(readme, 'one\n'), '| $& |\n');
    expect(tableIn(written)).toBe('| $& |\n');
    expect(withTable(written, tableIn(readme))).toBe(readme);
    expect(() => withTable('# Scry\n', '')).toThrow('the README wants its table between');
  });
});
