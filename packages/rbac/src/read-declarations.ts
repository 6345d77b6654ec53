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
  const resources = reader.record(found['resources'] ?? {}, 'resources', (value, path) =>
    readResource(reader, value, path),
  );
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
  const { attributes } = reader.fields(value, path, ['attributes']);
  return { attributes: readAttributes(reader, attributes ?? {}, `${path}.attributes`) };
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
  const names = (key: string): string[] =>
    reader.list(found[key] ?? [], `${path}.${key}`, (each, at) => reader.name(each, at) ?? '');
  const actions = names('actions');
  const known = new Set(actions);
  const collection = reader.list(
    found['collectionActions'] ?? [],
    `${path}.collectionActions`,
    (each, at) => reader.oneOf(each, at, known, 'action of the resource') ?? '',
  );
  return {
    actions,
    ...(found['collectionActions'] !== undefined && { collectionActions: collection }),
    ...(found['attributes'] !== undefined && {
      attributes: readAttributes(reader, found['attributes'], `${path}.attributes`),
    }),
    ...(found['fields'] !== undefined && { fields: names('fields') }),
  };
}
