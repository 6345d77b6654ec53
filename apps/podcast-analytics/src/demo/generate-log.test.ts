import { expect, test } from 'vitest';
import { ingest } from '../../test/ingest.ts';
import { assess } from '../counting/assess.ts';
import { readHits } from '../features/ingest/read-hits.ts';
import { storedRuleset } from '../features/ingest/storable-hit.ts';
import { generateLog } from './generate-log.ts';

const options = { seed: 1, lines: 3000, from: Date.UTC(2026, 0, 1), days: 7 };

test('writes the same lines for the same options, and others for another seed', () => {
  const lines = [...generateLog(options)];
  expect(lines).toHaveLength(3000);
  expect([...generateLog(options)]).toEqual(lines);
  expect([...generateLog({ ...options, seed: 2 })]).not.toEqual(lines);
});

test('writes lines that are all read as hits, eligible ones and ones excluded for many reasons', async () => {
  const reasons = new Set<string>();
  const text = [...generateLog(options)].join('\n');
  for await (const { hits, rejects } of readHits(bytes(text), { now: ingest.now() })) {
    expect(rejects).toEqual([]);
    for (const { hit } of hits) {
      const assessment = assess(hit, { ...ingest, ruleset: storedRuleset });
      reasons.add(assessment.eligible ? 'eligible' : assessment.reason);
    }
  }
  expect([...reasons].sort()).toEqual(
    ['bot-agent', 'eligible', 'no-agent', 'not-get', 'not-media', 'probe', 'status', 'watch-os'].sort(),
  );
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
