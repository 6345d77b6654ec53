import { at, type DocumentReader, type JsonObject } from '../document-reader.ts';
import type { Action, Activity, Probe } from '../experiment.ts';
import type { Tolerance } from '../tolerance.ts';
import { readHttpProvider } from './http-provider.ts';
import { readProcessProvider } from './process-provider.ts';
import type { Provider } from './provider.ts';
import { readTolerance } from './read-tolerance.ts';
import { substitute } from './variables.ts';

/** A function that stands in for one of Python that a document names. */
export type PythonFunction = (values: Readonly<Record<string, unknown>>) => unknown;

/** What the activities of one document are read with. */
export interface ActivitySource {
  readonly reader: DocumentReader;
  readonly values: ReadonlyMap<string, unknown>;
  readonly functions: Readonly<Record<string, PythonFunction>>;
  /** Every activity that has a name, for those that refer to it. */
  readonly declared: ReadonlyMap<string, JsonObject>;
}

const optional = ['tolerance', 'background', 'controls', 'configuration', 'pauses', 'secrets', 'timeout'];

/** A probe of the steady state. */
export function readProbe(source: ActivitySource, given: unknown, path: string): Probe | undefined {
  const found = resolved(source, given, path);
  if (!found) return undefined;
  source.reader.oneOf(found['type'], at(path, 'type'), ['probe']);
  const probe = readOne(source, found, path);
  if (!Object.hasOwn(found, 'tolerance')) {
    source.reader.report(at(path, 'tolerance'), 'is missing');
    return undefined;
  }
  const tolerance = readTolerance(source, found['tolerance'], at(path, 'tolerance'));
  return probe && { ...probe, tolerance };
}

/** A step of the method, or of the roll-back. As in chaoslib one that fails ends nothing, and no tolerance is asked there. */
export function readStep(source: ActivitySource, given: unknown, path: string): Action | Probe | undefined {
  const found = resolved(source, given, path);
  if (!found) return undefined;
  source.reader.oneOf(found['type'], at(path, 'type'), ['probe', 'action']);
  const step = readOne(source, found, path);
  if (!step) return undefined;
  const anything: Tolerance = () => true;
  return found['type'] === 'probe' ? { ...step, tolerance: anything } : { ...step, continueOnFailure: true };
}

/** What a reference stands for. */
function resolved({ reader, declared }: ActivitySource, given: unknown, path: string): JsonObject | undefined {
  if (!reader.isObject(given, path)) return undefined;
  if (!Object.hasOwn(given, 'ref')) return given;
  const name = reader.text(reader.object(given, path, ['ref'])['ref'], at(path, 'ref'));
  const target = declared.get(name);
  if (!target)
    reader.report(at(path, 'ref'), `must be the name of an activity of the document, got ${JSON.stringify(name)}`);
  return target;
}

function readOne(source: ActivitySource, given: JsonObject, path: string): Activity | undefined {
  const { reader, values } = source;
  const found = reader.object(given, path, ['type', 'name', 'provider'], optional);
  const { before, after } = reader.object(
    substitute(found['pauses'] ?? {}, values),
    at(path, 'pauses'),
    [],
    ['before', 'after'],
  );
  const { provider: named } = found;
  const provider =
    named === undefined ? undefined : readProvider(source, substitute(named, values), at(path, 'provider'));
  const timeoutMs = reader.seconds(found['timeout'], at(path, 'timeout')) ?? provider?.timeoutMs;
  const activity = {
    name: reader.text(found['name'], at(path, 'name')),
    ...(timeoutMs ? { timeoutMs } : {}),
    pauseBeforeMs: reader.seconds(before, at(path, 'pauses.before')) ?? 0,
    pauseAfterMs: reader.seconds(after, at(path, 'pauses.after')) ?? 0,
    background: reader.flag(found['background'], at(path, 'background')),
  };
  return provider && { ...activity, run: provider.run };
}

export function readProvider(source: ActivitySource, given: unknown, path: string): Provider | undefined {
  const { reader } = source;
  const { type } = reader.record(given, path);
  switch (type) {
    case 'http':
      return readHttpProvider(reader, given, path);
    case 'process':
      return readProcessProvider(reader, given, path);
    case 'python':
      return readPythonProvider(source, given, path);
    default:
      reader.report(at(path, 'type'), `must be one of http, process, python, got ${JSON.stringify(type)}`);
      return undefined;
  }
}

function readPythonProvider({ reader, functions }: ActivitySource, given: unknown, path: string): Provider | undefined {
  const provider = reader.object(given, path, ['type', 'module', 'func'], ['arguments', 'secrets']);
  const name = `${String(provider['module'])}.${String(provider['func'])}`;
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  const values = reader.record(provider['arguments'], at(path, 'arguments'));
  if (own) return { run: () => own(values), timeoutMs: undefined };
  reader.report(path, `python ${name} cannot run here: give a function for it, functions: { '${name}': … }`);
  return undefined;
}
