import type { Control, ControlScope } from '../control.ts';
import { at, type DocumentReader, type JsonObject } from '../document-reader.ts';

/** What a control does; a document names it by the module that would do it in Python. */
export type ControlFunctions = Pick<Control, 'before' | 'after'>;

/** Where a list of controls stands, and which parts of the experiment it may be told of. */
export interface ControlPlace {
  readonly path: string;
  readonly isOwn: (scope: ControlScope) => boolean;
}

/** The controls that are declared in one place of a document. */
export function readControls(
  reader: DocumentReader,
  given: unknown,
  { path, isOwn }: ControlPlace,
  modules: Readonly<Record<string, ControlFunctions>>,
): readonly Control[] {
  return reader.list(given, path, (each, where) => {
    const control = reader.object(each, where, ['name', 'provider'], ['scope', 'automatic']);
    const name = reader.text(control['name'], at(where, 'name'));
    reader.oneOf(control['scope'], at(where, 'scope'), ['before', 'after']);
    const functions = functionsOf(reader, control['provider'], at(where, 'provider'), modules);
    return functions && scoped(name, functions, control, isOwn);
  });
}

function functionsOf(
  reader: DocumentReader,
  given: unknown,
  path: string,
  modules: Readonly<Record<string, ControlFunctions>>,
): ControlFunctions | undefined {
  const { type, module } = reader.object(given, path, ['type', 'module'], ['arguments', 'secrets']);
  const own = Object.hasOwn(modules, String(module)) ? modules[String(module)] : undefined;
  if (own) return own;
  reader.report(
    path,
    `${String(type)} ${String(module)} cannot run here: give functions for it, controls: { '${String(module)}': … }`,
  );
  return undefined;
}

/** A control is told of the part that it is declared at and, unless that is switched off, of all parts of it. */
function scoped(
  name: string,
  { before, after }: ControlFunctions,
  control: JsonObject,
  isOwn: ControlPlace['isOwn'],
): Control {
  const { scope, automatic = true } = control;
  const concerns = (part: ControlScope): boolean =>
    isOwn(part) || (automatic === true && isOwn({ level: 'experiment', name: '' }));
  return {
    name,
    ...(before && scope !== 'after' && { before: (part: ControlScope) => (concerns(part) ? before(part) : undefined) }),
    ...(after && scope !== 'before' && { after: (part: ControlScope) => (concerns(part) ? after(part) : undefined) }),
  };
}
