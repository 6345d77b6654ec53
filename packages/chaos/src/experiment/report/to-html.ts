import type { Journal, JournalStep } from '../journal.ts';
import { escapeXml as text } from './escape-xml.ts';
import { countInjections, outcomeSentence, shownTime, stepResult } from './outcome-sentence.ts';
import { reportStyle } from './report-style.ts';

/**
 * A report of a run as one HTML page, with a timeline. It stands by itself: no script, nothing from elsewhere, and whatever the
 * system answered is text in it.
 *
 * @example
 * await writeFile('report.html', toHtml(journal));
 */
export function toHtml(journal: Journal): string {
  const { experiment, description, hypothesis, outcome } = journal;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(outcome)}: ${text(experiment)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<header>
<p class="outcome ${text(outcome)}">${text(outcome)}</p>
<h1>${text(experiment)}</h1>
${paragraph(description)}${paragraph(hypothesis && `Hypothesis: ${hypothesis}`)}<p class="verdict">${text(outcomeSentence(journal))}</p>
${facts(journal)}
</header>
${problems(journal)}${timeline(journal)}${steps(journal)}${injections(journal)}${replay(journal)}</main>
</body>
</html>
`;
}

function paragraph(content: string | undefined): string {
  return content === undefined ? '' : `<p>${text(content)}</p>\n`;
}

function facts({ startedAt, durationMs, seed }: Journal): string {
  const entries = [
    ['Began', startedAt],
    ['Took', shownTime(durationMs)],
    ...(seed === undefined ? [] : [['Seed', seed]]),
  ];
  return `<dl>${entries.map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>`;
}

function problems({ problems: found = [] }: Journal): string {
  const items = found.map(({ path, message }) => `<li><code>${text(path)}</code> ${text(message)}</li>`);
  return items.length === 0 ? '' : section('Problems', `<ul>${items.join('')}</ul>`);
}

/** A bar for each step, where it began and as long as it took; of a fault, as long as it was there. */
function timeline({ steps: all, durationMs }: Journal): string {
  if (all.length === 0) return '';
  const share = (ms: number): string => `${durationMs === 0 ? 0 : Math.min(100, (100 * ms) / durationMs).toFixed(2)}%`;
  const rows = all.map((step) => {
    const { phase, name, atMs } = step;
    const result = stepResult(step);
    const word = result === 'ok' ? '' : ` <small>(${result})</small>`;
    const place = `left:${share(atMs)};width:${share(endOf(step, all) - atMs)}`;
    const bar = `<span class="track"><span class="bar ${classOf(step)}" style="${place}"></span></span>`;
    return `<li class="${text(phase)}"><span class="label"><small>${text(phase)}</small> ${text(name)}${word}</span>${bar}</li>`;
  });
  const scale = `<p class="scale"><span>0</span><span>${shownTime(durationMs / 2)}</span><span>${shownTime(durationMs)}</span></p>`;
  return section('Timeline', `<ol class="timeline">${rows.join('\n')}</ol>${scale}`);
}

function endOf(step: JournalStep, all: readonly JournalStep[]): number {
  const isFault = step.kind === 'fault' && step.status === 'succeeded';
  const { atMs, durationMs } = (isFault && all.find(({ kind, name }) => kind === 'undo' && name === step.name)) || step;
  return atMs + durationMs;
}

function steps({ steps: all }: Journal): string {
  const rows = all.map((step) => {
    const { atMs, phase, kind, name, durationMs, output, error } = step;
    const answer = error ?? output;
    const shown = answer === undefined ? '' : `<pre>${text(answer)}</pre>`;
    const result = `<td class="${classOf(step)}">${stepResult(step)}</td>`;
    return `<tr><td>${shownTime(atMs)}</td><td>${text(phase)}</td><td>${text(`${kind} ${name}`)}</td>${result}<td>${shownTime(durationMs)}</td><td>${shown}</td></tr>`;
  });
  return table('Steps', ['Began', 'Phase', 'What', 'Result', 'Took', 'Answer'], rows);
}

function injections(journal: Journal): string {
  const rows = countInjections(journal).map(({ scenario, point, fault, calls }) => {
    return `<tr><td>${text(scenario)}</td><td>${text(point)}</td><td>${text(fault)}</td><td>${calls}</td></tr>`;
  });
  const { injectionsLeftOut: more } = journal;
  const last =
    more === 0 ? [] : [`<tr><td colspan="3">and more, which are not kept</td><td>${text(String(more))}</td></tr>`];
  return table('Injections', ['Scenario', 'Point', 'Fault', 'Calls'], [...rows, ...last]);
}

function replay({ replay: result }: Journal): string {
  if (!result) return '';
  const { identical, missing, extra } = result;
  const differs = `Not the same: ${missing.length} injections are missing, ${extra.length} are new.`;
  return section('Replay', `<p>${identical ? 'The same faults were injected into the same calls.' : differs}</p>`);
}

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return '';
  const head = heads.map((each) => `<th scope="col">${each}</th>`).join('');
  // A table that is wider than the page is scrolled by itself, also by the keyboard.
  const scrolled = `<div class="scroll" role="region" aria-label="${title}" tabindex="0">`;
  return section(
    title,
    `${scrolled}<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
  );
}

function section(title: string, content: string): string {
  return `<section>\n<h2>${title}</h2>\n${content}\n</section>\n`;
}

function classOf(step: JournalStep): string {
  return stepResult(step).replace(' ', '-');
}
