import type { AttributeType } from './policy-document.ts';

/** A value of a declared type; everything else counts as missing. */
export type Value = string | number | boolean | readonly (string | number)[];

// A lone surrogate and U+0000 are no text in a database: one is stored as another character, one is refused.
const notText = /[\0\p{Surrogate}]/u;

export function isText(value: string): boolean {
  return !notText.test(value);
}

/** The own value of a name, if it is of the declared type. What a prototype has is nobody's attribute. */
export function ownValue(of: object, name: string, type: AttributeType): Value | undefined {
  // Reading by a name is what this is about: the type of what is there is found out below.
  const value = (of as Readonly<Record<string, unknown>>)[name];
  if (value === undefined || !isOf(value, type) || !Object.hasOwn(of, name)) return undefined;
  return value;
}

/** The same for what a caller brings along: text that no database can hold counts as missing too. */
export function ownText(of: object, name: string, type: AttributeType): Value | undefined {
  const value = ownValue(of, name, type);
  const texts = typeof value === 'object' ? value : [value];
  return texts.every((each) => typeof each !== 'string' || isText(each)) ? value : undefined;
}

function isOf(value: unknown, type: AttributeType): value is Value {
  // biome-ignore lint/suspicious/noSelfCompare: the cheapest way to see NaN, which is no value
  if (typeof value === type) return value === value;
  return Array.isArray(value) && isListOf(value, type);
}

function isListOf(list: readonly unknown[], type: AttributeType): boolean {
  const element = type === 'string[]' ? 'string' : type === 'number[]' ? 'number' : '';
  for (let i = 0; i < list.length; i++) {
    const each = list[i];
    // biome-ignore lint/suspicious/noSelfCompare: NaN
    if (typeof each !== element || each !== each) return false;
  }
  return element !== '';
}
