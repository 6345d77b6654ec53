import type { Journal, JournalStep } from '../journal.ts';
import { escapeXml } from './escape-xml.ts';
import { outcomeSentence, stepResult } from './outcome-sentence.ts';

/**
 * A report of a run in the XML that JUnit has and that every CI reads: a test case for each step, and one for the outcome, so
 * that whatever is not `completed` is red.
 *
 * @example
 * await writeFile('junit.xml', toJUnit(journal));
 */
export function toJUnit(journal: Journal): string {
  const { experiment, startedAt, durationMs, steps, outcome } = journal;
  const results = steps.map(stepResult);
  const counts = {
    tests: steps.length + 1,
    failures: results.filter((result) => result === 'not met').length + Number(outcome !== 'completed'),
    errors: results.filter((result) => result === 'failed').length,
    skipped: results.filter((result) => result === 'aborted').length,
  };
  const totals = { ...counts, time: seconds(durationMs) };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'scry-chaos', ...totals })}>`,
    `  <testsuite${attributes({ name: experiment, timestamp: startedAt, ...totals })}>`,
    ...steps.flatMap(stepLines),
    ...outcomeLines(journal),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(step: JournalStep): string[] {
  const { phase, kind, name, durationMs, output, error } = step;
  const open = `testcase${attributes({ classname: `${phase}.${kind}`, name, time: seconds(durationMs) })}`;
  const said = output === undefined ? [] : [`      <system-out>${escapeXml(output)}</system-out>`];
  const result = stepResult(step);
  const element = { ok: undefined, 'not met': 'failure', failed: 'error', aborted: 'skipped' }[result];
  const message = error ?? 'the answer is not within the tolerance';
  const verdict = element === undefined ? [] : [`      <${element}${attributes({ message })}/>`];
  const inner = [...verdict, ...said];
  return inner.length === 0 ? [`    <${open}/>`] : [`    <${open}>`, ...inner, '    </testcase>'];
}

function outcomeLines(journal: Journal): string[] {
  const { outcome, problems = [] } = journal;
  const open = `testcase${attributes({ classname: 'outcome', name: outcome, time: '0.000' })}`;
  if (outcome === 'completed') return [`    <${open}/>`];
  const text = problems.map(({ path, message }) => `${path} ${message}`).join('\n');
  const failure = `<failure${attributes({ message: outcomeSentence(journal) })}>${escapeXml(text)}</failure>`;
  return [`    <${open}>`, `      ${failure}`, '    </testcase>'];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  // A line break in an attribute would be read as a space.
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
