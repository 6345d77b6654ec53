import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommandOption, type Typed, WrongInput } from '@scry/internal/command-line';
import { readJsonFile } from '@scry/internal/read-json';
import type { Chaos } from '../chaos-api.ts';
import { readChaosToolkit } from '../experiment/chaos-toolkit/read-chaos-toolkit.ts';
import { conversions } from '../experiment/chaos-toolkit/variables.ts';
import { defineExperiment } from '../experiment/define-experiment.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { messageOf } from './files.ts';

export const experimentFile = 'experiment.json|.js';
export const variableOption: CommandOption = {
  value: 'name[:type]=value',
  description: 'a value of the configuration of a JSON document; type is int, float, bool or json',
};

/** An experiment of a file, and the chaos that it acts on. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly chaos?: Chaos;
}

/**
 * Loads an experiment: a document of the Chaos Toolkit, or a module that exports `experiment` and, where it has faults, `chaos`.
 *
 * @throws WrongInput for a file that cannot be loaded, ExperimentError for an experiment with problems.
 */
export async function loadExperiment(file: string, given: Typed): Promise<LoadedExperiment> {
  const configuration = readVariables(given.all('var'));
  if (file.endsWith('.json')) return { experiment: readChaosToolkit(readJsonFile(file), { configuration }) };
  if (given.all('var').length > 0)
    throw new WrongInput('--var is for documents of JSON, a module reads the environment');
  const { experiment, chaos } = await load(file);
  if (typeof experiment !== 'object' || experiment === null) throw new WrongInput(`${file} must export an experiment`);
  // What it is not is what defineExperiment finds.
  const defined = defineExperiment(experiment as Experiment);
  return isChaos(chaos) ? { experiment: defined, chaos } : { experiment: defined };
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new WrongInput(`${file} cannot be loaded: ${messageOf(error)}`);
  }
}

/** One that another copy of the package made is one as well. */
function isChaos(value: unknown): value is Chaos {
  return typeof value === 'object' && value !== null && 'enable' in value && 'history' in value;
}

function readVariables(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(texts.map(readVariable));
}

function readVariable(text: string): [name: string, value: unknown] {
  const {
    name = '',
    type = 'str',
    value = '',
  } = /^(?<name>[^=:]+)(?::(?<type>\w+))?=(?<value>.*)$/s.exec(text)?.groups ?? {};
  const convert = Object.hasOwn(conversions, type) ? conversions[type] : undefined;
  try {
    if (name !== '' && convert) return [name, convert(value)];
  } catch {
    // The same is wrong with it as with what has another form.
  }
  throw new WrongInput(
    `--var must be name[:type]=value with a type of ${Object.keys(conversions).join(', ')}, got ${text}`,
  );
}
