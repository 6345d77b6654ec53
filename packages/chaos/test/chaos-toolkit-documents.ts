// Documents of the Chaos Toolkit, as small as they may be.
import { type ChaosToolkitOptions, isExperimentError, readChaosToolkit } from '../src/experiment.ts';

export const probe = (name: string, provider: object, tolerance: unknown = true) => ({
  ...{ type: 'probe', name, tolerance, provider },
});
export const action = (name: string, provider: object, others: object = {}) => ({
  ...{ type: 'action', name, provider },
  ...others,
});
export const python = (func: string, values: object = {}) => ({
  ...{ type: 'python', module: 'os.path', func, arguments: values },
});
export const shell = (line: string) => ({ type: 'process', path: 'sh', arguments: ['-c', line] });

export function document(changes: object = {}) {
  return { title: 'A title', description: 'A description', method: [], ...changes };
}

export function withProbes(...probes: readonly object[]) {
  return document({ 'steady-state-hypothesis': { title: 'It stands', probes } });
}

/** What is wrong with a document, each with its path. */
export function problemsOf(given: unknown, options?: ChaosToolkitOptions): readonly string[] {
  try {
    readChaosToolkit(given, options);
  } catch (error) {
    if (isExperimentError(error)) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
