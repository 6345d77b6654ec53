import type { FlagDocument } from '../flag-document.ts';
import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';

const orderOperators = ['<', '<=', '>', '>='];

/** What JsonLogic lets pass and hardly anybody means. */
export function lintRules({ flags, $evaluators = {}, metadata }: FlagDocument): Issue[] {
  const rules = [
    ...Object.entries(flags).map(([key, { targeting }]) => [`flags.${key}.targeting`, targeting] as const),
    ...Object.entries($evaluators).map(([name, rule]) => [`$evaluators.${name}`, rule] as const),
  ];
  const found = rules.flatMap(([path, rule]) => (rule === undefined ? [] : faultsOf(rule, path, [])));
  const isPinned = metadata !== undefined && Object.hasOwn(metadata, 'scryBucketing');
  const hasBuckets = JSON.stringify(rules).includes('"fractional"');
  const unpinned: Issue = {
    path: 'metadata.scryBucketing',
    message: 'is missing: say "v2", so that no later version of anything puts units in other buckets',
  };
  return [...found, ...(hasBuckets && !isPinned ? [unpinned] : [])];
}

/** `guarded` are the attributes that a condition beside this rule has seen to be there. */
function faultsOf(rule: Json, path: string, guarded: readonly string[]): Issue[] {
  if (typeof rule !== 'object' || rule === null) return [];
  return Object.entries(rule).flatMap(([operator, args]: [string, Json]) => {
    const list = Array.isArray(args) ? args : [args];
    const seen = operator === 'and' ? [...guarded, ...list.flatMap(guardsOf)] : guarded;
    const inner = list.flatMap((each: Json, i) => faultsOf(each, `${path}.${operator}[${i}]`, seen));
    return orderOperators.includes(operator) ? [...orderFaults(list, `${path}.${operator}`, seen), ...inner] : inner;
  });
}

function orderFaults(args: readonly Json[], path: string, guarded: readonly string[]): Issue[] {
  const missing = args.flatMap((each) => attributeOf(each) ?? []).filter((name) => !guarded.includes(name));
  return [
    ...missing.map((name) => ({
      path,
      message: `takes a missing ${name} for 0: put {"!==":[{"var":"${name}"},null]} beside it in an "and"`,
    })),
    ...args
      .filter((each) => typeof each === 'string')
      .map((text) => ({
        path,
        message: `compares with the text ${JSON.stringify(text)}, where "10" comes before "9": use a number, or sem_ver`,
      })),
  ];
}

/** `{"!==": [{"var": name}, null]}`, or `!!` of it. */
function guardsOf(rule: Json): string[] {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return [];
  return Object.entries(rule).flatMap(([operator, args]: [string, Json]) => {
    if (operator !== '!==' && operator !== '!!') return [];
    return (Array.isArray(args) ? args : [args]).flatMap((each: Json) => attributeOf(each) ?? []);
  });
}

/** The name of an attribute of the context; what flagd itself brings is always there. */
function attributeOf(rule: Json): string | undefined {
  if (typeof rule !== 'object' || rule === null || !('var' in rule)) return undefined;
  const [name, fallback] = Array.isArray(rule['var']) ? rule['var'] : [rule['var']];
  return typeof name === 'string' && fallback === undefined && !name.startsWith('$flagd.') ? name : undefined;
}
