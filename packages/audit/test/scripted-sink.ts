import type { Sink } from '../src/index.ts';

/** A sink that answers when the test says so. */
export interface ScriptedSink extends Sink {
  /** What each call of `append` brought, as numbers of events. */
  readonly calls: number[][];
  readonly lines: string[];
  /** What `append` does with its lines; taking them unless told otherwise. */
  answer: () => Promise<void>;
}

export function scriptedSink(options: Partial<Sink> = {}): ScriptedSink {
  const sink: ScriptedSink = {
    calls: [],
    lines: [],
    answer: async () => {},
    async append(lines) {
      sink.calls.push(lines.map((line) => Number(/"seq":(\d+)/.exec(line)?.[1])));
      await sink.answer();
      sink.lines.push(...lines);
    },
    async close() {},
    ...options,
  };
  return sink;
}

/** A promise, and the functions that settle it. */
export function deferred(): { promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let resolve = (): void => {};
  let reject = (_error: Error): void => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
