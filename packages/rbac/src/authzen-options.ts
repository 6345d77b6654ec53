import { aFunction, checkOptions, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import type { AuthzenEntity, AuthzenProperties } from './authzen-request.ts';
import { aChallenge } from './challenge.ts';
import type { Who } from './rbac.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a callback returns: at once or as a promise. */
type Eventually<T> = T | PromiseLike<T>;

/** The subjects or resources of a type that a search goes through, in an order that stays; `undefined`: no such type. */
export type Candidates = Iterable<Candidate> | AsyncIterable<Candidate> | undefined;

/** One that a search may find. */
export interface Candidate {
  readonly id: string;
  readonly properties?: AuthzenProperties;
}

/** What the observer of an AuthZEN handler is told: something of yours threw, and the caller saw status 500. */
export interface AuthzenEvent {
  readonly type: 'error';
  readonly path: string;
  /** What the caller sent as `X-Request-ID`. */
  readonly requestId: string | null;
  readonly error: unknown;
}

/** Who may ask a decision point, what it finds, and how much at a time. */
export interface AuthzenOptions<V extends Vocabulary = Vocabulary> {
  /** The identifier of the decision point: https, without query and fragment; paths begin with its path. */
  readonly baseUrl: string;
  /** Whether the caller may ask at all: `false` is answered with 401, `'forbidden'` with 403. Of itself, nobody may. */
  readonly authenticate: (request: Request) => Eventually<boolean | 'forbidden'>;
  /** The principal that a subject is; `undefined`: there is no such subject. Its `properties` are the caller's word. */
  readonly principal: (subject: AuthzenEntity) => Eventually<Who<V> | undefined>;
  /** The attributes of a resource; `undefined`: there is no such resource. */
  readonly resource: (resource: AuthzenEntity) => Eventually<object | undefined>;
  /** What a subject search goes through; without it there is no subject search. */
  readonly subjects?: (type: string) => Eventually<Candidates>;
  /** What a resource search goes through; without it there is no resource search. */
  readonly resources?: (type: string) => Eventually<Candidates>;
  /** The challenge that goes with a 401. @default 'Bearer' */
  readonly challenge?: string;
  /** A longer body is answered with 413. @default 1 048 576 */
  readonly maxBodyBytes?: number;
  /** More evaluations in one request are answered with 400. @default 1000 */
  readonly maxEvaluations?: number;
  /** The results on one page of a search, whatever the request asks for. @default 1000 */
  readonly maxResults?: number;
  /** Told of every error of the callbacks. */
  readonly onEvent?: (event: AuthzenEvent) => void;
}

/** Options that have been checked, with every default in place. */
export type AuthzenSettings<V extends Vocabulary> = AuthzenOptions<V> & typeof defaults;

const defaults = { challenge: 'Bearer', maxBodyBytes: 2 ** 20, maxEvaluations: 1_000, maxResults: 1_000 };

const aCount: OptionRule = ['number', 'an integer >= 1', (count: number) => Number.isSafeInteger(count) && count >= 1];
const anIdentifier: OptionRule = ['string', 'an https URL without query and fragment', isIdentifier];

const rules: OptionRules<AuthzenOptions> = {
  baseUrl: anIdentifier,
  authenticate: aFunction,
  principal: aFunction,
  resource: aFunction,
  subjects: aFunction,
  resources: aFunction,
  challenge: aChallenge,
  maxBodyBytes: aCount,
  maxEvaluations: aCount,
  maxResults: aCount,
  onEvent: aFunction,
};
const required = ['baseUrl', 'authenticate', 'principal', 'resource'] as const;

/** @throws TypeError or RangeError for a wrong or missing option. */
export function checkAuthzenOptions<V extends Vocabulary>(options: AuthzenOptions<V>): AuthzenSettings<V> {
  const caller = 'createAuthzenHandler';
  // The rules look at the kinds of the callbacks, and not at what they take.
  const given = checkOptions(caller, options, rules as OptionRules<AuthzenOptions<V>>);
  const missing = required.find((name) => given[name] === undefined);
  if (missing) throw new TypeError(`${caller}: ${missing} must be ${rules[missing][1]}, got undefined`);
  return { ...defaults, ...given };
}

function isIdentifier(url: string): boolean {
  return /^https:\/\/[^?#]+$/.test(url) && URL.canParse(url);
}
