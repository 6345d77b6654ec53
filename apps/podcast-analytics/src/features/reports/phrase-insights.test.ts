import { expect, test } from 'vitest';
import { createTelemetry } from '../../platform/telemetry.ts';
import { createPhraseInsights, holdsOnlyNumbersOf, type Writer } from './phrase-insights.ts';

const { logger } = createTelemetry('silent');
const sentences = [
  'The last seven days had 12.5 % more downloads: 1,234 against 1,097.',
  '“One” leads with 400 downloads.',
];
const good = 'You had 1,234 downloads, up 12.5 % from 1,097.\n“One” is ahead with 400.';

/** A model that answers when the test says so. */
function writing(text: string, isComplete = true) {
  const asked: string[] = [];
  const writer: Writer = {
    async complete({ input }) {
      asked.push(input);
      return { text, isComplete };
    },
  };
  return { writer, asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a page has the computed sentences first, and the phrased ones once they are there', async () => {
  const { writer, asked } = writing(good);
  const phrase = createPhraseInsights(writer, logger);
  expect(phrase(sentences)).toEqual(sentences);
  await settled();
  expect(phrase(sentences)).toEqual(good.split('\n'));
  expect(asked).toEqual([sentences.join('\n')]);
  expect(phrase([])).toEqual([]);
});

test.each([
  ['another number', good.replace('1,234', '1,235')],
  ['a number of another sentence', good.replace('400', '1,234')],
  ['a number in another script', good.replace('400', '٤٠٠')],
  ['a number that hides in a character', good.replace('ahead', '② ahead')],
  ['a line too few', good.split('\n')[0] ?? ''],
  ['nothing', ''],
])('a text with %s is not shown, and not asked for again', async (_, text) => {
  const { writer, asked } = writing(text);
  const phrase = createPhraseInsights(writer, logger);
  for (let n = 0; n < 3; n++) {
    expect(phrase(sentences)).toEqual(sentences);
    await settled();
  }
  expect(asked).toHaveLength(1);
});

test('a text that was cut off is not shown', async () => {
  const phrase = createPhraseInsights(writing(good, false).writer, logger);
  phrase(sentences);
  await settled();
  expect(phrase(sentences)).toEqual(sentences);
});

test('a provider that fails costs the page nothing, and is asked again later', async () => {
  let calls = 0;
  const complete = () => Promise.reject(new Error(`down ${++calls}`));
  const phrase = createPhraseInsights({ complete }, logger);
  for (let n = 0; n < 3; n++) {
    expect(phrase(sentences)).toEqual(sentences);
    await settled();
  }
  expect(calls).toBe(3);
});

test('numbers are compared as they are, with or without separators', () => {
  expect(holdsOnlyNumbersOf(['1234, that is 12.5 %.'], ['1,234 and 12.5 %'])).toBe(true);
  expect(holdsOnlyNumbersOf(['125 %'], ['12.5 %'])).toBe(false);
});
