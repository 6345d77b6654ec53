import { expect, test } from 'vitest';
import { detailsOf } from '../src/experiment/schedule/incident.ts';
import { type Journal, toHtml, toJUnit } from '../src/experiment.ts';

const step = { phase: 'method', kind: 'action', name: 'act', atMs: 100, durationMs: 50, status: 'succeeded' } as const;
const journal: Journal = {
  version: 1,
  experiment: 'x',
  outcome: 'completed',
  startedAt: '2026-11-22T04:00:00.000Z',
  durationMs: 200.4,
  steps: [step, { ...step, output: '<9>' }, { ...step, status: 'failed', error: 'no', output: 'yes' }],
  injections: [],
  injectionsLeftOut: 0,
};

test('the HTML report has a row for each step, with its error before its output', () => {
  const html = toHtml(journal);
  const rows = html.slice(html.indexOf('<h2>Steps</h2>')).match(/<tr>.*?<\/tr>/g);
  const cells = (row: string) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell);
  expect(rows?.map(cells)).toEqual([
    ['Began', 'Phase', 'What', 'Result', 'Took', 'Answer'],
    ['100 ms', 'method', 'action act', 'ok', '50 ms', ''],
    ['100 ms', 'method', 'action act', 'ok', '50 ms', '<pre>&lt;9&gt;</pre>'],
    ['100 ms', 'method', 'action act', 'failed', '50 ms', '<pre>no</pre>'],
  ]);
});

test('the JUnit report has a case for the outcome, with all problems', () => {
  const caseOf = (each: Journal) => /<testcase classname="outcome".*?(?:\/>|<\/testcase>)/s.exec(toJUnit(each))?.[0];
  expect(caseOf(journal)).toBe('<testcase classname="outcome" name="completed" time="0.000"/>');
  const problems = [
    { path: 'a', message: 'b<' },
    { path: 'c', message: 'd' },
  ];
  expect(
    caseOf({ ...journal, outcome: 'invalid', problems }),
  ).toBe(`<testcase classname="outcome" name="invalid" time="0.000">
      <failure message="The experiment has problems. Nothing of it was run.">a b&lt;
c d</failure>
    </testcase>`);
});

test('an incident names the steps that went wrong, and the seed where there is one', () => {
  const always = {
    outcome: 'completed',
    verdict: 'Everything was done and put back. No probe was asked.',
    startedAt: '2026-11-22T04:00:00.000Z',
    durationMs: '200',
  };
  expect(detailsOf({ ...journal, seed: '4', steps: [step] })).toStrictEqual({ ...always, seed: '4' });
  const wrong = { ...step, name: 'ask', kind: 'probe', met: false } as const;
  expect(detailsOf({ ...journal, steps: [...journal.steps, wrong] })).toStrictEqual({
    ...always,
    verdict: expect.any(String),
    steps: 'method: act; method: ask',
  });
});
