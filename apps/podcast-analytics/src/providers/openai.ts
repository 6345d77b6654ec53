/** Texts by OpenAI's chat completions, as https://platform.openai.com/docs/api-reference/chat describes them. */
import * as z from 'zod';
import { createProviderClient, type ProviderConnection, type Refusal } from './provider-client.ts';

export interface Question {
  /** What the model is, and how it is to answer. */
  readonly instructions: string;
  readonly input: string;
  /** @default 500 */
  readonly maxTokens?: number;
  readonly signal?: AbortSignal;
}

export interface Completion {
  readonly text: string;
  /** False where the answer was cut at `maxTokens`, or by a filter. */
  readonly isComplete: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface OpenAi {
  /** Asks for a text. Rejects with a {@link ProviderError}. */
  complete(question: Question): Promise<Completion>;
}

/** Of what is asked; a longer one costs more than a report is worth. */
const mostCharacters = 100_000;

const completion = z
  .object({
    choices: z
      .array(z.object({ message: z.object({ content: z.string().nullable() }), finish_reason: z.string().nullable() }))
      .min(1),
    usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }),
  })
  .transform(({ choices: [choice], usage }): Completion => {
    return {
      text: choice?.message.content ?? '',
      isComplete: choice?.finish_reason === 'stop',
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
    };
  });

const refusal = z
  .object({ error: z.object({ message: z.string(), type: z.string().nullish(), code: z.string().nullish() }) })
  .transform(({ error: { message, type, code } }): Refusal => ({ reason: code ?? type ?? undefined, message }));

/** A question changes nothing, so that the connection's `fetch` may ask it again. */
export function createOpenAi(connection: ProviderConnection, apiKey: string, model: string): OpenAi {
  const send = createProviderClient(connection);
  return {
    async complete({ instructions, input, maxTokens = 500, signal }) {
      const length = instructions.length + input.length;
      if (length > mostCharacters) {
        throw new RangeError(`question: expected at most ${mostCharacters} characters, got ${length}`);
      }
      const { body } = await send({
        method: 'POST',
        endpoint: '/v1/chat/completions',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model,
          max_completion_tokens: maxTokens,
          messages: [
            { role: 'system', content: instructions },
            { role: 'user', content: input },
          ],
        }),
        answer: completion,
        refusal,
        signal,
      });
      return body;
    },
  };
}
