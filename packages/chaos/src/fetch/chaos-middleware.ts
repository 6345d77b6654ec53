import { checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { Chaos } from '../chaos-api.ts';
import { isChaosError } from '../chaos-error.ts';
import { readScenarios, type Scenario } from '../scenario.ts';

/** Who may ask a server for faults, and which there are. */
export interface ChaosMiddlewareOptions {
  /** What a request must know, in its header `x-scry-chaos-secret`; at least 16 characters. */
  readonly secret: string;
  /** The scenarios that a request may ask for, by name, in its header `x-scry-chaos`. */
  readonly scenarios: readonly Scenario[];
}

interface ChaosRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface ChaosResponse {
  readonly closed?: boolean;
  once(event: 'close', listener: () => void): unknown;
}

const rules: OptionRules<ChaosMiddlewareOptions> = {
  secret: ['string', 'a string of at least 16 characters', (secret: string) => secret.length >= 16],
  scenarios: ['object', 'a list of scenarios', (list: object) => Array.isArray(list)],
};

/**
 * A middleware of Node, Connect or Express: a request that knows the secret names scenarios, `x-scry-chaos: kafkaOutage`, and they
 * hold for what is done for this request, and for nothing else, until its response is closed. All other requests are left alone,
 * and so are all where nothing may be armed.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * app.use(chaosMiddleware(chaos, { secret: process.env.CHAOS_SECRET, scenarios: [kafkaOutage(), databaseSlowdown()] }));
 */
export function chaosMiddleware(chaos: Chaos, options: ChaosMiddlewareOptions) {
  const { secret, scenarios } = checkOptions('chaosMiddleware', options, rules);
  checkValue('chaosMiddleware: secret', secret, rules.secret);
  checkValue('chaosMiddleware: scenarios', scenarios, rules.scenarios);
  const known = new Map(readScenarios('chaosMiddleware', scenarios).map((scenario) => [scenario.name, scenario]));

  function scenariosFor({ headers }: ChaosRequest): readonly Scenario[] {
    if (!isSecret(headers['x-scry-chaos-secret'], secret)) return [];
    const names = String(headers['x-scry-chaos'] ?? '').split(',');
    return names.flatMap((name) => known.get(name.trim()) ?? []);
  }

  return function chaosForRequest(request: ChaosRequest, response: ChaosResponse, next: () => void): void {
    // A response that is closed, because the client is gone, will not say so once more.
    const asked = response.closed ? [] : scenariosFor(request);
    if (asked.length === 0) {
      next();
      return;
    }
    let entered = false;
    try {
      chaos.run(asked, () => {
        entered = true;
        const closed = new Promise<void>((resolve) => response.once('close', resolve));
        next();
        return closed;
      });
    } catch (error) {
      if (entered || !isChaosError(error)) throw error;
      next();
    }
  };
}

/** Takes as long for a wrong secret as for a right one. */
function isSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  let difference = given.length ^ secret.length;
  for (let index = 0; index < given.length; index++) {
    difference |= given.charCodeAt(index) ^ secret.charCodeAt(index % secret.length);
  }
  return difference === 0;
}
