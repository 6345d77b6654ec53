import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FingerprintTable } from '../src/fingerprint-table.ts';
import type { IsIdle, KeyTable } from '../src/key-table.ts';
import { MapTable } from '../src/map-table.ts';

const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 100);

/** A hash under which many keys want the same few slots, those at the end of the table included. */
function crowdedHash() {
  const hash = {
    low: 0,
    high: 0,
    read(key: string) {
      hash.low = Number(key) % 5 === 0 ? 15 : Number(key) % 7;
      hash.high = Number(key) * 2;
    },
  };
  return hash;
}

const isIdle: IsIdle = (cells, at) => cells[at] === 0;
const tables: readonly [string, (width: number) => KeyTable][] = [
  ['MapTable', (width) => new MapTable(width, isIdle)],
  ['FingerprintTable', (width) => new FingerprintTable(width, isIdle, crowdedHash())],
];

const steps = fc.array(
  fc.record({ act: fc.constantFrom('set', 'set', 'set', 'idle', 'delete', 'sweep', 'clear'), key: fc.nat(40) }),
  { maxLength: 120 },
);

describe.each(tables)('%s', (_, create) => {
  test('holds for each key what was put there, and loses none but the idle ones', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), (given, width) => {
        const table = create(width);
        const model = new Map<string, number>();
        given.forEach(({ act, key }, step) => {
          const name = String(key);
          if (act === 'set' || act === 'idle') {
            const found = table.find(name);
            const at = found < 0 ? table.add(name) : found;
            if (found < 0) expect([...table.cells.subarray(at, at + width)]).toEqual(Array(width).fill(0));
            table.cells.fill(act === 'idle' ? 0 : step + 1, at, at + width);
            model.set(name, act === 'idle' ? 0 : step + 1);
          } else if (act === 'delete') {
            table.delete(name);
            model.delete(name);
          } else if (act === 'clear' && key === 0) {
            table.clear();
            model.clear();
          } else if (act === 'sweep') {
            const before = table.size;
            expect(before - table.sweep(key)).toBe(table.size);
            for (const [each, value] of model) if (value === 0 && table.find(each) < 0) model.delete(each);
          }
          expect(table.size).toBe(model.size);
          for (const [each, value] of model) {
            const at = table.find(each);
            expect([...table.cells.subarray(at, at + width)]).toEqual(Array(width).fill(value));
          }
          expect(table.find('99')).toBe(-1);
        });
      }),
      { numRuns },
    );
  });

  test('forgets every idle key within two sweeps of its places', () => {
    const table = create(1);
    for (let key = 0; key < 30; key++) {
      const at = table.add(String(key)); // before `cells` is read: it is another array when the table has grown
      table.cells[at] = key % 3;
    }
    for (let sweep = 0; sweep < 2; sweep++) table.sweep(table.places + 1);
    expect([table.size, table.find('3'), table.find('4') >= 0]).toEqual([20, -1, true]);
  });
});
