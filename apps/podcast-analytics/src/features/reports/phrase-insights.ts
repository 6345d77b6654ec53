import { createHash } from 'node:crypto';
import type { Logger } from '../../platform/logger.ts';

/** What of a provider of texts is needed here; `providers/openai.ts` has it. */
export interface Writer {
  complete(question: {
    readonly instructions: string;
    readonly input: string;
    readonly maxTokens: number;
  }): Promise<{ readonly text: string; readonly isComplete: boolean }>;
}

/** Sentences for the page, at once: the phrased ones once they are there, else the computed ones. */
export type PhraseInsights = (sentences: readonly string[]) => readonly string[];

const mostKept = 500;
const mostAtOnce = 2;

const instructions = `You phrase findings of a podcast report for its producer. Answer with one plain sentence a line, as many
lines as there are findings, in their order. Use the numbers exactly as they are written, add no other number, and no advice.`;

/**
 * Lets a model phrase what was computed. A page never waits for it, and never shows a number that was not computed: a text
 * with another one is thrown away.
 */
export function createPhraseInsights(writer: Writer, logger: Logger): PhraseInsights {
  /** In the order of their age. An entry without lines is asked for, or was not usable. */
  const phrased = new Map<string, readonly string[] | undefined>();
  let running = 0;

  async function phrase(key: string, sentences: readonly string[]): Promise<void> {
    running++;
    try {
      const { text, isComplete } = await writer.complete({ instructions, input: sentences.join('\n'), maxTokens: 400 });
      const lines = text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      if (isComplete && lines.length === sentences.length && holdsOnlyNumbersOf(lines, sentences))
        phrased.set(key, lines);
      else logger.warn({ lines: lines.length }, 'phrased insights were not usable');
    } catch (error) {
      phrased.delete(key); // to be asked for again
      logger.warn({ error: String(error) }, 'insights could not be phrased');
    } finally {
      running--;
    }
  }

  return function phraseInsights(sentences) {
    if (sentences.length === 0) return sentences;
    const key = createHash('sha256').update(sentences.join('\n')).digest('base64');
    if (!phrased.has(key) && running < mostAtOnce) {
      const [oldest] = phrased.keys();
      if (phrased.size >= mostKept && oldest !== undefined) phrased.delete(oldest);
      phrased.set(key, undefined);
      void phrase(key, sentences);
    }
    return phrased.get(key) ?? sentences;
  };
}

/** Each line has the numbers of its sentence, and no other: neither in digits nor in a spelling that digits hide behind. */
export function holdsOnlyNumbersOf(lines: readonly string[], sentences: readonly string[]): boolean {
  return lines.every((line, n) => {
    const given = new Set(numbersIn(sentences[n] ?? ''));
    const found = numbersIn(line);
    return !/[\p{No}\p{Nl}]/u.test(line) && found.every((number) => given.has(number));
  });
}

/** `1,234` and `12.5 %` as they are written, without the separators of thousands. */
function numbersIn(text: string): string[] {
  return (text.match(/\p{Nd}[\p{Nd}.,]*/gu) ?? []).map((number) => number.replaceAll(',', '').replace(/\.+$/, ''));
}
