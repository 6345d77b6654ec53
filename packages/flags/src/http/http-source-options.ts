import {
  aClock,
  aFunction,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';

/** How often a server is asked, how long it may take, and how much it may answer. */
export interface HttpSourceOptions {
  /** How often the server is asked, give or take a tenth, so that a fleet does not ask as one. @default 30_000 */
  readonly intervalMs?: number;
  /** Also listens to a stream of server-sent events, each of which has the document asked for at once: at `<url>/stream`, or at this URL. @default false */
  readonly sse?: boolean | string;
  /** How long an answer may take, to its last byte. @default 10_000 */
  readonly timeoutMs?: number;
  /** A longer document is not read. @default 5_242_880 */
  readonly maxBytes?: number;
  /** Go with each request, such as `authorization`. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream that says nothing for so long is dead, and opened anew; servers send a comment every 15 seconds or so. @default 60_000 */
  readonly silenceMs?: number;
  /** @default globalThis.fetch, as it is at the time of a request */
  readonly fetch?: typeof fetch;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Random numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** Options that have been checked, with every default in place. */
export interface HttpSettings extends Required<Omit<HttpSourceOptions, 'sse'>> {
  readonly url: string;
  readonly streamUrl: string | undefined;
}

const aPeriod: OptionRule = ['number', 'a finite number >= 1', (ms: number) => ms >= 1 && ms < Infinity];
const aUrl: OptionRule = [
  'string',
  'an absolute http or https URL',
  (url: string) => /^https?:/.test(url) && URL.canParse(url),
];
const rules: OptionRules<HttpSourceOptions> = {
  intervalMs: aPeriod,
  sse: [
    'boolean or string',
    'a boolean or a URL',
    (sse: boolean | string) => typeof sse === 'boolean' || URL.canParse(sse),
  ],
  timeoutMs: aPeriod,
  maxBytes: ['number', 'an integer >= 1', (bytes: number) => Number.isSafeInteger(bytes) && bytes >= 1],
  headers: ['object', 'an object'],
  silenceMs: aPeriod,
  fetch: aFunction,
  clock: aClock,
  random: aFunction,
};

export function readHttpOptions(url: string, options: HttpSourceOptions): HttpSettings {
  checkValue('httpSource: url', url, aUrl);
  const { sse = false, ...given } = checkOptions('httpSource', options, rules);
  return {
    intervalMs: 30_000,
    timeoutMs: 10_000,
    maxBytes: 5 * 2 ** 20,
    headers: {},
    silenceMs: 60_000,
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
    random: Math.random,
    ...given,
    url,
    streamUrl: sse === true ? streamOf(url) : sse || undefined,
  };
}

function streamOf(url: string): string {
  const stream = new URL(url);
  stream.pathname = `${stream.pathname.replace(/\/$/, '')}/stream`;
  return stream.href;
}
