import { WrongInput } from '@scry/internal/command-line';
import type { Given, ReportCommand } from '@scry/internal/run-report-command';
import type { EvaluationContext } from '../evaluation.ts';
import type { FlagDocument } from '../flag-document.ts';
import { population } from '../testing/population.ts';
import * as input from './read-input.ts';

/** What happens to the units of one flag from one document to the next. */
interface Movement {
  readonly key: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The share of units that get another variant, from 0 to 1. */
  readonly moved: number;
  readonly flows: readonly { readonly from: string; readonly to: string; readonly share: number }[];
}

/** What a flag without a variant leaves in place. */
const own = "(the caller's own)";

export const diffCommand: ReportCommand = {
  name: 'diff',
  summary: 'Shows who gets another variant from one document to the next; more than the budget is a finding.',
  operands: ['before.json', 'after.json'],
  options: {
    'max-moved': { value: 'percent', description: 'the share of units that may move in each flag, such as 0.1%' },
    units: input.unitsOption,
    at: input.atOption,
    context: input.contextOption,
  },
  run(options, before, after) {
    const budget = readBudget(options);
    const documents = [input.readDocumentFile(before), input.readDocumentFile(after)] as const;
    const keys = [...new Set(documents.flatMap(({ flags }) => Object.keys(flags)))];
    const context = input.readContext(options);
    const contexts = population(input.readUnits(options)).map((unit) => ({ ...context, ...unit }));
    const now = input.readTime(options);
    const sides = documents.map((document) => variantsIn(document, now));
    const all = keys.map((key) => movementOf(key, documents, sides, contexts));
    const data = all.filter(({ change, moved }) => change !== 'changed' || moved > 0);
    const over = data.filter(({ moved }) => moved > budget);
    const lines = data.flatMap((movement) => linesOf(movement, movement.moved > budget));
    const summary = `${data.length} flags move somebody or come and go, ${over.length} of them more than allowed`;
    return { data, lines: [...lines, summary], failed: over.length > 0 };
  },
};

type Side = (key: string, context: EvaluationContext) => string;

function variantsIn(document: FlagDocument, now: () => number): Side {
  const flags = input.flagsOf(document, now);
  return (key, context) => flags.evaluate(key, context).variant ?? own;
}

function movementOf(
  key: string,
  [before, after]: readonly [FlagDocument, FlagDocument],
  sides: readonly Side[],
  contexts: readonly EvaluationContext[],
): Movement {
  const change = !Object.hasOwn(before.flags, key) ? 'added' : !Object.hasOwn(after.flags, key) ? 'removed' : 'changed';
  const counts = new Map<string, { from: string; to: string; units: number }>();
  for (const context of contexts) {
    const [from = own, to = own] = sides.map((variantOf) => variantOf(key, context));
    if (from === to || change === 'added') continue; // who asked for a flag that was not there had a value of his own
    const flow = counts.get(JSON.stringify([from, to])) ?? { from, to, units: 0 };
    flow.units++;
    counts.set(JSON.stringify([from, to]), flow);
  }
  const flows = [...counts.values()].map(({ from, to, units }) => ({ from, to, share: units / contexts.length }));
  return { key, change, moved: flows.reduce((sum, { share }) => sum + share, 0), flows };
}

function linesOf({ key, change, moved, flows }: Movement, isOver: boolean): string[] {
  const share = change === 'added' ? '' : `: ${percent(moved)} of the units move`;
  return [
    `${isOver ? 'OVER BUDGET' : change} ${key}${share}`,
    ...flows.map(({ from, to, share: of }) => `  ${from} -> ${to}: ${percent(of)}`),
  ];
}

function readBudget({ 'max-moved': given }: Given): number {
  if (given === undefined) return Infinity;
  const share = Number(/^(\d+(?:\.\d+)?)%?$/.exec(given)?.[1]) / 100;
  if (share <= 1) return share;
  throw new WrongInput(`--max-moved must be a percentage from 0% to 100%, got ${given}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
