import type { Agent } from './agents/agent.ts';
import type { AgentMatcher } from './agents/match-agent.ts';
import type { Assessment } from './assessment.ts';
import { isFirstTwoBytes, type Transfer, transferOf, transferredBytes } from './coverage.ts';
import { episodeKey } from './episode-key.ts';
import type { Exclusion } from './exclusion.ts';
import type { Hit } from './hit.ts';
import type { Networks } from './network.ts';
import type { Ruleset } from './ruleset.ts';

export interface Rules {
  readonly ruleset: Ruleset;
  readonly agents: AgentMatcher;
  /** Data centres. */
  readonly networks: Networks;
}

/** Decides from a hit alone whether it can be part of a download, and if not why. */
export function assess(hit: Hit, rules: Rules): Assessment {
  const agent = rules.agents(hit.userAgent, hit.referer);
  const episode = episodeKey(hit.url);
  if (!episode) return { eligible: false, agent, reason: requestFault(hit) ?? 'unusable-url' };
  const transfer = transferOf(hit);
  const reason =
    requestFault(hit) ?? contentFault(hit, episode.episode, transfer, rules) ?? originFault(hit, agent, rules);
  return reason === undefined
    ? { eligible: true, agent, episode, ...transfer }
    : { eligible: false, agent, episode, reason };
}

function requestFault(hit: Hit): Exclusion | undefined {
  if (hit.method !== 'GET') return 'not-get';
  if (hit.status !== undefined && hit.status !== 200 && hit.status !== 206) return 'status';
  return undefined;
}

function contentFault(hit: Hit, path: string, transfer: Transfer, { ruleset }: Rules): Exclusion | undefined {
  if (!isMedia(path)) return 'not-media';
  if (hit.address === undefined && hit.hashedAddress === undefined) return 'no-address';
  return isProbe(hit, transfer) && !(ruleset.keepsLoneProbe && isFirstTwoBytes(transfer)) ? 'probe' : undefined;
}

/** What a site serves beside its episodes. */
const otherExtension =
  /^(?:html?|php|aspx?|xml|rss|atom|json|txt|css|m?js|map|ico|png|jpe?g|gif|webp|avif|svg|woff2?|ttf|vtt|srt)$/i;

function isMedia(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return name !== '' && !(dot >= 0 && otherExtension.test(name.slice(dot + 1)));
}

/** Whole files that a client left at once are no probes, however little was sent. */
function isProbe(hit: Hit, transfer: Transfer): boolean {
  return (hit.range !== undefined || hit.status === 206) && transferredBytes(transfer) <= 2;
}

function originFault(hit: Hit, agent: Agent, { ruleset, networks }: Rules): Exclusion | undefined {
  if (hit.userAgent === undefined || hit.userAgent.trim() === '') return 'no-agent';
  if (ruleset.excludesWatch && watchAgent.test(hit.userAgent)) return 'watch-os';
  if (agent.type === 'bot' || (agent.type === 'library' && agent.category === 'bot')) return 'bot-agent';
  if (preloads(agent)) return 'web-preload';
  if (ruleset.excludesDataCentres && networks.has(hit.address, hit.asn)) return 'bot-network';
  return undefined;
}

/** Apple's fetcher on the watch, and every client that says it runs on a watch (IAB guidelines 2.1). */
const watchAgent = /^atc\/|watchOS\b|\bWatch\d+,\d+|\(Apple Watch[;)]/;

/** Opera on a computer fetches the episodes of the feeds in its sidebar, from no page. */
function preloads({ type, name, device, referrer }: Agent): boolean {
  if (type !== 'browser') return false;
  if (referrer?.name === 'Podverse') return true;
  return name === 'Opera' && device?.category === 'computer' && referrer === undefined;
}
