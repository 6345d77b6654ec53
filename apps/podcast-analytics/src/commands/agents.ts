import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { type AgentLists, createAgentMatcher, listNames } from '../counting/agents/match-agent.ts';
import { downloadAgents } from '../features/agents/download-agents.ts';
import { agentLists, installAgents } from '../features/agents/installed-agents.ts';
import { loadAgents } from '../features/ingest/load-agents.ts';
import { createTelemetry } from '../platform/telemetry.ts';
import { breakerFetch, createBreakers } from '../scry/breaker.ts';
import { providerFetch } from '../scry/retry.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { parseOptions, refuseArguments } from './parse-options.ts';

const help = `Usage: podcast-analytics agents                          how many agents are known, and from where
       podcast-analytics agents test <user agent>        what a user agent is called
       podcast-analytics agents update --from <source>   uses the lists of OPAWG's user-agents-v2 for later imports

  --from <source>   a folder, or the URL under which bots.json, apps.json, libraries.json, browsers.json,
                    devices.json and referrers.json lie. They are taken whole or not at all.`;

/** Shows, tries and replaces the lists that name what made a request. */
export const agents: Command = {
  help,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, { from: { type: 'string' } });
    const [action, ...rest] = positionals;
    if (action !== 'update' && values.from !== undefined) throw new UsageError('--from belongs to "agents update"');
    switch (action) {
      case undefined:
        return list(context);
      case 'test':
        return test(rest.join(' '), context);
      case 'update':
        refuseArguments('agents update', rest);
        return update(values.from, context);
      default:
        throw new UsageError(`expected "test" or "update" after agents, got "${action}"`);
    }
  },
};

async function list({ env, stdout }: CommandContext): Promise<void> {
  const { lists, origin } = await agentLists(readConfig(env).dataDir);
  stdout.write(`${counts(lists)}\nFrom ${origin}.\n`);
}

async function test(userAgent: string, { env, stdout }: CommandContext): Promise<void> {
  if (userAgent === '') throw new UsageError('agents test: expected a user agent, got none');
  const { lists } = await agentLists(readConfig(env).dataDir);
  const { name, type, category, device } = createAgentMatcher(lists)(userAgent);
  const described = [
    `name: ${name}`,
    `type: ${type}`,
    category && `category: ${category}`,
    device && `device: ${device.name}`,
  ];
  stdout.write(`${described.filter(Boolean).join('\n')}\n`);
}

async function update(from: string | undefined, { env, stdout, now }: CommandContext): Promise<void> {
  if (from === undefined) throw new UsageError('agents update: expected --from <folder or URL>');
  const config = readConfig(env);
  const telemetry = createTelemetry(config.logLevel);
  const lists = /^https?:\/\//.test(from)
    ? await loadFromUrl(from, providerFetch(telemetry, breakerFetch(createBreakers(telemetry, config))))
    : await loadAgents(from);
  await installAgents(config.dataDir, lists, from, now());
  stdout.write(`${counts(lists)}\nInstalled. Imports from now on use them; hits that are stored keep their names.\n`);
}

async function loadFromUrl(url: string, fetch: typeof globalThis.fetch): Promise<AgentLists> {
  const folder = await mkdtemp(join(tmpdir(), 'podcast-analytics-agents-'));
  try {
    await downloadAgents(url, folder, fetch);
    return await loadAgents(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function counts(lists: AgentLists): string {
  return listNames.map((name) => `${String(lists[name].entries.length).padStart(5)} ${name}`).join('\n');
}
