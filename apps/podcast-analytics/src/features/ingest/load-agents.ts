import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentLists, listNames } from '../../counting/agents/match-agent.ts';
import { type PatternsFile, patternsFile } from '../../counting/agents/patterns-file.ts';
import { InputError } from './input-error.ts';

/**
 * The six files of OPAWG's user-agents-v2 in a folder: bots.json, apps.json, libraries.json, browsers.json, devices.json
 * and referrers.json.
 * @throws {InputError} listing every problem of every file.
 */
export async function loadAgents(dir: string): Promise<AgentLists> {
  const problems: string[] = [];
  const loaded = await Promise.all(
    listNames.map(async (name) => [name, await loadFile(join(dir, `${name}.json`), `${name}.json`, problems)] as const),
  );
  if (problems.length > 0) throw new InputError(`agents: ${problems.join('; ')}`);
  // The cast: every name of listNames is in it, with a file that passed.
  return Object.fromEntries(loaded) as AgentLists;
}

async function loadFile(path: string, name: string, problems: string[]): Promise<PatternsFile | undefined> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const result = patternsFile.safeParse(document);
  if (result.success) return result.data;
  for (const { path: where, message } of result.error.issues) problems.push(`${name}: ${where.join('.')}: ${message}`);
  return undefined;
}
