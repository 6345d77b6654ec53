import { at, type DocumentReader, type JsonObject } from '../document-reader.ts';

/** Where the values of a document's variables come from. */
export interface VariableSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes the place of what the document says. */
  readonly configuration: JsonObject;
}

/** The values of a document's variables, and those of them that nobody may see. */
export interface Variables {
  readonly values: ReadonlyMap<string, unknown>;
  /** Those that may be shown. */
  readonly configuration: ReadonlyMap<string, unknown>;
  readonly secrets: readonly string[];
}

export const conversions: Readonly<Record<string, (text: string) => unknown>> = {
  str: String,
  string: String,
  int: whole,
  integer: whole,
  float: numeric,
  number: numeric,
  bool: (text) => !['false', '0', 'no'].includes(text.toLowerCase()),
  json: (text) => (text === '' ? text : JSON.parse(text)),
};

/** Reads `configuration` and `secrets`: where both have a name, the configuration has it. */
export function readVariables(reader: DocumentReader, document: JsonObject, sources: VariableSources): Variables {
  const configuration = new Map<string, unknown>();
  for (const [name, given] of Object.entries(reader.record(document['configuration'], 'configuration'))) {
    const path = at('configuration', name);
    const overridden = Object.hasOwn(sources.configuration, name);
    configuration.set(name, overridden ? sources.configuration[name] : readValue(reader, given, path, sources));
  }
  for (const [name, value] of Object.entries(sources.configuration)) configuration.set(name, value);
  const secrets = new Map<string, unknown>();
  for (const [group, given] of Object.entries(reader.record(document['secrets'], 'secrets'))) {
    for (const [name, value] of Object.entries(reader.record(given, at('secrets', group)))) {
      secrets.set(name, readValue(reader, value, at(at('secrets', group), name), sources));
    }
  }
  return {
    values: new Map([...secrets, ...configuration]),
    configuration,
    secrets: [...secrets.values()].flatMap(textsIn),
  };
}

/** The texts of a value: a secret may be an object of several. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A value as it stands there, or of the environment. */
function readValue(reader: DocumentReader, given: unknown, path: string, { env }: VariableSources): unknown {
  if (typeof given !== 'object' || given === null || !('type' in given)) return given;
  if (given.type !== 'env') {
    reader.report(
      path,
      `of type ${JSON.stringify(given.type)} cannot be read here, expected a value or { "type": "env" }`,
    );
    return undefined;
  }
  const {
    key,
    default: otherwise,
    env_var_type: type = 'str',
  } = reader.object(given, path, ['type', 'key'], ['default', 'env_var_type']);
  const text = env[reader.text(key, at(path, 'key'))];
  if (text === undefined) {
    if (otherwise === undefined)
      reader.report(path, `needs the variable ${String(key)} of the environment, which is not set`);
    return otherwise;
  }
  const convert = Object.hasOwn(conversions, String(type)) ? conversions[String(type)] : undefined;
  if (!convert)
    reader.report(
      at(path, 'env_var_type'),
      `must be one of ${Object.keys(conversions).join(', ')}, got ${String(type)}`,
    );
  try {
    return convert?.(text);
  } catch {
    // What the variable holds is not shown: it may be a secret.
    reader.report(path, `needs a variable ${String(key)} that is of type ${String(type)}`);
    return undefined;
  }
}

/** Puts values in place of `${name}`, in all texts of a value. A text that is nothing else becomes the value itself. */
export function substitute(value: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return substituteText(value, values);
  if (Array.isArray(value)) return value.map((each) => substitute(each, values));
  if (typeof value !== 'object' || value === null) return value;
  // From entries, so that a member named __proto__ is one like any other.
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, substitute(each, values)]));
}

function substituteText(text: string, values: ReadonlyMap<string, unknown>): unknown {
  const whole = /^\$\{([^{}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined && values.has(whole)) return values.get(whole);
  // What has no value stays as it is: it may mean something to whom it is for.
  return text.replace(/\$\{([^{}]+)\}/g, (found, name: string) =>
    values.has(name) ? String(values.get(name)) : found,
  );
}

function whole(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new TypeError('no integer');
  return Number(text);
}

function numeric(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new TypeError('no number');
  return value;
}
