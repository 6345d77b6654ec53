import type { Journal } from '../journal.ts';
import { countInjections, outcomeSentence, shownTime, stepResult } from './outcome-sentence.ts';

/**
 * A report of a run for people who read Markdown, such as in a pull request.
 *
 * @example
 * await appendFile(process.env.GITHUB_STEP_SUMMARY, toMarkdown(journal));
 */
export function toMarkdown(journal: Journal): string {
  const { experiment, description, hypothesis, outcome, startedAt, durationMs, seed } = journal;
  const facts = [
    ['Outcome', `**${escapeMarkdown(outcome)}**`],
    ['Began', escapeMarkdown(startedAt)],
    ['Took', shownTime(durationMs)],
    ...(seed === undefined ? [] : [['Seed', escapeMarkdown(seed)]]),
  ];
  const blocks = [
    `# ${escapeMarkdown(experiment)}`,
    ...(description === undefined ? [] : [escapeMarkdown(description)]),
    ...(hypothesis === undefined ? [] : [`Hypothesis: ${escapeMarkdown(hypothesis)}`]),
    escapeMarkdown(outcomeSentence(journal)),
    table(['', ''], facts),
    ...section('Problems', ['Where', 'What'], problemRows(journal)),
    ...section('Steps', ['Began', 'Phase', 'What', 'Result', 'Took', 'Answer'], stepRows(journal)),
    ...section('Injections', ['Scenario', 'Point', 'Fault', 'Calls'], injectionRows(journal)),
    ...replayBlock(journal),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function problemRows({ problems = [] }: Journal): string[][] {
  return problems.map(({ path, message }) => [escapeMarkdown(path), escapeMarkdown(message)]);
}

function stepRows({ steps }: Journal): string[][] {
  return steps.map((step) => {
    const { atMs, phase, kind, name, durationMs, output, error } = step;
    const answer = escapeMarkdown(error ?? output ?? '');
    return [
      shownTime(atMs),
      escapeMarkdown(phase),
      escapeMarkdown(`${kind} ${name}`),
      stepResult(step),
      shownTime(durationMs),
      answer,
    ];
  });
}

function injectionRows(journal: Journal): string[][] {
  const rows = countInjections(journal).map(({ scenario, point, fault, calls }) => [
    ...[escapeMarkdown(scenario), escapeMarkdown(point), escapeMarkdown(fault), String(calls)],
  ]);
  return journal.injectionsLeftOut === 0
    ? rows
    : [...rows, ['and more', '', '', escapeMarkdown(String(journal.injectionsLeftOut))]];
}

function replayBlock({ replay }: Journal): string[] {
  if (!replay) return [];
  const { identical, missing, extra } = replay;
  const differs = `differs: ${missing.length} injections are missing, ${extra.length} are new`;
  return [`The replay ${identical ? 'injected the same faults into the same calls' : differs}.`];
}

function section(title: string, heads: readonly string[], rows: readonly string[][]): string[] {
  return rows.length === 0 ? [] : [`## ${title}`, table(heads, rows)];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Nothing in a text may be taken for Markdown or HTML, or break a row of a table. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&@]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
