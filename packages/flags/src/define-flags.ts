import { checkValue } from '@scry/internal/check-options';
import type { Declarations, Definitions } from './definitions.ts';

const types = ['boolean', 'string', 'number', 'json'];

/**
 * Names the flags that a program knows: a misspelt key, or a value that a flag cannot have, is then an error of the compiler.
 *
 * @throws TypeError when a declaration does not come from `flag`.
 * @example
 * const definitions = defineFlags({ newDashboard: flag.boolean(false), pageSize: flag.number(20) });
 * const flags = createFlags({ definitions });
 * flags.value('pageSize'); // 20
 */
export function defineFlags<const D extends Declarations>(declarations: D): Definitions<D> {
  checkValue('defineFlags: declarations', declarations, ['object', 'an object']);
  for (const [key, declaration] of Object.entries(declarations)) {
    checkValue(`defineFlags: ${key}`, declaration, ['object', 'made by flag', (of: object) => 'fallback' in of]);
    checkValue(`defineFlags: ${key}.type`, declaration.type, [
      'string',
      types.join(' or '),
      (type: string) => types.includes(type),
    ]);
  }
  return { declarations: Object.freeze({ ...declarations }) };
}
