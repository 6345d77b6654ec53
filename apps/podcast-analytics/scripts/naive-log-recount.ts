/**
 * Counts the downloads of a generated log in the plainest way, to compare an import with. It shares the names of apps and
 * countries with the import, and nothing that counts: what is a robot or a watch it knows from the generator's catalogue.
 */
import type { AgentMatcher } from '../src/counting/agents/match-agent.ts';
import { robotAgents, watchAgent } from '../src/demo/demo-catalogue.ts';

/** Downloads by `<episode> <day>`, by app and by country. */
export interface NaiveCounts {
  readonly episodeDay: ReadonlyMap<string, number>;
  readonly app: ReadonlyMap<string, number>;
  readonly country: ReadonlyMap<string, number>;
}

interface Group {
  readonly agent: string;
  readonly address: string;
  /** The largest whole file that was sent. */
  wholeBytes: number;
  /** What was sent in pieces. */
  pieceBytes: number;
}

const oneMinute = 960_000;
const ignoredAgents = new Set([...robotAgents, watchAgent, '-']);
const fields = /^(\S+) - - \[(\d\d)\/(\w{3})\/(\d{4}):\S+ \+0000\] "(\S+) (\S+) HTTP\/1\.1" (\d+) (\d+) "-" "(.*)"$/;

export function naiveLogRecount(
  log: Iterable<string>,
  agents: AgentMatcher,
  countryOf: (address: string) => string | undefined,
): NaiveCounts {
  const groups = new Map<string, Group>();
  for (const line of log) addLine(groups, line);
  const counts = { episodeDay: new Map(), app: new Map(), country: new Map() };
  for (const [key, { agent, address, wholeBytes, pieceBytes }] of groups) {
    if (wholeBytes + pieceBytes < oneMinute) continue;
    add(counts.episodeDay, key.split(' ', 2).join(' '));
    add(counts.app, agents(agent).name);
    add(counts.country, countryOf(address) ?? '');
  }
  return counts;
}

function addLine(groups: Map<string, Group>, line: string): void {
  const match = fields.exec(line);
  if (!match) throw new Error(`naiveLogRecount: expected a generated line, got ${line}`);
  const [, address = '', day, month = '', year, method, path = '', status, size, agent = ''] = match;
  const bytes = Number(size);
  if (method !== 'GET' || !path.endsWith('.mp3') || ignoredAgents.has(agent)) return;
  if (status !== '200' && !(status === '206' && bytes > 2)) return;
  const [network = ''] = address.split('::'); // generated addresses have their /64 in front of it
  const key = `${path} ${year}-${months[month]}-${day} ${network} ${agent}`;
  const group = groups.get(key) ?? { agent, address, wholeBytes: 0, pieceBytes: 0 };
  if (status === '200') group.wholeBytes = Math.max(group.wholeBytes, bytes);
  else group.pieceBytes += bytes;
  groups.set(key, group);
}

const months: Readonly<Record<string, string>> = { Jan: '01', Feb: '02' };

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
