import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Ask, createQuestions, late } from './questions.ts';

let ask: Ask;

beforeEach(() => {
  vi.useFakeTimers();
  ask = createQuestions(100);
});
afterEach(() => void vi.useRealTimers());

const after = <T>(ms: number, value: T) => vi.fn(() => new Promise<T>((resolve) => setTimeout(resolve, ms, value)));

test('an answer that comes soon is the answer', async () => {
  const { answer, soon } = ask('key', after(99, 'one'));
  await vi.advanceTimersByTimeAsync(99);
  expect([await answer, await soon]).toEqual(['one', 'one']);
  expect(vi.getTimerCount()).toBe(0);
});

test('the same question is asked once at a time, and another one beside it', async () => {
  const [first, second] = [after(50, 'one'), after(50, 'two')];
  const answers = [ask('key', first), ask('key', second), ask('other', second)].map(({ answer }) => answer);
  await vi.advanceTimersByTimeAsync(50);
  expect(await Promise.all(answers)).toEqual(['one', 'one', 'two']);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  expect(ask('key', second).answer).not.toBe(answers[0]);
});

test('who asks what is late already does not wait again', async () => {
  const load = after(5_000, 'at last');
  const { answer, soon } = ask('key', load);
  await vi.advanceTimersByTimeAsync(100);
  expect(await soon).toBe(late);
  expect(await ask('key', load).soon).toBe(late); // no timer has run since
  await vi.advanceTimersByTimeAsync(4_900);
  expect(await answer).toBe('at last');
  expect(load).toHaveBeenCalledTimes(1);
});

test('a question that fails is asked anew, and nobody need hear of it', async () => {
  const { answer, soon } = ask('key', () => Promise.reject(new Error('gone')));
  await expect(answer).rejects.toThrow('gone');
  await expect(soon).rejects.toThrow('gone');
  expect(await ask('key', async () => 'back').answer).toBe('back');
});
