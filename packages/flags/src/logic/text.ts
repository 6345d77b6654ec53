import { each, type Operator, pair, type Rule, type Site } from './rule.ts';

export const cat: Operator = (site) => each(site, (values) => values.join(''));

export const substr: Operator = (site) => {
  const [text, from, length] = [site.rule(0), site.rule(1), site.rule(2)];
  return (data) => {
    const given = String(text(data));
    const start = Number(from(data) ?? 0);
    const rest = given.slice(start < 0 ? Math.max(0, given.length + start) : start);
    const count = length(data);
    // A negative one says how many characters at the end are left out.
    return count === undefined ? rest : rest.slice(0, Number(count));
  };
};

/** Of flagd: of anything but two texts they answer null, so that the default variant holds. */
export const prefix: Operator = (site) => affix(site, (text, part) => text.startsWith(part));
export const suffix: Operator = (site) => affix(site, (text, part) => text.endsWith(part));

function affix(site: Site, holds: (text: string, part: string) => boolean): Rule {
  if (site.args.length !== 2) return () => null;
  return pair(site, (a, b) => (typeof a === 'string' && typeof b === 'string' ? holds(a, b) : null));
}
