import { at, DocumentReader, type JsonObject } from './document-reader.ts';
import { ExperimentError } from './experiment-error.ts';
import type { Journal, Outcome } from './journal.ts';

const outcomes: readonly Outcome[] = ['completed', 'deviated', 'aborted', 'invalid', 'not-recovered'];
const stepMembers = ['phase', 'kind', 'name', 'atMs', 'durationMs', 'status'];
const words: Readonly<Record<string, readonly string[]>> = {
  phase: ['before', 'faults', 'method', 'guardrails', 'after', 'rollback', 'recovery'],
  kind: ['probe', 'action', 'fault', 'undo'],
  status: ['succeeded', 'failed', 'aborted'],
};

/**
 * Reads a journal that was kept as JSON (and has been parsed), so that it can be replayed and reported.
 *
 * @throws ExperimentError (`SCRY_EXPERIMENT`) with every problem and its path.
 * @example
 * const journal = readJournal(JSON.parse(await readFile('journal.json', 'utf8')));
 */
export function readJournal(value: unknown): Journal {
  const reader = new JournalReader();
  reader.whole(value);
  if (reader.problems.length > 0) throw new ExperimentError('The journal', reader.problems);
  // Every member that is used has been checked.
  return value as Journal;
}

class JournalReader extends DocumentReader {
  whole(value: unknown): void {
    if (!this.isObject(value, '')) return;
    if (value['version'] !== 1) this.report('version', `must be 1, got ${JSON.stringify(value['version'])}`);
    this.#texts(value, '', ['experiment', 'startedAt'], ['description', 'hypothesis', 'seed']);
    this.#numbers(value, '', ['durationMs', 'injectionsLeftOut']);
    this.#words(value, '', { outcome: outcomes });
    for (const name of ['steps', 'injections']) if (value[name] === undefined) this.report(name, 'is missing');
    this.list(value['steps'], 'steps', (each, path) => this.#step(each, path));
    this.list(value['injections'], 'injections', (each, path) => this.#injection(each, path));
    this.list(value['problems'], 'problems', (each, path) => this.#problem(each, path));
    const { abort, replay } = value;
    if (abort !== undefined && this.isObject(abort, 'abort')) this.#texts(abort, 'abort', ['by', 'reason']);
    if (replay !== undefined) this.#replay(this.object(replay, 'replay', ['identical', 'missing', 'extra']));
  }

  #replay({ identical, missing, extra }: JsonObject): void {
    this.flag(identical, 'replay.identical');
    for (const [name, list] of Object.entries({ missing, extra }))
      this.list(list, `replay.${name}`, (each, path) => this.#injection(each, path));
  }

  #step(value: unknown, path: string): void {
    const step = this.object(value, path, stepMembers, ['met', 'output', 'error']);
    this.#texts(step, path, ['name'], ['output', 'error']);
    this.#numbers(step, path, ['atMs', 'durationMs']);
    this.#words(step, path, words);
    this.flag(step['met'], `${path}.met`);
  }

  #injection(value: unknown, path: string): void {
    const injection = this.object(value, path, ['scenario', 'arming', 'point', 'call', 'fault']);
    this.#texts(injection, path, ['scenario', 'point', 'fault']);
    this.#numbers(injection, path, ['arming', 'call']);
  }

  #problem(value: unknown, path: string): void {
    this.#texts(this.object(value, path, ['path', 'message']), path, ['path', 'message']);
  }

  #texts(value: JsonObject, path: string, required: readonly string[], optional: readonly string[] = []): void {
    for (const name of [...required, ...optional]) {
      const given = value[name];
      const mayBeAbsent = given === undefined && optional.includes(name);
      if (typeof given !== 'string' && !mayBeAbsent) this.report(at(path, name), 'must be a string');
    }
  }

  #numbers(value: JsonObject, path: string, names: readonly string[]): void {
    for (const name of names) if (typeof value[name] !== 'number') this.report(at(path, name), 'must be a number');
  }

  #words(value: JsonObject, path: string, members: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, known] of Object.entries(members)) this.oneOf(value[name] ?? null, at(path, name), known);
  }
}
