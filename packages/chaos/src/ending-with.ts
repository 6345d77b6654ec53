import { isPromise } from './is-promise.ts';

/** Runs a function, and calls `done` when it has ended: with its promise where it returns one, else at once. */
export function endingWith(fn: () => unknown, done: () => void): unknown {
  let answer: unknown;
  try {
    answer = fn();
  } catch (error) {
    done();
    throw error;
  }
  if (isPromise(answer)) return answer.finally(done);
  done();
  return answer;
}
