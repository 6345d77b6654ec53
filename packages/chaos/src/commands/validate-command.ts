import type { Command } from './command.ts';
import { experimentFile, loadExperiment, variableOption } from './load-experiment.ts';

export const validateCommand: Command = {
  name: 'validate',
  summary: 'Checks an experiment without running it, and lists every problem.',
  operands: [experimentFile],
  options: { var: variableOption },
  async run(given, print) {
    const { experiment } = await loadExperiment(String(given.operands[0]), given);
    const { name, steadyState = [], faults = [], method = [], rollbacks = [] } = experiment;
    const parts = { probes: steadyState, faults, 'steps in the method': method, 'roll-backs': rollbacks };
    const counts = Object.entries(parts).map(([what, list]) => `${list.length} ${what}`);
    print(`${name}: valid, ${counts.join(', ')}`);
    return 0;
  },
};
