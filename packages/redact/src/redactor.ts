import { observe } from '@scry/internal/observe';
import type { Finding } from './finding.ts';
import { type Policy, readPolicy } from './policy.ts';
import type { RedactOptions } from './redact-options.ts';
import { Walk } from './walk.ts';

/** Redacts values of any kind. It never throws and never changes what it is given. */
export interface Redactor {
  /**
   * The value without its secrets: a copy of what is redacted and of what leads to it, the original where nothing is. What has
   * a `toJSON` of its own becomes what that returns.
   */
  <T>(value: T): T;
  /** The same for a text. */
  text(value: string): string;
  /** The value without its secrets as JSON; `null` for what JSON has no word for. */
  stringify(value: unknown): string;
  /** What is redacted in the value, where, and why. */
  explain(value: unknown): Finding[];
  /**
   * A redactor with other options as well: paths, masks and `{ extend, allow }` of names are added, all others, a list of
   * names too, take the place of these.
   */
  extend(options: RedactOptions): Redactor;
}

/**
 * Creates a redactor. Without options it knows the usual names of secrets, at any depth, and finds keys, cards, social
 * security numbers, IBANs and addresses of mail in texts.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const redact = createRedactor();
 * redact({ user: 'ada', dbPassword: 'hunter2' }); // { user: 'ada', dbPassword: '[REDACTED]' }
 */
export function createRedactor(options: RedactOptions = {}): Redactor {
  return redactorOf(readPolicy('createRedactor', options));
}

function redactorOf(policy: Policy): Redactor {
  const { blank, name, onEvent, pathsOnly } = policy;

  // Of the last call that was over. A getter may call the redactor in the middle of another call, which then has none.
  let idle: Walk | undefined;

  function run(value: unknown, json: boolean): unknown {
    const walk = idle ?? new Walk(policy, json, undefined);
    idle = undefined;
    walk.json = json;
    const result = safely(walk, value);
    walk.rest();
    idle = walk;
    return result;
  }

  function runOnce(value: unknown, json: boolean, findings: Finding[] | undefined, careful = false): unknown {
    return safely(new Walk(policy, json, findings, careful), value);
  }

  function safely(walk: Walk, value: unknown): unknown {
    try {
      return walk.root(value);
    } catch {
      return blank;
    }
  }

  function observed<T>(work: (findings: Finding[] | undefined) => T): T {
    if (onEvent === undefined) return work(undefined);
    const findings: Finding[] = [];
    const result = work(findings);
    if (findings.length > 0) observe(onEvent, { type: 'redacted', name, findings });
    return result;
  }

  function redact<T>(value: T): T {
    // What is redacted is of the same shape; texts stand where secrets stood.
    return observed((findings) => (findings ? runOnce(value, false, findings) : run(value, false))) as T;
  }

  function stringify(value: unknown): string {
    return observed((findings) => {
      const json = written(findings ? runOnce(value, true, findings) : run(value, true));
      if (json !== undefined) return json;
      // What exact paths do not name has not been looked at, and JSON.stringify could not read it.
      return (pathsOnly ? written(runOnce(value, true, undefined, true)) : undefined) ?? JSON.stringify(blank);
    });
  }

  function explain(value: unknown): Finding[] {
    const findings: Finding[] = [];
    runOnce(value, false, findings);
    return findings;
  }

  return Object.assign(redact, {
    text: (value: string) => redact(value),
    stringify,
    explain,
    extend: (options: RedactOptions) => redactorOf(readPolicy('extend', options, policy)),
  });
}

/** undefined: JSON.stringify threw. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return undefined;
  }
}
