import { AuthzenError } from './authzen-error.ts';
import type { AuthzenSettings } from './authzen-options.ts';
import {
  type AuthzenAction,
  type AuthzenProperties,
  type EvaluationRequest,
  type Fields,
  isObject,
  kind,
  own,
  readEvaluation,
  readObject,
} from './authzen-request.ts';
import type { Rbac, Who } from './rbac.ts';
import type { ContextInput, Permission, ResourceInput, Vocabulary } from './vocabulary.ts';

/** The policy with everything that turns the words of a request into principals and resources. */
export interface DecisionPoint<V extends Vocabulary> extends AuthzenSettings<V> {
  readonly rbac: Rbac<V>;
}

/** A decision on the wire (AuthZEN 1.0 §5.5). */
export interface Answer {
  readonly decision: boolean;
  readonly context?: object;
}

/** The Access Evaluation API (AuthZEN 1.0 §6). */
export async function evaluate<V extends Vocabulary>(pdp: DecisionPoint<V>, body: Fields): Promise<Answer> {
  const { subject, action, resource, context }: EvaluationRequest = readEvaluation(body);
  const who = await pdp.principal(subject);
  if (who === undefined) return failed(404, 'Subject not found');
  const what = await pdp.resource(resource);
  if (what === undefined) return failed(404, 'Resource not found');
  const { allowed, code, ruleId } = decide(pdp.rbac, who, { type: resource.type, action, what, context });
  return allowed ? { decision: true } : { decision: false, context: { code, rule: ruleId ?? undefined } };
}

/** Asks the engine. What the request names and the policy does not is an unknown permission. */
export function decide<V extends Vocabulary>(
  rbac: Rbac<V>,
  who: Who<V>,
  question: { type: string; action: AuthzenAction; what: object; context: AuthzenProperties },
) {
  const { type, action, what, context } = question;
  // No name that a policy declares holds a colon: each declared permission comes from one pair of names only.
  const permission = `${type}:${action.name}` as Permission<V>;
  // The engine takes a value of any type, and finds those unknown that are not of the declared one.
  const attributes = { ...context, ...actionAttributes(action) } as ContextInput<V>;
  return rbac.decide(who, permission, what as ResourceInput<V, Permission<V>>, attributes);
}

/** The properties of the action, as attributes that a policy can declare: `soft` is `context.action_soft`. */
function actionAttributes({ properties = {} }: AuthzenAction): AuthzenProperties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [`action_${name}`, value]));
}

/** The Access Evaluations API (AuthZEN 1.0 §7). */
export async function evaluateAll<V extends Vocabulary>(pdp: DecisionPoint<V>, body: Fields): Promise<object> {
  const items = readItems(body, pdp.maxEvaluations);
  if (items.length === 0) return evaluate(pdp, body);
  const last = lastDecision(readSemantic(body));
  const defaults = readDefaults(body);
  const evaluations: Answer[] = [];
  for (const item of items) {
    const answer = await evaluateItem(pdp, defaults, item);
    evaluations.push(answer);
    if (answer.decision === last) break;
  }
  return { evaluations };
}

/** An item that cannot be evaluated is denied, and says why; the others are not harmed (§7.2.1). */
async function evaluateItem<V extends Vocabulary>(
  pdp: DecisionPoint<V>,
  defaults: Fields,
  item: unknown,
): Promise<Answer> {
  if (!isObject(item)) return failed(400, `an evaluation must be an object, got ${kind(item)}`);
  try {
    // A key of the item takes the place of the whole default (§7.1.1).
    return await evaluate(pdp, { ...defaults, ...item });
  } catch (error) {
    if (error instanceof AuthzenError) return failed(error.status, error.message);
    throw error;
  }
}

function failed(status: number, message: string): Answer {
  return { decision: false, context: { error: { status, message } } };
}

function readItems(body: Fields, most: number): readonly unknown[] {
  const items = own(body, 'evaluations');
  if (items === undefined) return [];
  if (!Array.isArray(items)) throw new AuthzenError(400, `evaluations must be an array, got ${kind(items)}`);
  if (items.length > most) throw new AuthzenError(400, `evaluations must be ${most} at most, got ${items.length}`);
  return items;
}

/** Defaults of a wrong kind make the whole request wrong, whoever uses them. */
function readDefaults(body: Fields): Fields {
  const names = ['subject', 'action', 'resource', 'context'];
  const given = names.map((name) => [name, readObject(body, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

const semantics = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;

function readSemantic(body: Fields): (typeof semantics)[number] {
  const given = own(readObject(body, 'options') ?? {}, 'evaluations_semantic');
  const semantic = given === undefined ? 'execute_all' : semantics.find((name) => name === given);
  if (semantic) return semantic;
  throw new AuthzenError(400, `options.evaluations_semantic must be one of ${semantics.join(', ')}`);
}

/** The decision after which no further one is wanted. */
function lastDecision(semantic: (typeof semantics)[number]): boolean | undefined {
  switch (semantic) {
    case 'execute_all':
      return undefined;
    case 'deny_on_first_deny':
      return false;
    case 'permit_on_first_permit':
      return true;
  }
}
