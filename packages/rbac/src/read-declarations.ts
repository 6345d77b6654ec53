import type { DocumentReader } from './document-reader.ts';
import type { AttributeType, PolicyDocument, ResourceType } from './policy-document.ts';

export interface DeclaredResource {
  readonly actions: ReadonlySet<string>;
  readonly attributes: ReadonlyMap<string, AttributeType>;
  readonly fields: ReadonlySet<string>;
}

/** What rules may speak of. */
export interface Declared {
  readonly principal: ReadonlyMap<string, AttributeType>;
  readonly context: ReadonlyMap<string, AttributeType>;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  /** The same as parts of the checked document. */
  readonly document: Pick<PolicyDocument, 'principal' | 'context' | 'resources'>;
}

const types = new Set(['string', 'number', 'boolean', 'string[]', 'number[]']);
// They say what a principal may act as, and stand beside its attributes.
const ofPrincipals = ['roles', 'activeRoles', 'scopes', 'onBehalfOf'];

export function readDeclarations(reader: DocumentReader, found: Partial<Record<string, unknown>>): Declared {
  const principal = readAttributesOf(reader, found['principal'], 'principal');
  const context = readAttributesOf(reader, found['context'], 'context');
  for (const name of ofPrincipals) {
    if (principal && name in principal.attributes) {
      reader.report(`principal.attributes.${name}`, 'is no attribute: the word has a meaning of its own');
    }
  }
  const { resources: given = {} } = found;
  const resources = reader.record(given, 'resources', (value, path) => readResource(reader, value, path));
  return {
    principal: new Map(Object.entries(principal?.attributes ?? {})),
    context: new Map(Object.entries(context?.attributes ?? {})),
    resources: new Map(
      Object.entries(resources).map(([name, { actions, attributes = {}, fields = [] }]) => [
        name,
        { actions: new Set(actions), attributes: new Map(Object.entries(attributes)), fields: new Set(fields) },
      ]),
    ),
    document: { ...(principal && { principal }), ...(context && { context }), resources },
  };
}

function readAttributesOf(reader: DocumentReader, value: unknown, path: string) {
  if (value === undefined) return undefined;
  const { attributes = {} } = reader.fields(value, path, ['attributes']);
  return { attributes: readAttributes(reader, attributes, `${path}.attributes`) };
}

function readAttributes(reader: DocumentReader, value: unknown, path: string): Record<string, AttributeType> {
  return reader.record(
    value,
    path,
    // `oneOf` has seen that it is a type; what is none was reported, and the document is refused.
    (type, at) => reader.oneOf(type, at, types, `type of attributes: ${[...types].join(', ')}`) as AttributeType,
  );
}

function readResource(reader: DocumentReader, value: unknown, path: string): ResourceType {
  const found = reader.fields(value, path, ['actions'], ['collectionActions', 'attributes', 'fields']);
  const names = (list: unknown, key: string): string[] =>
    reader.list(list, `${path}.${key}`, (each, at) => reader.name(each, at) ?? '');
  const { actions: listed = [], collectionActions, attributes, fields } = found;
  const actions = names(listed, 'actions');
  const known = new Set(actions);
  const readCollection = (each: unknown, at: string) => reader.oneOf(each, at, known, 'action of the resource') ?? '';
  return {
    actions,
    ...(collectionActions !== undefined && {
      collectionActions: reader.list(collectionActions, `${path}.collectionActions`, readCollection),
    }),
    ...(attributes !== undefined && { attributes: readAttributes(reader, attributes, `${path}.attributes`) }),
    ...(fields !== undefined && { fields: names(fields, 'fields') }),
  };
}
