import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ourAgents } from '../../counting/agents/lists/our-agents.ts';
import type { AgentLists } from '../../counting/agents/match-agent.ts';
import { patternsFile } from '../../counting/agents/patterns-file.ts';
import { openDataDir } from '../../platform/db/pglite/data-dir.ts';

export interface AgentSource {
  readonly lists: AgentLists;
  /** Where the lists come from, in words. */
  readonly origin: string;
}

/** One file for all six lists, so that replacing it is one step. */
const installedFile = z.object({
  source: z.string(),
  installedAt: z.iso.datetime(),
  lists: z.object({
    bots: patternsFile,
    apps: patternsFile,
    libraries: patternsFile,
    browsers: patternsFile,
    devices: patternsFile,
    referrers: patternsFile,
  }),
});

/** The lists that `agents update` installed into the data directory, or else our own. */
export async function agentLists(dataDir: string): Promise<AgentSource> {
  const path = pathIn(dataDir);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { lists: ourAgents, origin: 'the list that comes with the program' };
    }
    throw error;
  }
  const parsed = installedFile.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(`${path} is damaged: run "agents update" again, or remove it to use the list of the program`);
  }
  const { lists, source, installedAt } = parsed.data;
  return { lists, origin: `${source}, installed ${installedAt.slice(0, 10)} (${path})` };
}

/** Puts lists into force for later imports; until the last step the ones before are. */
export async function installAgents(dataDir: string, lists: AgentLists, source: string, now: number): Promise<void> {
  const path = pathIn(dataDir);
  const draft = `${path}.${randomUUID()}`;
  claim(dataDir);
  try {
    const content = { source, installedAt: new Date(now).toISOString(), lists };
    await writeFile(draft, JSON.stringify(content), { flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A folder that is new becomes a data directory; the database would refuse one with files that it does not know. */
function claim(dataDir: string): void {
  if (!existsSync(join(dataDir, 'VERSION'))) openDataDir(dataDir).release();
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'agents.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
