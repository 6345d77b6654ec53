import { aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { Condition } from './condition.ts';
import type { Handle } from './handle.ts';
import { objectOr } from './judge.ts';
import { leafOf } from './relation.ts';
import type { Rule } from './rule.ts';
import type { RuleIndex } from './rule-index.ts';
import { conditionSql, type Query } from './sql-condition.ts';
import { postgres, sqlite } from './sql-dialect.ts';
import { allOf, anyOf, FALSE, type Fragment, TRUE } from './sql-fragment.ts';
import type { WhereClause, WhereOptions } from './where-options.ts';

const rules: OptionRules<WhereOptions> = {
  dialect: ['string', 'postgres or sqlite', (name: string) => name === 'postgres' || name === 'sqlite'],
  columns: ['object', 'an object'],
  context: ['object', 'an object'],
  alias: aString,
  startIndex: ['number', 'an integer >= 1', (index: number) => Number.isInteger(index) && index >= 1],
};

/** Compiles the same rules that a check weighs, with all that is known of the principal put in. */
export function where(handle: Handle, permission: string, options: WhereOptions): WhereClause {
  const { dialect, startIndex = 1, columns, alias, context } = checkOptions('where', options, rules);
  const speak = { columns, alias, context: objectOr(context), dialect: dialect === 'postgres' ? postgres : sqlite };
  const { text, params } = allOf(chainOf(handle).map((each) => whereOf(each, permission, speak)));
  let index = startIndex;
  const sql = text.replaceAll('\0', () => (dialect === 'postgres' ? `$${index++}` : '?'));
  return { kind: sql === 'TRUE' ? 'all' : sql === 'FALSE' ? 'none' : 'where', sql, params };
}

/** Whoever acts for somebody gets the rows that both may have. */
function chainOf(handle: Handle): Handle[] {
  return [handle, ...(handle.owner ? chainOf(handle.owner.live()) : [])];
}

function whereOf(
  { standing, facts, engine }: Handle,
  permission: string,
  speak: Omit<Query, 'types' | 'facts'>,
): Fragment {
  const { final, topic, rules, crossing, denies } = standing.entry(permission);
  if (topic === undefined || final) return final?.allowed ? TRUE : FALSE;
  const query: Query = { ...speak, facts, types: topic.types };
  const { tenant } = engine.compiled.policy;
  const wall = tenant === false ? TRUE : tenantSql(query, tenant);
  const allowed =
    crossing.all.length > 0
      ? anyOf([grantsSql(query, crossing), allOf([wall, grantsSql(query, rules)])])
      : allOf([wall, grantsSql(query, rules)]);
  return allOf([allowed, deniesSql(query, denies)]);
}

function tenantSql(
  query: Query,
  { principal, resource }: { readonly principal: string; readonly resource: string },
): Fragment {
  const place = query.types.principal.findIndex(([name]) => name === principal);
  if (query.facts.values[place] === '') return FALSE;
  return conditionSql(query, { eq: [`resource.${resource}`, { ref: `principal.${principal}` }] }, true);
}

function grantsSql(query: Query, { always, all }: RuleIndex): Fragment {
  return always ? TRUE : anyOf(gathered(all).map((when) => conditionSql(query, when, true)));
}

function deniesSql(query: Query, { always, all }: RuleIndex): Fragment {
  return always ? FALSE : allOf(gathered(all).map((when) => conditionSql(query, when, false)));
}

/** Rules that each ask for one value of the same attribute become one list: a database takes only so many parameters. */
function gathered(rules: readonly Rule[]): Condition[] {
  const lists = new Map<string, (string | number | boolean)[]>();
  const others: Condition[] = [];
  for (const { when } of rules) {
    const condition = when as Condition; // one without was looked for before
    const { left, right } = 'eq' in condition ? leafOf(condition) : { left: '', right: undefined };
    if (right === undefined || typeof right === 'object') others.push(condition);
    else if (!lists.get(left)?.push(right)) lists.set(left, [right]);
  }
  const one = (left: string, [first = '', ...more]: readonly (string | number | boolean)[]): Condition =>
    more.length === 0 ? { eq: [left, first] } : { in: [left, [first, ...more]] };
  return [...[...lists].map(([left, values]) => one(left, values)), ...others];
}
