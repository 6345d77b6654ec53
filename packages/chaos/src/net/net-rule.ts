import { aDelay, aFunction, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import { errors } from '../errors.ts';
import { type Fault, fault } from '../fault.ts';
import { globMatcher } from '../glob-matcher.ts';
import { readToxics } from '../proxy/read-toxic.ts';
import type { ToxicSpec } from '../proxy/toxic.ts';
import { aScenarioName, type CallContext, type Scenario } from '../scenario.ts';
import type { Selector } from '../selector.ts';
import type { ConnectTarget } from './connect-target.ts';
import { toxicFault } from './toxic-fault.ts';

/** What becomes of a connection: refused, never made, made later, made to somewhere else, or made through toxics. */
export type NetAction =
  | 'refuse'
  | 'hang'
  | { readonly delayMs: number }
  | { readonly redirect: { readonly host: string; readonly port: number } }
  | { readonly toxics: readonly ToxicSpec[] };

/** Which connections of the process are disturbed, and how. */
export interface NetRule {
  /** As the client names it; `*` stands for any characters. @default any */
  readonly host?: string;
  /** @default any */
  readonly port?: number;
  readonly action: NetAction;
  /** Which of the connections. @default all of them */
  readonly when?: Selector;
  /** Stands in events, errors and metrics. @default made of the action, host and port */
  readonly name?: string;
}

/** The injection point that every connection passes. */
export const connectPoint = 'net.connect';

const aPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port < 65_536;
const rules: OptionRules<NetRule> = {
  host: ['string', 'a string that is not empty', (host: string) => host !== ''],
  port: ['number', 'an integer in [0, 65535]', aPort],
  action: ['string or object', "'refuse', 'hang', { delayMs }, { redirect } or { toxics }", isAction],
  when: aFunction,
  name: aScenarioName,
};

/**
 * A scenario for TCP connections to a host, a port, or both: arm it like any other, after `installNet`.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using away = chaos.enable(netRule({ port: 5432, action: 'refuse' }));
 */
export function netRule(rule: NetRule): Scenario {
  const { host = '*', port, action, when, name } = checkOptions('netRule', rule, rules);
  checkValue('netRule: action', action, rules.action);
  const isHost = globMatcher([host]);
  return {
    name: name ?? `net ${kindOf(action)} ${host}:${port ?? '*'}`,
    points: connectPoint,
    match({ args: [target] }: CallContext) {
      // The hook is the only one who calls this point.
      const to = target as ConnectTarget;
      return isHost(to.host) && (port === undefined || port === to.port);
    },
    fault: faultOf(action),
    ...(when && { when }),
  };
}

function faultOf(action: NetAction): Fault {
  if (action === 'refuse') return fault.error(({ args: [target] }) => errors.refused(target as ConnectTarget));
  if (action === 'hang') return fault.hang();
  if ('delayMs' in action) return fault.latency(action.delayMs);
  return 'toxics' in action ? toxicFault(readToxics('netRule', action.toxics)) : fault.result({ ...action.redirect });
}

function kindOf(action: NetAction): string {
  if (typeof action === 'string') return action;
  if ('delayMs' in action) return 'delay';
  return 'toxics' in action ? 'toxics' : 'redirect';
}

function isAction(action: string | object): boolean {
  if (typeof action === 'string') return action === 'refuse' || action === 'hang';
  if ('delayMs' in action) {
    checkValue('netRule: action.delayMs', action.delayMs, aDelay);
    return true;
  }
  if ('toxics' in action) return Array.isArray(action.toxics);
  if (!('redirect' in action) || typeof action.redirect !== 'object' || action.redirect === null) return false;
  const { host, port } = action.redirect as { readonly host?: unknown; readonly port?: unknown };
  checkValue('netRule: action.redirect.host', host, rules.host);
  checkValue('netRule: action.redirect.port', port, rules.port);
  return true;
}
