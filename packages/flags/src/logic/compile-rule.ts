import type { Json } from '../json.ts';
import { operators } from './operators.ts';
import type { Rule, RuleScope, Site } from './rule.ts';

const maxDepth = 64;
/** Rules of a flag with everything it refers to: shared ones that share others could double with every step. */
const maxRules = 10_000;
/** Elements that the loops of one evaluation may visit, nested ones counted each time. */
const maxSteps = 100_000;

/** Compiles JsonLogic (https://jsonlogic.com) with the operators of flagd into closures; nothing is ever evaluated as code. */
export function compileRule(json: Json, path: string, scope: RuleScope): Rule {
  const compiler = new Compiler(scope);
  const rule = compiler.compile(json, { path, depth: 0, isRoot: true, refs: [] });
  if (!compiler.hasLoops) return rule;
  // Every evaluation may take as many steps as the next.
  return (data) => {
    scope.steps.left = maxSteps;
    return rule(data);
  };
}

/** In the place of an argument that is not there, or of one that is at fault. */
const nothing: Rule = () => undefined;

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly isRoot: boolean;
  /** The shared rules that are being compiled: one of them must not come again. */
  readonly refs: readonly string[];
}

class Compiler {
  readonly #scope: RuleScope;
  #rules = 0;
  hasLoops = false;

  constructor(scope: RuleScope) {
    this.#scope = scope;
  }

  compile(json: Json, place: Place): Rule {
    if (typeof json !== 'object' || json === null) return () => json;
    if (place.depth > maxDepth) return this.#fault(place, `is nested deeper than ${maxDepth}`);
    if (++this.#rules > maxRules) return this.#fault(place, `makes it more than ${maxRules} rules`);
    if (isList(json)) return this.#list(json, place);
    const [[name, args] = [undefined, null], ...more] = Object.entries(json);
    if (name === undefined) return () => json;
    if (more.length > 0) {
      return this.#fault(place, `must have one operator, got ${Object.keys(json).join(', ')}`);
    }
    return name === '$ref' ? this.#reference(args, place) : this.#operation(name, args, place);
  }

  #list(json: readonly Json[], place: Place): Rule {
    if (json.every((each) => typeof each !== 'object' || each === null)) return () => json;
    const rules = json.map((each, i) => this.compile(each, below(place, `[${i}]`)));
    return (data) => rules.map((rule) => rule(data));
  }

  #operation(name: string, given: Json, place: Place): Rule {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (operator === undefined) return this.#fault(place, `has the unknown operator ${name}`);
    const args = isList(given) ? given : [given];
    const at = (i: number): Place => below(place, isList(given) ? `.${name}[${i}]` : `.${name}`);
    const rule = (i: number, isRoot: boolean): Rule => {
      const arg = args[i];
      return arg === undefined ? nothing : this.compile(arg, { ...at(i), isRoot });
    };
    const site: Site = {
      args,
      scope: this.#scope,
      isRoot: place.isRoot,
      rule: (i) => rule(i, place.isRoot),
      elementRule: (i) => {
        this.hasLoops = true;
        return rule(i, false);
      },
    };
    return this.#traced(operator(site), `${place.path}.${name}`);
  }

  #reference(name: Json, place: Place): Rule {
    const { evaluators } = this.#scope;
    const rule = typeof name === 'string' && Object.hasOwn(evaluators, name) ? evaluators[name] : undefined;
    if (typeof name !== 'string' || rule === undefined) {
      return this.#fault(place, `refers to the unknown evaluator ${JSON.stringify(name)}`);
    }
    if (place.refs.includes(name)) return this.#fault(place, `refers to itself by the evaluator ${name}`);
    return this.compile(rule, { ...below(place, `.$ref(${name})`), refs: [...place.refs, name] });
  }

  #fault({ path }: Place, message: string): Rule {
    this.#scope.fault(path, message);
    return nothing;
  }

  #traced(rule: Rule, path: string): Rule {
    const { tracer } = this.#scope;
    if (tracer === undefined) return rule;
    return (data) => {
      const result = rule(data);
      tracer.answered(path, result);
      return result;
    };
  }
}

function below(place: Place, path: string): Place {
  return { ...place, path: `${place.path}${path}`, depth: place.depth + 1 };
}

// Array.isArray does not tell a readonly array from the rest of a union.
function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
