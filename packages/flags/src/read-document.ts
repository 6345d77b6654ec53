import type { FlagDefinition, FlagDocument } from './flag-document.ts';
import type { Issue } from './issue.ts';
import type { Json, JsonObject } from './json.ts';
import { prerequisiteIssues } from './prerequisites.ts';

const maxLength = 5_000_000;
const maxDepth = 256;

export type ReadResult =
  | { readonly ok: true; readonly document: FlagDocument; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads text, or data as if it had been text, so that nobody holds a part of it. Rules are not looked into yet. */
export function readDocument(raw: unknown): ReadResult {
  const json = readJson(raw);
  if ('message' in json) return { ok: false, issues: [{ path: '', message: json.message }] };
  const reader = new DocumentReader();
  reader.document(json.value);
  if (reader.issues.length > 0) return { ok: false, issues: reader.issues };
  // The reader found everything that the type asks for.
  const document = json.value as unknown as FlagDocument;
  const issues = prerequisiteIssues(document);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, document, warnings: reader.warnings };
}

function readJson(raw: unknown): { value: Json } | { message: string } {
  try {
    const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
    if (text === undefined) return { message: `must be a flag document, got ${typeof raw}` };
    if (text.length > maxLength)
      return { message: `must not be longer than ${maxLength} characters, got ${text.length}` };
    const value: Json = JSON.parse(text);
    if (isDeeper(value, maxDepth)) return { message: `must not be nested deeper than ${maxDepth}` };
    return { value };
  } catch (error) {
    return { message: `must be JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function isDeeper(value: Json, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return than === 0 || Object.values(value).some((each) => isDeeper(each, than - 1));
}

class DocumentReader {
  readonly issues: Issue[] = [];
  readonly warnings: Issue[] = [];

  document(json: Json): undefined {
    if (!isObject(json)) return this.#refuse('', 'must be an object', json);
    const { flags, $evaluators, metadata } = json;
    this.#metadata(metadata, 'metadata');
    const bucketing = isObject(metadata) ? metadata['scryBucketing'] : undefined;
    if (bucketing !== undefined && bucketing !== 'v2' && bucketing !== 'v3') {
      this.#refuse('metadata.scryBucketing', 'must be v2 or v3', bucketing);
    }
    this.#members($evaluators, '$evaluators', (each, path) => this.#rule(each, path));
    // A server that answers `{}` has not said that all flags are gone.
    if (!isObject(flags)) return this.#refuse('flags', 'must be an object', flags);
    this.#members(flags, 'flags', (each, path) => this.#flag(each, path));
  }

  #flag(flag: Json, path: string): undefined {
    if (!isObject(flag)) return this.#refuse(path, 'must be an object', flag);
    const { state, variants, defaultVariant, targeting, metadata, $scry, ...unknown } = flag;
    if (state !== 'ENABLED' && state !== 'DISABLED') {
      this.#refuse(`${path}.state`, 'must be ENABLED or DISABLED', state);
    }
    this.#variants(variants, `${path}.variants`);
    this.#defaultVariant(defaultVariant, variants, `${path}.defaultVariant`);
    if (targeting !== undefined) this.#rule(targeting, `${path}.targeting`);
    this.#metadata(metadata, `${path}.metadata`);
    this.#members($scry, `${path}.$scry`, (each, at, name) => this.#extra(each, at, name));
    for (const name of Object.keys(unknown)) {
      this.warnings.push({ path: `${path}.${name}`, message: 'is not known, and not looked at' });
    }
  }

  #variants(variants: Json | undefined, path: string): undefined {
    if (!isObject(variants) || Object.keys(variants).length === 0) {
      return this.#refuse(path, 'must be an object with at least one variant', variants);
    }
    const [first = null] = Object.values(variants);
    this.#members(variants, path, (each, at) => {
      if (each === null) this.#refuse(at, 'must be a boolean, a string, a number or an object', each);
      else if (typeof each !== typeof first) this.#refuse(at, `must be a ${typeof first} like the first variant`, each);
    });
  }

  #defaultVariant(name: Json | undefined, variants: Json | undefined, path: string): undefined {
    if (name === undefined || name === null || !isObject(variants)) return;
    if (typeof name !== 'string' || !Object.hasOwn(variants, name)) {
      this.#refuse(path, `must be null or one of ${Object.keys(variants).join(', ')}`, name);
    }
  }

  #rule(rule: Json, path: string): undefined {
    if (!isObject(rule)) this.#refuse(path, 'must be an object', rule);
  }

  #metadata(metadata: Json | undefined, path: string): undefined {
    this.#members(metadata, path, (each, at) => {
      if (typeof each === 'object') this.#refuse(at, 'must be a string, a number or a boolean', each);
    });
  }

  #extra(value: Json, path: string, name: string): undefined {
    if (name === 'prerequisites') return this.#prerequisites(value, path);
    if (name === 'env' && value === false) return;
    if (!['owner', 'description', 'expires', 'env'].includes(name)) {
      this.warnings.push({ path, message: 'is not known, and not looked at' });
    } else if (typeof value !== 'string') this.#refuse(path, 'must be a string', value);
    else if (name === 'expires' && Number.isNaN(Date.parse(value))) this.#refuse(path, 'must be a date', value);
  }

  #prerequisites(list: Json, path: string): undefined {
    if (!Array.isArray(list)) return this.#refuse(path, 'must be a list', list);
    for (const [i, each] of list.entries()) {
      if (!isObject(each) || typeof each['flag'] !== 'string' || typeof each['variant'] !== 'string') {
        this.#refuse(`${path}[${i}]`, 'must have a flag and a variant', each);
      }
    }
  }

  #members(json: Json | undefined, path: string, check: (each: Json, path: string, name: string) => void): undefined {
    if (json === undefined) return;
    if (!isObject(json)) return this.#refuse(path, 'must be an object', json);
    for (const [name, each] of Object.entries(json)) check(each, `${path}.${name}`, name);
  }

  #refuse(path: string, expected: string, got: Json | undefined): undefined {
    const shown = JSON.stringify(got) ?? 'nothing';
    this.issues.push({ path, message: `${expected}, got ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}` });
  }
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Of a document that was read: null is no type of a variant, and a list is an object. */
export function typeOf({ variants }: FlagDefinition): 'boolean' | 'string' | 'number' | 'json' {
  const [first] = Object.values(variants);
  return typeof first === 'boolean'
    ? 'boolean'
    : typeof first === 'string'
      ? 'string'
      : typeof first === 'number'
        ? 'number'
        : 'json';
}
