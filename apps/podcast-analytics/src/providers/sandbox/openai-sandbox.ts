import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../parse-json.ts';
import { type SandboxAnswer, type SandboxRequest, type SandboxServer, startSandboxServer } from './sandbox-server.ts';

const question = z.object({
  model: z.string(),
  max_completion_tokens: z.int().min(1).default(500),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
});

/** Answers as OpenAI does in form; the text is made of the question's own sentences, and the same each time. */
export function startOpenAiSandbox({ now, port }: { now: () => number; port?: number }): Promise<SandboxServer> {
  function answer({ method, path, headers, body }: SandboxRequest): SandboxAnswer {
    if (method !== 'POST' || path !== '/v1/chat/completions') return refuse(404, 'unknown_url', 'Unknown request URL.');
    if (!/^Bearer \S+$/.test(headers['authorization'] ?? '')) {
      return refuse(401, 'invalid_api_key', 'Incorrect API key provided.');
    }
    const parsed = question.safeParse(parseJson(body));
    if (!parsed.success) return refuse(400, 'invalid_value', parsed.error.issues[0]?.message ?? 'Invalid request.');
    const { model, max_completion_tokens: most, messages } = parsed.data;
    const words = `In short: ${messages.at(-1)?.content ?? ''}`.split(/\s+/);
    const content = words.slice(0, most).join(' ');
    const prompt = messages.reduce((sum, message) => sum + message.content.split(/\s+/).length, 0);
    const completion = Math.min(words.length, most);
    return {
      status: 200,
      body: {
        id: `chatcmpl-${randomUUID()}`,
        object: 'chat.completion',
        created: Math.floor(now() / 1000),
        model,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content },
            finish_reason: words.length > most ? 'length' : 'stop',
          },
        ],
        usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
      },
    };
  }

  const problem = (status: number) => refuse(status, 'sandbox', `The sandbox was told to answer with ${status}.`).body;
  return startSandboxServer({ answer, problem, port });
}

function refuse(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code } } };
}
