import { createTextCache } from '../text-cache.ts';
import type { Agent, AgentEntry, AgentType } from './agent.ts';
import type { PatternsFile } from './patterns-file.ts';

/** The six files of OPAWG's user-agents-v2. */
export const listNames = ['bots', 'apps', 'libraries', 'browsers', 'devices', 'referrers'] as const;
export type AgentLists = Readonly<Record<(typeof listNames)[number], PatternsFile>>;

/** Names what made a request. */
export type AgentMatcher = (userAgent: string | undefined, referer?: string) => Agent;

type Find = (text: string) => AgentEntry | undefined;

/** Clients send few distinct user agents, and a thousand patterns are slow: 30,000 a second without the cache. */
const cacheCapacity = 20_000;

const maxNameLength = 60;

const unknown: Agent = Object.freeze({ type: 'unknown', name: 'Unknown' });
const noAgent: Agent = Object.freeze({ type: 'unknown', name: 'No user agent' });
const unknownBot: Agent = Object.freeze({ type: 'bot', name: 'Unknown bot' });

/**
 * Matches in OPAWG's order: bots, apps, libraries, browsers, the first entry wins; then the device of what is no bot, and the
 * page of what is a browser. What no entry names is a bot if it says so itself (OP3's rule).
 */
export function createAgentMatcher(lists: AgentLists): AgentMatcher {
  const types: readonly (readonly [AgentType, Find])[] = [
    ['bot', finder(lists.bots)],
    ['app', finder(lists.apps)],
    ['library', finder(lists.libraries)],
    ['browser', finder(lists.browsers)],
  ];
  const findDevice = finder(lists.devices);
  const findReferrer = cached(finder(lists.referrers));
  const matchUserAgent = cached((userAgent: string): Agent => {
    for (const [type, find] of types) {
      const entry = find(userAgent);
      if (!entry) continue;
      const device = type === 'bot' ? undefined : findDevice(userAgent);
      return { type, ...entry, ...(device && { device }) };
    }
    if (/bot|crawler|spider/i.test(userAgent)) return unknownBot;
    const device = findDevice(userAgent);
    return device ? { ...unknown, device } : unknown;
  });

  return function matchAgent(userAgent, referer) {
    if (userAgent === undefined || userAgent.trim() === '') return noAgent;
    const agent = matchUserAgent(userAgent);
    if (agent.type !== 'browser' || referer === undefined) return agent;
    const referrer = findReferrer(referer);
    return referrer ? { ...agent, referrer } : agent;
  };
}

function finder(list: PatternsFile): Find {
  const entries = list.entries.map(({ name, category, pattern }) => ({
    pattern: new RegExp(pattern),
    entry: { name, ...(category !== undefined && { category }) },
  }));
  return (text) => {
    for (const { pattern, entry } of entries) {
      const match = pattern.exec(text);
      if (match) return { ...entry, name: selfGivenName(match.groups?.['name']) ?? entry.name };
    }
    return undefined;
  };
}

/**
 * An entry may let the agent name itself, with a group called `name`: `Podcast%20Guru` is Podcast Guru. Such a name is stored
 * and shown, so it keeps nothing that cannot be seen.
 */
function selfGivenName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const name = text.includes('%') ? decoded(text) : text;
  return [...name.replace(/\p{C}+/gu, ' ').trim()].slice(0, maxNameLength).join('') || undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cached<T extends object | undefined>(compute: (text: string) => T): (text: string) => T {
  const results = createTextCache<{ readonly value: T }>(cacheCapacity);
  return (text) => {
    const known = results.get(text);
    if (known) return known.value;
    const value = compute(text);
    results.set(text, { value });
    return value;
  };
}
