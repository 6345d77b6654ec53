import { type Facts, halves, partsOf } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import type { AttributeType } from './policy-document.ts';
import { leafOf } from './relation.ts';
import type { Rule } from './rule.ts';
import { ownValue, type Value } from './typed-value.ts';

// Below this, trying one after the other is faster than looking a value up.
const fewest = 8;
const none: readonly Rule[] = [];

type Types = Readonly<Record<string, AttributeType>>;

/** The rules that ask for a value of one attribute: those that ask for nothing else, and those that do. */
interface ByValue {
  readonly name: string;
  readonly type: AttributeType;
  readonly sure: Map<Value, Rule>;
  readonly tried: Map<Value, Rule[]>;
}

/**
 * The rules that may decide a question. Those that ask for a certain value of the resource (`eq` with a literal, alone or
 * under `and`) are found by that value: of 100 000 rules, one for each instance, a check tries those of its instance.
 */
export class RuleIndex {
  /** One without a condition. */
  readonly always: Rule | undefined;
  readonly all: readonly Rule[];
  private readonly tried: readonly Rule[];
  private readonly byAttribute: readonly ByValue[];

  constructor(rules: readonly Rule[], types: Types) {
    this.all = rules;
    this.always = rules.find(({ when }) => when === undefined);
    const tried: Rule[] = [];
    const found = new Map<string, ByValue>();
    for (const rule of rules) {
      const key = rules.length < fewest ? undefined : keyOf(rule.when);
      if (key === undefined) tried.push(rule);
      else add(found, key, rule, types);
    }
    this.tried = tried;
    this.byAttribute = [...found.values()];
  }

  /** A rule that is TRUE. */
  holding(p: Facts, r: object, c: object): Rule | undefined {
    if (this.always !== undefined) return this.always;
    const { tried, byAttribute } = this;
    for (let i = 0; i < tried.length; i++) if (tried[i]?.test?.holds(p, r, c)) return tried[i];
    for (const maps of byAttribute) {
      const value = ownValue(r, maps.name, maps.type);
      if (value === undefined) continue;
      const sure = maps.sure.get(value);
      if (sure !== undefined) return sure;
      for (const rule of maps.tried.get(value) ?? none) if (rule.test?.holds(p, r, c)) return rule;
    }
    return undefined;
  }

  /** A rule that is not FALSE: it is TRUE, or nobody knows. */
  notFailing(p: Facts, r: object, c: object): Rule | undefined {
    if (this.always !== undefined) return this.always;
    const { tried, byAttribute } = this;
    for (let i = 0; i < tried.length; i++) if (!tried[i]?.test?.fails(p, r, c)) return tried[i];
    for (const maps of byAttribute) {
      const value = ownValue(r, maps.name, maps.type);
      // Without the value each of its rules may be UNKNOWN; with it, those of other values are FALSE.
      const [sure] = value === undefined ? maps.sure.values() : [maps.sure.get(value)];
      if (sure !== undefined) return sure;
      const found = value === undefined ? [...maps.tried.values()].flat() : (maps.tried.get(value) ?? none);
      for (const rule of found) if (!rule.test?.fails(p, r, c)) return rule;
    }
    return undefined;
  }
}

function add(found: Map<string, ByValue>, [name, value]: readonly [string, Value], rule: Rule, types: Types): void {
  // Only declared attributes stand in conditions: each has a type.
  const known = found.get(name) ?? { name, type: types[name] as AttributeType, sure: new Map(), tried: new Map() };
  found.set(name, known);
  if (rule.when && 'eq' in rule.when) known.sure.set(value, rule);
  else if (!known.tried.get(value)?.push(rule)) known.tried.set(value, [rule]);
}

/** The attribute of the resource, and the value it must have for the condition not to be FALSE. */
function keyOf(condition: Condition | undefined): readonly [string, Value] | undefined {
  if (condition === undefined) return undefined;
  if ('and' in condition) return partsOf(condition)?.map(keyOf).find(Boolean);
  if (!('eq' in condition)) return undefined;
  const { left, right } = leafOf(condition);
  const [whose, name] = halves(left);
  return whose === 'resource' && right !== undefined ? [name, right] : undefined;
}
