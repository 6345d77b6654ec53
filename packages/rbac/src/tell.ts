import { observe } from '@scry/internal/observe';
import type { Decision } from './decision.ts';
import type { RbacEvent } from './events.ts';
import { Handle, own } from './handle.ts';

type Observer = (event: RbacEvent) => void;

interface Told {
  readonly name: string;
  readonly who: unknown;
  readonly permission: unknown;
  readonly resource: unknown;
  readonly decision: Decision;
  /** What reading the question threw. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Ids only: what else principal and resource hold is nobody's business in a log. */
export function tellDecision(onEvent: Observer, { name, who, permission, resource, decision, failure }: Told): void {
  const { allowed, code, ruleId, policyHash } = decision;
  const asked = { name, permission: nameOf(permission), ...idsOf(who), resourceId: idOf(resource) };
  const question = { ...asked, code, ruleId, policyHash };
  if (failure) observe(onEvent, { ...question, type: 'error', error: failure.error });
  else observe(onEvent, { ...question, type: allowed ? 'allowed' : 'denied' });
}

export function tellWhere(
  onEvent: Observer,
  {
    who,
    permission,
    ...told
  }: Pick<RbacEvent & { type: 'where' }, 'name' | 'permission' | 'kind' | 'policyHash'> & { who: Handle },
): void {
  observe(onEvent, { type: 'where', permission: nameOf(permission), ...idsOf(who), ...told });
}

function nameOf(permission: unknown): string {
  return typeof permission === 'string' ? permission : '';
}

function idsOf(who: unknown) {
  const onBehalfOf: (string | number | null)[] = [];
  // As long as chains may be: a circle ends too.
  for (let owner = ownerOf(who); owner !== undefined && onBehalfOf.length < 8; owner = ownerOf(owner)) {
    onBehalfOf.push(idOf(owner));
  }
  return { principalId: idOf(who), onBehalfOf };
}

function ownerOf(who: unknown): unknown {
  return who instanceof Handle ? who.owner : read(who, 'onBehalfOf');
}

function idOf(given: unknown): string | number | null {
  const id = read(given instanceof Handle ? given.input : given, 'id');
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function read(of: unknown, name: string): unknown {
  try {
    return typeof of === 'object' && of !== null ? own(of, name) : undefined;
  } catch {
    return undefined; // a getter that throws has no id to tell
  }
}
