import type { Command } from './command.ts';
import { experimentFile, loadExperiment, variableOption } from './load-experiment.ts';
import { performRun } from './perform-run.ts';
import { reportOptions } from './report-options.ts';

export const runSubcommand: Command = {
  name: 'run',
  summary: 'Runs an experiment: steady state, faults and method, steady state, roll-back, recovery.',
  operands: [experimentFile],
  options: { var: variableOption, ...reportOptions },
  run: async (given, print) => performRun(await loadExperiment(String(given.operands[0]), given), given, print),
};
