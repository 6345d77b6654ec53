/** What the environment can say about a middleware. */
export interface EnvironmentOptions {
  enabled?: boolean;
  requestsPerWindow?: number;
  windowSeconds?: number;
  limitBy?: readonly ('ip' | 'api_key' | 'endpoint')[];
}

/**
 * Reads options of the middleware from environment variables: `RATE_LIMIT_ENABLED` (`true` or `false`),
 * `RATE_LIMIT_REQUESTS_PER_WINDOW`, `RATE_LIMIT_WINDOW_SECONDS`, and `RATE_LIMIT_STRATEGY` (`ip`, `api_key` or `endpoint`,
 * or several with commas). One that is absent or empty leaves its option out.
 *
 * @throws RangeError that lists every variable that is wrong.
 * @example
 * app.use(rateLimit({ requestsPerWindow: 100, ...optionsFromEnv(process.env) }));
 */
export function optionsFromEnv(env: Readonly<Record<string, string | undefined>>): EnvironmentOptions {
  const problems: string[] = [];
  const read = <T>(name: string, expected: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = env[name]?.trim();
    if (!text) return undefined;
    const value = parse(text);
    if (value === undefined) problems.push(`${name} must be ${expected}, got ${JSON.stringify(text)}`);
    return value;
  };
  const options = {
    enabled: read('RATE_LIMIT_ENABLED', 'true or false', parseBoolean),
    requestsPerWindow: read('RATE_LIMIT_REQUESTS_PER_WINDOW', 'an integer >= 1', parseCount),
    windowSeconds: read('RATE_LIMIT_WINDOW_SECONDS', 'a number > 0', parsePositive),
    limitBy: read('RATE_LIMIT_STRATEGY', 'ip, api_key or endpoint, or several with commas', parseStrategy),
  };
  if (problems.length > 0) throw new RangeError(`optionsFromEnv: ${problems.join('; ')}`);
  // What is undefined was not there, and an option that is not there must not stand in the way of a default.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function parseBoolean(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : undefined;
}

function parseCount(text: string): number | undefined {
  const value = parsePositive(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

function parsePositive(text: string): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  return value > 0 && value < Infinity ? value : undefined;
}

function parseStrategy(text: string): EnvironmentOptions['limitBy'] {
  const parts = text.split(',').map((part) => part.trim().toLowerCase());
  return parts.every(isStrategy) ? parts : undefined;
}

function isStrategy(text: string): text is 'ip' | 'api_key' | 'endpoint' {
  return text === 'ip' || text === 'api_key' || text === 'endpoint';
}
