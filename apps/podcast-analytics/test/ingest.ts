import { ourAgents } from '../src/counting/agents/lists/our-agents.ts';
import { createAgentMatcher } from '../src/counting/agents/match-agent.ts';
import { createNetworks, hostingNetworks } from '../src/counting/network.ts';
import type { ImporterOptions } from '../src/features/ingest/importer.ts';

/** What an importer needs beside a database, with a clock that stands still. */
export const ingest: Omit<ImporterOptions, 'database'> = {
  agents: createAgentMatcher(ourAgents),
  networks: createNetworks(Object.keys(hostingNetworks).map(Number)),
  countryOf: () => undefined,
  now: () => Date.UTC(2026, 2, 1),
};
