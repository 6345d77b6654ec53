import { each, isTruthy, type Operator, pair, type Rule, type Site } from './rule.ts';

type List = readonly unknown[];

export const merge: Operator = (site) => each(site, (values) => values.flat());

export const contained: Operator = (site) =>
  pair(site, (element, whole) => {
    if (typeof whole === 'string') return whole.includes(String(element));
    return Array.isArray(whole) && whole.includes(element);
  });

export const map: Operator = (site) => loop(site, (list, body) => list.map((element) => body(element)));
export const filter: Operator = (site) => loop(site, (list, body) => list.filter((element) => isTruthy(body(element))));
/** Of an empty list it is false. */
export const allOf: Operator = (site) =>
  loop(site, (list, body) => list.length > 0 && list.every((element) => isTruthy(body(element))));
export const some: Operator = (site) => loop(site, (list, body) => list.some((element) => isTruthy(body(element))));
export const none: Operator = (site) => loop(site, (list, body) => !list.some((element) => isTruthy(body(element))));

/** What is no list counts as an empty one. */
function loop(site: Site, answer: (list: List, body: Rule) => unknown): Rule {
  const [list, body] = [site.rule(0), site.elementRule(1)];
  const counted: Rule = (element) => {
    spend(site, 1);
    return body(element);
  };
  return (data) => {
    const elements = list(data);
    return answer(Array.isArray(elements) ? elements : [], counted);
  };
}

export const reduce: Operator = (site) => {
  const [list, body, initial] = [site.rule(0), site.elementRule(1), site.rule(2)];
  return (data) => {
    const elements = list(data);
    let accumulator: unknown = initial(data) ?? null;
    for (const current of Array.isArray(elements) ? elements : []) {
      accumulator = body({ current, accumulator });
      // What is built from itself could double with each element.
      spend(site, sizeOf(accumulator));
    }
    return accumulator;
  };
};

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length;
  return Array.isArray(value) ? value.reduce<number>((size, each) => size + sizeOf(each), 1) : 1;
}

function spend({ scope: { steps } }: Site, count: number): void {
  steps.left -= count;
  if (steps.left < 0) throw new RangeError('the rule takes too many steps');
}
