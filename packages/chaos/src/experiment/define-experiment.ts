import {
  aDelay,
  aFunction,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { readScenarios, type Scenario } from '../scenario.ts';
import type { Control } from './control.ts';
import type { Action, Activity, Experiment, Guardrail, Probe } from './experiment.ts';
import { ExperimentError, type ExperimentProblem } from './experiment-error.ts';
import type { Tolerance } from './tolerance.ts';
import { checkOf } from './within-tolerance.ts';

// Enough for any experiment that somebody reads, and a bound for its journal.
const longestList = 1_000;

const aName: OptionRule = ['string', 'a string that is not empty', (name: string) => name !== ''];
const aTime: OptionRule = ['number', 'a finite number > 0', (ms: number) => ms > 0 && ms < Infinity];
const aSwitch: OptionRule = ['boolean', 'a boolean'];
const aTolerance: OptionRule = ['string or number or boolean or object or function', 'a tolerance'];
const aList: OptionRule = [
  'object',
  `a list of at most ${longestList}`,
  (list: object) => Array.isArray(list) && list.length <= longestList,
];

const activityRules: OptionRules<Activity> = {
  name: aName,
  run: aFunction,
  timeoutMs: aTime,
  pauseBeforeMs: aDelay,
  pauseAfterMs: aDelay,
  background: aSwitch,
};
const probeRules: OptionRules<Probe> = { ...activityRules, tolerance: aTolerance };
const actionRules: OptionRules<Action> = { ...activityRules, undo: aFunction, continueOnFailure: aSwitch };
const guardrailRules: OptionRules<Guardrail> = {
  name: aName,
  run: aFunction,
  timeoutMs: aTime,
  tolerance: aTolerance,
  everyMs: aTime,
};
const controlRules: OptionRules<Control> = { name: aName, before: aFunction, after: aFunction };
const experimentRules: OptionRules<Experiment> = {
  name: aName,
  description: aString,
  hypothesis: aString,
  steadyState: aList,
  faults: aList,
  method: aList,
  guardrails: aList,
  rollbacks: aList,
  recoverWithinMs: aDelay,
  timeoutMs: aTime,
  controls: aList,
  secrets: aList,
};

/**
 * Checks an experiment as a whole, and returns a frozen copy of it.
 *
 * @throws ExperimentError (`SCRY_EXPERIMENT`) with every problem and its path.
 * @example
 * const experiment = defineExperiment({
 *   name: 'orders are taken without the cache',
 *   steadyState: [{ name: 'orders answer', run: () => fetch(url), tolerance: 200 }],
 *   faults: [redisFailure()],
 * });
 */
export function defineExperiment(experiment: Experiment): Experiment {
  const reader = new Reader();
  const checked = reader.part('', experiment, experimentRules, ['name']);
  const lists = checked && {
    steadyState: reader.list('steadyState', checked.steadyState, (path, each) => reader.probe(path, each, probeRules)),
    faults: reader.list('faults', checked.faults, (path, each) => reader.fault(path, each)),
    method: reader.list('method', checked.method, (path, each) => reader.step(path, each)),
    guardrails: reader.list('guardrails', checked.guardrails, (path, each) => reader.probe(path, each, guardrailRules)),
    rollbacks: reader.list('rollbacks', checked.rollbacks, (path, each) => reader.action(path, each)),
    controls: reader.list('controls', checked.controls, (path, each) =>
      reader.part(path, each, controlRules, ['name']),
    ),
    secrets: reader.list('secrets', checked.secrets, (path, each) => reader.value(path, each, aString)),
  };
  reader.names(lists?.faults ?? []);
  if (!checked || !lists || reader.problems.length > 0) throw new ExperimentError('The experiment', reader.problems);
  return Object.freeze({ ...checked, ...lists });
}

/** Copies parts, and notes what is wrong with each; the checks themselves are those of any options. */
class Reader {
  readonly problems: ExperimentProblem[] = [];

  part<T extends object>(
    path: string,
    given: T,
    rules: OptionRules<T>,
    required: readonly (keyof T & string)[],
  ): T | undefined {
    return this.#noting(path, () => {
      const checked = checkOptions(path, given, rules);
      for (const name of required) checkValue(`${path}: ${name}`, checked[name], rules[name]);
      return Object.freeze(checked);
    });
  }

  value<T>(path: string, given: T, rule: OptionRule): T | undefined {
    return this.#noting(path, () => {
      checkValue(`${path}:`, given, rule);
      return given;
    });
  }

  list<T>(name: string, list: readonly T[] = [], read: (path: string, each: T) => T | undefined): readonly T[] {
    const found = list.map((each, index) => read(`${name}[${index}]`, each));
    return Object.freeze(found.filter((each) => each !== undefined));
  }

  step(path: string, given: Action | Probe): Action | Probe | undefined {
    const isProbe = typeof given === 'object' && given !== null && 'tolerance' in given;
    return isProbe ? this.probe(path, given, probeRules) : this.action(path, given);
  }

  action(path: string, given: Action): Action | undefined {
    return this.part(path, given, actionRules, ['name', 'run']);
  }

  probe<T extends Probe | Guardrail>(path: string, given: T, rules: OptionRules<T>): T | undefined {
    const checked = this.part(path, given, rules, ['name', 'run', 'tolerance']);
    if (checked) this.#noting(`${path}.tolerance`, () => checkOf(checked.tolerance satisfies Tolerance));
    return checked;
  }

  fault(path: string, given: Scenario): Scenario | undefined {
    return this.#noting(path, () => readScenarios(path, given)[0]);
  }

  /** The journal knows a fault by its name. */
  names(faults: readonly Scenario[]): void {
    faults.forEach(({ name }, index) => {
      const first = faults.findIndex((each) => each.name === name);
      if (first < index)
        this.problems.push({
          path: `faults[${index}]`,
          message: `must not have the name of faults[${first}], ${name}`,
        });
    });
  }

  #noting<R>(path: string, check: () => R): R | undefined {
    try {
      return check();
    } catch (error) {
      // Checks begin their messages with what they were told is being checked; a getter may throw anything.
      const message = error instanceof Error ? error.message : String(error);
      this.problems.push({ path, message: message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message });
      return undefined;
    }
  }
}
