import { describe, expect, test } from 'vitest';
import { isExperimentError, type Journal, readJournal, toHtml, toJUnit, toMarkdown } from '../src/experiment.ts';
import { wellFormed } from './well-formed.ts';

const step = { phase: 'method', kind: 'action', name: 'act', atMs: 100, durationMs: 50, status: 'succeeded' } as const;
const injection = { scenario: 'no-db', arming: 1, point: 'db.read', call: 3, fault: 'error' };

const journal: Journal = {
  version: 1,
  experiment: 'orders without the cache',
  description: 'What a customer sees',
  hypothesis: 'orders are taken',
  outcome: 'not-recovered',
  startedAt: '2026-11-22T04:00:00.000Z',
  durationMs: 200,
  seed: '42',
  abort: { by: 'guardrail', reason: 'error rate answered 9' },
  steps: [
    { ...step, phase: 'before', kind: 'probe', name: 'orders answer', atMs: 0, met: true, output: '{"status":200}' },
    { ...step, phase: 'faults', kind: 'fault', name: 'no-db' },
    { ...step, status: 'aborted', error: 'AbortError: given up' },
    { ...step, phase: 'guardrails', kind: 'probe', name: 'error rate', met: false, output: '9' },
    { ...step, phase: 'rollback', kind: 'undo', status: 'failed', error: 'Error: no' },
    { ...step, phase: 'recovery', kind: 'probe', name: 'orders answer', atMs: 199, durationMs: 1, met: true },
  ],
  injections: [injection, { ...injection, call: 4 }, { ...injection, fault: 'latency+error' }],
  injectionsLeftOut: 7,
  replay: { identical: false, missing: [injection], extra: [] },
};
const plain: Journal = {
  version: 1,
  experiment: 'x',
  outcome: 'completed',
  startedAt: '2026-11-22T04:00:00.000Z',
  durationMs: 0,
  steps: [],
  injections: [],
  injectionsLeftOut: 0,
};

const hostile = `</td></script><img src=x onerror=alert(1)>"' & | \` * _ [a](javascript:x) \u0000\ud800 \ufffe\nsecond line`;
const hostileJournal: Journal = {
  ...journal,
  ...{ experiment: hostile, description: hostile, hypothesis: hostile, seed: hostile, startedAt: hostile },
  // What somebody may pass who has not read it with readJournal.
  ...({ outcome: hostile, injectionsLeftOut: hostile } as object),
  abort: { by: 'guardrail', reason: hostile },
  problems: [{ path: hostile, message: hostile }],
  steps: [
    { ...step, name: hostile, output: hostile },
    { ...step, name: hostile, status: 'failed', error: hostile },
    { ...step, ...({ phase: hostile, kind: hostile } as object) },
  ],
  injections: [{ ...injection, scenario: hostile, point: hostile, fault: hostile }],
};

describe('the HTML report', () => {
  test('is one well-formed page with no script and nothing from elsewhere', () => {
    for (const each of [journal, plain, hostileJournal]) {
      const html = toHtml(each);
      expect(html).toMatch(/^<!doctype html>/);
      expect(wellFormed(html.replace('<!doctype html>', ''), ['meta'])).toEqual([]);
      // Without the values of attributes, which may say what they like.
      expect(html.replace(/="[^"]*"/g, '=""')).not.toMatch(/<(?:script|img|link|iframe)|<[^>]*\b(?:src|href|on\w+)=/i);
      expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
    }
  });

  test('shows the outcome, each step on a timeline, and what was injected', () => {
    const html = toHtml(journal);
    expect(html).toContain('<p class="outcome not-recovered">not-recovered</p>');
    expect(html).toContain('Somebody has to look at it now. The reason: error rate answered 9.');
    expect(html.match(/<li class="/g)).toHaveLength(6);
    expect(html).toContain('<span class="bar aborted" style="left:50.00%;width:25.00%">');
    expect(html).toContain('error rate <small>(not met)</small>');
    expect(html).toContain('<td class="not-met">not met</td>');
    expect(html).toContain('<tr><td>no-db</td><td>db.read</td><td>error</td><td>2</td></tr>');
    expect(html).toContain('and more, which are not kept</td><td>7</td>');
    expect(html).toContain('Not the same: 1 injections are missing, 0 are new.');
    expect(toHtml({ ...journal, replay: { identical: true, missing: [], extra: [] } })).toContain('The same faults');
  });

  test('shows a fault for as long as it was there', () => {
    const fault = { ...step, phase: 'faults', kind: 'fault', name: 'no-db', atMs: 20, durationMs: 0 } as const;
    const undo = { ...step, phase: 'rollback', kind: 'undo', name: 'no-db', atMs: 150, durationMs: 10 } as const;
    const other = { ...undo, name: 'act', atMs: 100 };
    expect(toHtml({ ...journal, steps: [fault, other, undo] })).toContain('style="left:10.00%;width:70.00%"');
    expect(toHtml({ ...journal, steps: [{ ...fault, status: 'failed' }, undo] })).toContain(
      'style="left:10.00%;width:0.00%"',
    );
    expect(toHtml({ ...journal, steps: [fault] })).toContain('style="left:10.00%;width:0.00%"');
  });

  test('of nothing has neither timeline nor tables', () => {
    expect(toHtml(plain)).not.toContain('<section>');
    expect(toHtml({ ...plain, steps: [{ ...step, atMs: 0, durationMs: 0 }] })).toContain('left:0%;width:0%');
  });

  test('shows hostile text as text', () => {
    const html = toHtml(hostileJournal);
    expect(html).toContain('&lt;/td&gt;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39; &amp; |');
    expect(html).not.toMatch(/[^\P{Cc}\n]|\p{Surrogate}|\ufffe/u);
  });

  test('lists what is wrong with an experiment that is invalid', () => {
    const html = toHtml({ ...plain, outcome: 'invalid', problems: [{ path: 'method[0]', message: 'is wrong' }] });
    expect(html).toContain('<li><code>method[0]</code> is wrong</li>');
  });
});

describe('the JUnit report', () => {
  test('is well-formed XML, whatever the system answered', () => {
    for (const each of [journal, plain, hostileJournal])
      expect(wellFormed(toJUnit(each).replace(/^<\?.*\?>/, ''))).toEqual([]);
    expect(toJUnit(hostileJournal)).not.toMatch(/[^\P{Cc}\n]|\p{Surrogate}|\ufffe/u);
    expect(toJUnit(hostileJournal)).toContain('\ufffd&#10;second line"');
  });

  test('has a test case for each step and one for the outcome', () => {
    const lines = toJUnit(journal).trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="scry-chaos" tests="7" failures="2" errors="1" skipped="1" time="0.200">',
      '  <testsuite name="orders without the cache" timestamp="2026-11-22T04:00:00.000Z" tests="7" failures="2" errors="1" skipped="1" time="0.200">',
    ]);
    expect(lines).toContain('    <testcase classname="before.probe" name="orders answer" time="0.050">');
    expect(lines).toContain('      <system-out>{&quot;status&quot;:200}</system-out>');
    expect(lines).toContain('      <skipped message="AbortError: given up"/>');
    expect(lines).toContain('      <failure message="the answer is not within the tolerance"/>');
    expect(lines).toContain('      <error message="Error: no"/>');
    expect(lines).toContain('    <testcase classname="faults.fault" name="no-db" time="0.050"/>');
    expect(lines).toContain('    <testcase classname="outcome" name="not-recovered" time="0.000">');
  });

  test('is green only where the experiment completed', () => {
    expect(toJUnit(plain)).toContain('tests="1" failures="0" errors="0"');
    for (const outcome of ['deviated', 'aborted', 'invalid', 'not-recovered'] as const) {
      expect(toJUnit({ ...plain, outcome })).toContain('tests="1" failures="1"');
    }
    const problems = [{ path: 'method[0]', message: 'is <wrong>' }];
    expect(toJUnit({ ...plain, outcome: 'invalid', problems })).toContain('>method[0] is &lt;wrong&gt;</failure>');
  });
});

describe('the sentence on the outcome', () => {
  const abort = { by: 'signal', reason: 'enough' } as const;
  const probe = { ...step, kind: 'probe', name: 'stands' } as const;
  const action = { ...step, name: 'act' };
  test.each<[changes: Partial<Journal>, sentence: string]>([
    [
      { steps: [action, probe] },
      'The system stood: it was in its steady state under the faults, and it was after them.',
    ],
    [{ steps: [action] }, 'Everything was done and put back. No probe was asked.'],
    [
      { outcome: 'deviated', abort },
      'The system did not stand: under the faults it left its steady state. It recovered.',
    ],
    [{ outcome: 'invalid', abort }, 'The experiment has problems. Nothing of it was run.'],
    [
      { outcome: 'aborted', abort, steps: [action] },
      'The experiment was given up, and what it had begun was rolled back. The reason: enough.',
    ],
    [{ outcome: 'aborted' }, 'The experiment was given up, and what it had begun was rolled back.'],
    [
      { outcome: 'not-recovered' },
      'The system has not recovered, or not everything could be put back. Somebody has to look at it now.',
    ],
    [
      { outcome: 'not-recovered', abort },
      'The system has not recovered, or not everything could be put back. Somebody has to look at it now. The reason: enough.',
    ],
  ])('says what it means, and why only where it was given up: %#', (changes, sentence) => {
    expect(toHtml({ ...plain, ...changes })).toContain(`<p class="verdict">${sentence}</p>`);
  });
});

describe('the Markdown report', () => {
  test('has tables of what was done and injected', () => {
    const lines = toMarkdown(journal).split('\n');
    expect(lines[0]).toBe('# orders without the cache');
    expect(lines).toContain('| Outcome | **not-recovered** |');
    expect(lines).toContain('| 0 ms | before | probe orders answer | ok | 50 ms | \\{"status":200\\} |');
    expect(lines).toContain('| no-db | db.read | error | 2 |');
    expect(lines).toContain('| and more |  |  | 7 |');
    expect(lines).toContain('The replay differs: 1 injections are missing, 0 are new.');
    expect(toMarkdown({ ...journal, replay: { identical: true, missing: [], extra: [] } })).toContain(
      'injected the same faults into the same calls',
    );
  });

  test('keeps rows whole, and lets nothing be taken for HTML or Markdown', () => {
    const text = toMarkdown(hostileJournal);
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) {
      expect([3, 4, 5, 7]).toContain(row.replaceAll('\\|', '').split('|').length - 1);
    }
    expect(text).not.toMatch(/(?<!\\)[<`]/);
    expect(text).toContain('\\[a\\](javascript:x)');
  });

  test('of nothing is short', () => {
    expect(toMarkdown(plain)).toBe(
      '# x\n\nEverything was done and put back. No probe was asked.\n\n|  |  |\n| --- | --- |\n| Outcome | **completed** |\n| Began | 2026-11-22T04:00:00.000Z |\n| Took | 0 ms |\n',
    );
  });

  test.each([
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [1_500, '1.5 s'],
    [59_400, '59.4 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [119_900, '2 min 0 s'],
  ])('shows %i ms as %s', (durationMs, shown) => {
    expect(toMarkdown({ ...plain, durationMs })).toContain(`| Took | ${shown} |`);
  });
});

describe('a journal that was kept', () => {
  test('is read again', () => {
    for (const each of [journal, plain]) expect(readJournal(JSON.parse(JSON.stringify(each)))).toEqual(each);
    const invalid = { ...plain, outcome: 'invalid', problems: [{ path: 'a', message: 'b' }] };
    expect(readJournal(invalid)).toEqual(invalid);
  });

  test.each<[given: unknown, ...problems: string[]]>([
    [5, ' must be an object, got number'],
    [{ ...plain, version: 2 }, 'version must be 1, got 2'],
    [
      { ...plain, outcome: 'green' },
      'outcome must be one of completed, deviated, aborted, invalid, not-recovered, got "green"',
    ],
    [{ ...plain, experiment: 5, durationMs: '1' }, 'experiment must be a string', 'durationMs must be a number'],
    [
      { ...plain, startedAt: 5, description: 5, hypothesis: 5, seed: 5 },
      'startedAt must be a string',
      'description must be a string',
      'hypothesis must be a string',
      'seed must be a string',
    ],
    [{ ...plain, steps: undefined, injections: undefined }, 'steps is missing', 'injections is missing'],
    [
      { ...plain, steps: [{ ...step, phase: 'now', met: 1 }] },
      'steps[0].phase must be one of before',
      'steps[0].met must be a boolean, got number',
    ],
    [{ ...plain, steps: [{ ...step, phase: '"><script>' }] }, 'steps[0].phase must be one of before'],
    [{ ...plain, steps: [{}] }, 'steps[0].phase is missing'],
    [
      { ...plain, steps: [{ ...step, name: 5, output: 5, error: 5, atMs: '1', durationMs: null }] },
      'steps[0].name must be a string',
      'steps[0].output must be a string',
      'steps[0].error must be a string',
      'steps[0].atMs must be a number',
      'steps[0].durationMs must be a number',
    ],
    [{ ...plain, injections: [{ ...injection, call: '3' }] }, 'injections[0].call must be a number'],
    [
      { ...plain, injections: [{ ...injection, scenario: 5, point: 5, fault: 5 }] },
      'injections[0].scenario must be a string',
      'injections[0].point must be a string',
      'injections[0].fault must be a string',
    ],
    [{ ...plain, problems: [{ path: 'a' }] }, 'problems[0].message is missing'],
    [
      { ...plain, problems: [{ path: 5, message: 5 }] },
      'problems[0].path must be a string',
      'problems[0].message must be a string',
    ],
    [{ ...plain, replay: { identical: true, missing: [], extra: [5] } }, 'replay.extra[0] must be an object'],
    [{ ...plain, abort: { by: 'x' } }, 'abort.reason must be a string'],
    [{ ...plain, abort: 5 }, 'abort must be an object, got number'],
    [{ ...plain, replay: { identical: true, missing: {}, extra: [] } }, 'replay.missing must be a list, got object'],
    [{ ...plain, replay: 5 }, 'replay must be an object, got number'],
    [{ ...plain, replay: { missing: [] } }, 'replay.identical is missing', 'replay.extra is missing'],
    [
      { ...plain, replay: { identical: 'no', missing: [], extra: [] } },
      'replay.identical must be a boolean, got string',
    ],
  ])('is refused as a whole where it is wrong: %#', (given, ...problems) => {
    try {
      readJournal(given);
      expect.fail('read');
    } catch (error) {
      if (!isExperimentError(error)) throw error;
      const found = error.problems.map(({ path, message }) => `${path} ${message}`);
      expect(found.slice(0, problems.length)).toEqual(problems.map((problem) => expect.stringContaining(problem)));
    }
  });
});
