// Thompson's simulation (Thompson, "Regular Expression Search Algorithm", 1968): all ways through a pattern at once, so that a
// text is read once and no pattern can be slow.
import { type Pattern, parsePattern } from './regex-syntax.ts';

type Step =
  | Extract<Pattern, { type: 'character' | 'assertion' }>
  | { readonly type: 'split'; readonly to: readonly number[] }
  | { readonly type: 'match' };

const mostSteps = 10_000;

/**
 * Compiles a pattern of RE2 into the question whether a text has a match.
 *
 * @throws SyntaxError for what RE2 refuses, RangeError for a pattern with too many repetitions.
 */
export function linearRegex(source: string, caseInsensitive: boolean): (text: string) => boolean {
  const steps: Step[] = [];
  emit(parsePattern(source, caseInsensitive), steps);
  steps.push({ type: 'match' });
  return (text) => search(steps, [...text]);
}

function emit(pattern: Pattern, steps: Step[]): void {
  if (steps.length > mostSteps) throw new RangeError(`a pattern must not have more than ${mostSteps} steps`);
  switch (pattern.type) {
    case 'character':
    case 'assertion':
      steps.push(pattern);
      break;
    case 'sequence':
      for (const part of pattern.parts) emit(part, steps);
      break;
    case 'choice':
      emitChoice(pattern.parts, steps);
      break;
    case 'repeat':
      emitRepeat(pattern, steps);
  }
}

function emitChoice(parts: readonly Pattern[], steps: Step[]): void {
  const starts: number[] = [];
  const ends: number[][] = [];
  steps.push({ type: 'split', to: starts });
  for (const part of parts) {
    starts.push(steps.length);
    emit(part, steps);
    const end: number[] = [];
    ends.push(end);
    steps.push({ type: 'split', to: end });
  }
  for (const end of ends) end.push(steps.length);
}

function emitRepeat({ part, min, max }: Extract<Pattern, { type: 'repeat' }>, steps: Step[]): void {
  for (let i = 0; i < min; i++) emit(part, steps);
  const out: number[][] = [];
  const optional = max === Infinity ? 1 : max - min;
  for (let i = 0; i < optional; i++) {
    const start = steps.length;
    const to = [start + 1];
    out.push(to);
    steps.push({ type: 'split', to });
    emit(part, steps);
    if (max === Infinity) steps.push({ type: 'split', to: [start] });
  }
  for (const to of out) to.push(steps.length);
}

function search(steps: readonly Step[], text: readonly string[]): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at++) {
    const [before, after] = [text[at - 1], text[at]];
    // A match may begin anywhere.
    const reached = reach(steps, [...current, 0], before, after);
    if (reached === 'match') return true;
    current = new Set();
    for (const place of reached) {
      const step = steps[place];
      if (step?.type === 'character' && after !== undefined && step.test(after)) current.add(place + 1);
    }
  }
  return false;
}

/** All places that can be reached without reading a character. */
function reach(
  steps: readonly Step[],
  from: number[],
  before: string | undefined,
  after: string | undefined,
): Set<number> | 'match' {
  const reached = new Set<number>();
  for (let place = from.pop(); place !== undefined; place = from.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const step = steps[place];
    if (step?.type === 'match') return 'match';
    if (step?.type === 'split') from.push(...step.to);
    if (step?.type === 'assertion' && step.test(before, after)) from.push(place + 1);
  }
  return reached;
}
