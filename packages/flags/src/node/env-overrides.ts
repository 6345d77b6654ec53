import { aFunction, checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { Json } from '../json.ts';
import type { OverriddenFlag, Override } from '../override.ts';

/** The variables, and who is told of those that say nothing usable. */
export interface EnvOverridesOptions {
  /** The variables; they are read once, here. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of each variable that says nothing usable, once. @default process.emitWarning */
  readonly onWarning?: (message: string) => void;
}

const rules: OptionRules<EnvOverridesOptions> = { env: ['object', 'an object'], onWarning: aFunction };

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off', ''];

/**
 * Lets environment variables decide flags: `ENABLE_NEW_DASHBOARD=true` for the boolean `newDashboard` or `new-dashboard`,
 * `FLAG_THEME=dark` for others, by the name of a variant or its value. Under `$scry.env` a flag may have another name, or `false`.
 *
 * `true`, `1`, `yes` and `on` are true, `false`, `0`, `no`, `off` and nothing at all are false, in any case. Anything else is a warning,
 * and decides nothing.
 *
 * @throws TypeError for a wrong option.
 * @example
 * createFlags({ definitions, source: fileSource('flags.json'), overrides: [envOverrides()] });
 */
export function envOverrides(options: EnvOverridesOptions = {}): Override {
  const given = checkOptions('envOverrides', options, rules);
  const { env = process.env, onWarning = (message: string) => process.emitWarning(message) } = given;
  // Each look at process.env is a call into the C library.
  const variables = new Map(Object.entries(env));
  const known = new Map<string, { readonly definition: OverriddenFlag['definition']; readonly value: unknown }>();
  const warned = new Set<string>();

  function overridingValue(key: string, flag: OverriddenFlag): unknown {
    const name = nameOf(key, flag);
    const text = name === undefined ? undefined : variables.get(name);
    if (name === undefined || text === undefined) return undefined;
    const { value, expected } = read(text, flag);
    if (value === undefined && !warned.has(name)) {
      warned.add(name);
      onWarning(`envOverrides: ${name} must be ${expected}, got ${JSON.stringify(text)}; it decides nothing`);
    }
    return value;
  }

  return {
    name: 'env',
    get(key, _context, flag) {
      const found = known.get(key);
      // The type of a flag stays; its definition comes and goes with documents.
      if (found && found.definition === flag.definition) return found.value;
      const value = overridingValue(key, flag);
      known.set(key, { definition: flag.definition, value });
      return value;
    },
  };
}

function nameOf(key: string, { type, definition }: OverriddenFlag): string | undefined {
  const { env } = definition?.$scry ?? {};
  if (env === false) return undefined;
  return env ?? `${type === 'boolean' ? 'ENABLE' : 'FLAG'}_${screamingSnake(key)}`;
}

/** `newDashboard`, `new-dashboard` and `new_dashboard` are all `NEW_DASHBOARD`. */
function screamingSnake(key: string): string {
  const words = key.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
  return words.replace(/[^A-Za-z\d]+/g, '_').toUpperCase();
}

interface Reading {
  /** undefined: the text says nothing usable. */
  readonly value: unknown;
  readonly expected: string;
}

function read(text: string, { type, definition }: OverriddenFlag): Reading {
  if (type === 'boolean') return readBoolean(text);
  if (!definition) return readPlain(text, type);
  const variants = Object.entries(definition.variants);
  const found = variants.find(([name]) => name === text) ?? variants.find(([, value]) => textOf(value) === text) ?? [];
  return { value: found[1], expected: `one of ${variants.map(([name]) => name).join(', ')}` };
}

function readBoolean(text: string): Reading {
  const word = text.trim().toLowerCase();
  return { value: yes.includes(word) ? true : no.includes(word) ? false : undefined, expected: 'true or false' };
}

/** No document has come that would have the variants. */
function readPlain(text: string, type: OverriddenFlag['type']): Reading {
  if (type === 'number') {
    const value = Number(text);
    return { value: text.trim() !== '' && Number.isFinite(value) ? value : undefined, expected: 'a number' };
  }
  if (type !== 'json') return { value: text, expected: 'a text' };
  try {
    return { value: JSON.parse(text), expected: 'JSON' };
  } catch {
    return { value: undefined, expected: 'JSON' };
  }
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
