import type { Control } from '../control.ts';
import { defineExperiment } from '../define-experiment.ts';
import { at, DocumentReader, type JsonObject } from '../document-reader.ts';
import type { Experiment } from '../experiment.ts';
import { ExperimentError } from '../experiment-error.ts';
import { type ActivitySource, type PythonFunction, readProbe, readStep } from './read-activity.ts';
import { type ControlFunctions, readControls } from './read-controls.ts';
import { readVariables, substitute } from './variables.ts';

/** What a document cannot bring along. */
export interface ChaosToolkitOptions {
  /** Where variables of the environment come from. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Takes the place of values of the document's configuration. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Functions in place of those of Python, by `module.function`; they are called with the arguments. */
  readonly functions?: Readonly<Record<string, PythonFunction>>;
  /** Controls in place of those of Python, by module. */
  readonly controls?: Readonly<Record<string, ControlFunctions>>;
}

const required = ['title', 'description', 'method'];
const optional = [
  ...['version', 'tags', 'contributions', 'extensions', 'configuration', 'secrets'],
  ...['controls', 'runtime', 'steady-state-hypothesis', 'rollbacks'],
];

/**
 * Reads an experiment of the Chaos Toolkit (JSON that has been parsed). The providers `http` and `process` run as chaoslib runs them;
 * what cannot run here is a problem that names its path and its provider.
 *
 * Of what its specification leaves open, it does what is safe: roll-backs always run, and a document that says otherwise is refused.
 *
 * @throws ExperimentError (`SCRY_EXPERIMENT`) with every problem and its path.
 * @example
 * const experiment = readChaosToolkit(JSON.parse(await readFile('experiment.json', 'utf8')));
 */
export function readChaosToolkit(document: unknown, options: ChaosToolkitOptions = {}): Experiment {
  const reader = new DocumentReader();
  const experiment = reader.fits(document) ? readDocument(reader, document, options) : undefined;
  if (!experiment || reader.problems.length > 0) throw new ExperimentError('The document', reader.problems);
  return defineExperiment(experiment);
}

function readDocument(reader: DocumentReader, given: unknown, options: ChaosToolkitOptions): Experiment {
  const { env = process.env, configuration = {}, functions = {}, controls = {} } = options;
  const document = reader.object(given, '', required, optional);
  const { values, secrets, configuration: shown } = readVariables(reader, document, { env, configuration });
  reader.hide(secrets);
  const hypothesis = readHypothesis(reader, document);
  const source = { reader, values, functions, declared: declaredIn(document, hypothesis) };
  checkRuntime(reader, document['runtime']);
  return {
    name: reader.text(substitute(document['title'], shown), 'title'),
    description: reader.text(substitute(document['description'], shown), 'description'),
    ...(hypothesis['title'] !== undefined && { hypothesis: String(substitute(hypothesis['title'], shown)) }),
    steadyState: reader.list(hypothesis['probes'], 'steady-state-hypothesis.probes', (each, path) =>
      readProbe(source, each, path),
    ),
    method: reader.list(document['method'], 'method', (each, path) => readStep(source, each, path)),
    rollbacks: reader.list(document['rollbacks'], 'rollbacks', (each, path) => readStep(source, each, path)),
    controls: allControls(source, document, hypothesis, controls),
    secrets,
  };
}

function readHypothesis(reader: DocumentReader, document: JsonObject): JsonObject {
  const path = 'steady-state-hypothesis';
  const given = document[path];
  return given === undefined ? {} : reader.object(given, path, ['title'], ['probes', 'controls']);
}

/** Activities by name; of two with one name the first is meant. */
function declaredIn(document: JsonObject, hypothesis: JsonObject): ReadonlyMap<string, JsonObject> {
  const lists = [hypothesis['probes'], document['method'], document['rollbacks']];
  const all = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  const named = all.filter((each) => typeof each?.name === 'string').toReversed();
  return new Map(named.map((each) => [each.name, each]));
}

/** Controls of the experiment, of the hypothesis and of each activity, each told of what it stands at. */
function allControls(
  { reader }: ActivitySource,
  document: JsonObject,
  hypothesis: JsonObject,
  modules: Readonly<Record<string, ControlFunctions>>,
): readonly Control[] {
  const read = (owner: unknown, path: string, isOwn: Parameters<typeof readControls>[2]['isOwn']): readonly Control[] =>
    readControls(reader, (owner as JsonObject)?.['controls'], { path: at(path, 'controls'), isOwn }, modules);
  const ofList = (list: unknown, path: string): readonly Control[] =>
    (Array.isArray(list) ? list : []).flatMap((each, index) =>
      read(each, `${path}[${index}]`, ({ level, name }) => level === 'activity' && name === each?.name),
    );
  return [
    ...read(document, '', ({ level }) => level === 'experiment'),
    ...read(hypothesis, 'steady-state-hypothesis', ({ level }) => level === 'hypothesis'),
    ...ofList(hypothesis['probes'], 'steady-state-hypothesis.probes'),
    ...ofList(document['method'], 'method'),
    ...ofList(document['rollbacks'], 'rollbacks'),
  ];
}

/** Other strategies would leave faults behind, or ask the hypothesis at other times than an experiment does here. */
function checkRuntime(reader: DocumentReader, given: unknown): void {
  if (given === undefined) return;
  const runtime = reader.object(given, 'runtime', [], ['rollbacks', 'hypothesis']);
  const strategies = { rollbacks: ['default', 'always'], hypothesis: ['default'] };
  for (const [name, words] of Object.entries(strategies)) {
    const path = `runtime.${name}`;
    const { strategy } = runtime[name] === undefined ? {} : reader.object(runtime[name], path, ['strategy']);
    reader.oneOf(strategy, at(path, 'strategy'), words);
  }
}
