import { aFunction, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { aChallenge } from './challenge.ts';
import type { Rbac, Who } from './rbac.ts';
import type { ContextInput, Permission, ResourceInput, Vocabulary } from './vocabulary.ts';

/** What a callback returns: at once or as a promise. */
export type Eventually<T> = T | PromiseLike<T>;

/** How a guard learns who asks and for what; `Asked` are the arguments that the framework gives its handlers. */
export interface GuardOptions<
  Asked extends readonly unknown[],
  V extends Vocabulary = Vocabulary,
  P extends Permission<V> = Permission<V>,
> {
  readonly rbac: Rbac<V>;
  /** Who asks; nothing when nobody is signed in, which is answered with 401. */
  readonly principal: (...asked: Asked) => Eventually<Who<V> | null | undefined>;
  /**
   * What is asked for. Nothing is answered with 403, like what belongs to others: so no answer tells that a thing exists.
   * Only the actions that a policy calls `collectionActions` go without.
   */
  readonly load?: (...asked: Asked) => Eventually<ResourceInput<V, P> | null | undefined>;
  /** The attributes `context.*` of the request. */
  readonly context?: (...asked: Asked) => Eventually<ContextInput<V>>;
  /** The challenge that goes with a 401 (RFC 9110 §11.6.1). @default 'Bearer' */
  readonly challenge?: string;
}

/** An answer in place of the handler's: problem details (RFC 9457) that do not tell the reason. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const rules: OptionRules<GuardOptions<[]>> = {
  rbac: ['object', 'what createRbac returns', (rbac: object) => 'decide' in rbac],
  principal: aFunction,
  load: aFunction,
  context: aFunction,
  challenge: aChallenge,
};

/**
 * Checks the options of a guard once, and returns what each request is put to: nothing when it may pass.
 *
 * @throws TypeError for a wrong option, for a permission that needs `load` and has none; RangeError for an unknown one.
 */
export function createJudge<const Asked extends readonly unknown[], V extends Vocabulary, P extends Permission<V>>(
  permission: P,
  options: GuardOptions<Asked, V, P>,
): (...asked: Asked) => Promise<Refusal | undefined> {
  // The rules look at the kinds of the callbacks, and not at what they take.
  const given = checkOptions('guard', options, rules as OptionRules<GuardOptions<Asked, V, P>>);
  const { rbac, principal, load, context, challenge = 'Bearer' } = given;
  if (!rbac || !principal) throw new TypeError(`guard: ${rbac ? 'principal' : 'rbac'} must be given, got undefined`);
  if (!isCollectionAction(rbac, permission) && !load) {
    throw new TypeError(`guard: load must be a function, since ${permission} is asked of a resource; got undefined`);
  }

  return async function judge(...asked) {
    const who = await principal(...asked);
    if (who === null || who === undefined) return unauthenticated(challenge);
    const resource = (await load?.(...asked)) ?? undefined;
    const allowed = rbac.check(who, permission, resource, await context?.(...asked));
    // An action of the collection may be allowed without a resource, yet one was to be there.
    return allowed && (resource !== undefined || !load) ? undefined : forbidden(permission);
  };
}

function isCollectionAction<V extends Vocabulary>(rbac: Rbac<V>, permission: string): boolean {
  const { resources } = rbac.policy();
  const colon = permission.indexOf(':');
  const [name, action] = [permission.slice(0, colon), permission.slice(colon + 1)];
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (colon !== -1 && resource?.actions.includes(action)) {
    return resource.collectionActions?.includes(action) ?? false;
  }
  throw new RangeError(`guard: permission must be one that the policy declares, got ${JSON.stringify(permission)}`);
}

function unauthenticated(challenge: string): Refusal {
  const headers = { 'www-authenticate': challenge };
  return refusal(401, { title: 'Unauthorized', code: 'SCRY_UNAUTHENTICATED' }, headers);
}

function forbidden(permission: string): Refusal {
  return refusal(403, { title: 'Forbidden', code: 'SCRY_FORBIDDEN', permission });
}

function refusal(status: 401 | 403, problem: object, headers: Readonly<Record<string, string>> = {}): Refusal {
  const all = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers };
  return { status, headers: all, body: JSON.stringify({ status, ...problem }) };
}
