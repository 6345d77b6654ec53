import { createQuestions, late } from './questions.ts';

/** Answers that are kept for when the source of better ones is slow or away. */
export interface LastKnown {
  /**
   * What `load` resolves with. Where it takes longer than a moment, or fails because the source is down: the last answer to the
   * same question, if that is not too old.
   */
  get<T>(key: string, load: () => Promise<T>): Promise<T>;
}

export interface LastKnownOptions {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** Whether an error says that the source is down: any other one is passed on. */
  readonly isOutage: (error: unknown) => boolean;
  /** Told when the last answer is given in place of a new one: from when it is, in epoch milliseconds. */
  readonly onStale: (since: number) => void;
  /** How long an answer is waited for while there is an older one. @default 400 */
  readonly waitMs?: number;
  /** The same once one was late, until another comes within it. @default 100 */
  readonly lateMs?: number;
  /** @default one hour */
  readonly maxAgeMs?: number;
  /** @default 500 */
  readonly maxEntries?: number;
}

interface Answer {
  readonly value: unknown;
  readonly at: number;
}

export function createLastKnown(options: LastKnownOptions): LastKnown {
  const { now, isOutage, onStale, waitMs = 400, lateMs = 100, maxAgeMs = 3_600_000, maxEntries = 500 } = options;
  const answers = new Map<string, Answer>();
  const ask = createQuestions(waitMs, lateMs);

  async function loadAndKeep(key: string, load: () => Promise<unknown>): Promise<unknown> {
    const value = await load();
    answers.delete(key); // what is set again stands last: the first is the one that was not asked for longest
    answers.set(key, { value, at: now() });
    for (const oldest of answers.keys()) {
      if (answers.size <= maxEntries) break;
      answers.delete(oldest);
    }
    return value;
  }

  async function answerTo(key: string, load: () => Promise<unknown>): Promise<unknown> {
    const last = answers.get(key);
    const { answer, soon } = ask(key, () => loadAndKeep(key, load));
    if (!last || now() - last.at > maxAgeMs) return answer;
    const value = await soon.catch((error: unknown) => {
      if (!isOutage(error)) throw error;
      return late;
    });
    if (value !== late) return value;
    onStale(last.at);
    return last.value;
  }

  return {
    async get<T>(key: string, load: () => Promise<T>) {
      const value = await answerTo(key, load);
      return value as T; // of the same question, and so of the same `load`
    },
  };
}
