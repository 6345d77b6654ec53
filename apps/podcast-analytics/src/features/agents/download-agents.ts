import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '../../counting/agents/match-agent.ts';
import { InputError } from '../ingest/input-error.ts';

/** The largest of the official files has 300 KB. */
const maxBytes = 10_000_000;

/** Copies the six files that lie under a URL into a folder. @throws {InputError} naming each that did not come. */
export async function downloadAgents(baseUrl: string, folder: string, fetch: typeof globalThis.fetch): Promise<void> {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const results = await Promise.all(
    listNames.map(async (name) => {
      const url = new URL(`${name}.json`, base);
      try {
        await writeFile(join(folder, `${name}.json`), await download(url, fetch));
        return undefined;
      } catch (error) {
        return `${url}: ${error instanceof Error ? messageOf(error) : String(error)}`;
      }
    }),
  );
  const problems = results.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InputError(`agents: ${problems.join('; ')}`);
}

async function download(url: URL, fetch: typeof globalThis.fetch): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`expected status 200, got ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`expected at most ${maxBytes} bytes, got more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** "fetch failed" says little; its cause has the reason. */
function messageOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message || error.cause.name})` : error.message;
}
