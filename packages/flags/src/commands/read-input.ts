import { type CommandOption, WrongInput } from '@scry/internal/command-line';
import { readJsonFile, readObjectOption } from '@scry/internal/read-json';
import type { Given } from '@scry/internal/run-report-command';
import { createFlags } from '../create-flags.ts';
import { defineFlags } from '../define-flags.ts';
import type { EvaluationContext } from '../evaluation.ts';
import type { FlagDocument } from '../flag-document.ts';
import type { Flags } from '../flags.ts';
import { type ParseResult, parseDocument } from '../parse-document.ts';

/** So many units are asked for at most: each takes a microsecond or so. */
const mostUnits = 1_000_000;

// Spelt alike by every command that has them.
export const atOption: CommandOption = {
  value: 'time',
  description: 'the time of the evaluations, in ISO 8601; now if left out',
};
export const contextOption: CommandOption = {
  value: 'json|@file',
  description: 'attributes, such as \'{"plan":"pro"}\'',
};
export const unitsOption: CommandOption = {
  value: 'count',
  description: 'how many targeting keys are tried; 10000 if left out',
};

export function parseFile(file: string): ParseResult {
  return parseDocument(readJsonFile(file));
}

/** A document. @throws WrongInput with every problem of it. */
export function readDocumentFile(file: string): FlagDocument {
  const parsed = parseFile(file);
  if (parsed.ok) return parsed.document;
  const problems = parsed.issues.map(({ path, message }) => `\n- ${path || 'the document'} ${message}`);
  throw new WrongInput(`${file} is no flag document:${problems.join('')}`);
}

/** Flags of any name, at this time. */
export function flagsOf(document: FlagDocument, now: () => number): Flags<Record<string, never>> {
  return createFlags({ definitions: defineFlags({}), source: document, now });
}

/** Of a key that the document has: an answer about another one would mean nothing. */
export function requireKey(document: FlagDocument, key: string): void {
  if (Object.hasOwn(document.flags, key)) return;
  throw new WrongInput(`there is no flag ${key}, expected one of ${Object.keys(document.flags).join(', ')}`);
}

export function readContext(options: Given): EvaluationContext {
  // What JSON has is what a context may have.
  return (readObjectOption(options, 'context') ?? {}) as EvaluationContext;
}

export function readUnits({ units = '10000' }: Given): number {
  const count = Number(units);
  if (Number.isInteger(count) && count >= 1 && count <= mostUnits) return count;
  throw new WrongInput(`--units must be an integer from 1 to ${mostUnits}, got ${units}`);
}

/** One time for all evaluations of a command: between two looks at a clock a ramp moves somebody. */
export function readTime({ at }: Given): () => number {
  const time = at === undefined ? Date.now() : Date.parse(at);
  if (Number.isNaN(time)) throw new WrongInput(`--at must be a time in ISO 8601, got ${at}`);
  return () => time;
}
