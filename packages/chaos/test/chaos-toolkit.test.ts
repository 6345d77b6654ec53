import { describe, expect, test, vi } from 'vitest';
import {
  type ChaosToolkitOptions,
  type ExperimentError,
  isExperimentError,
  readChaosToolkit,
  runExperiment,
} from '../src/experiment.ts';
import { action, document, probe, problemsOf, python, shell, withProbes } from './chaos-toolkit-documents.ts';
import { stepsOf } from './experiments.ts';

/** Runs a document whose functions of Python are these. */
async function play(
  given: unknown,
  functions: Record<string, (values: Readonly<Record<string, unknown>>) => unknown> = {},
  options: ChaosToolkitOptions = {},
) {
  const named = Object.fromEntries(Object.entries(functions).map(([name, fn]) => [`os.path.${name}`, fn]));
  return runExperiment(readChaosToolkit(given, { functions: named, ...options }), { processSignals: [] });
}

describe('a document of the Chaos Toolkit', () => {
  test('is read as the experiment that it is', async () => {
    const files = new Set(['some/file']);
    const exists = ({ path }: Readonly<Record<string, unknown>>) => files.has(String(path));
    const remove = ({ path }: Readonly<Record<string, unknown>>) => files.delete(String(path));
    const add = ({ path }: Readonly<Record<string, unknown>>) => void files.add(String(path));
    const given = {
      version: '1.0.0',
      title: 'Moving a file from under our feet is forgivable',
      description: 'Our application should re-create a file that was removed',
      tags: ['file'],
      contributions: { reliability: 'high' },
      extensions: [{ name: 'vendor', data: {} }],
      configuration: { file: 'some/file' },
      'steady-state-hypothesis': {
        title: `The file \${file} must be around first`,
        probes: [probe('file-must-exist', python('exists', { path: `\${file}` }))],
      },
      method: [
        action('file-be-gone', python('remove', { path: `\${file}` }), { pauses: { after: 0.001 } }),
        { ref: 'file-must-exist' },
      ],
      rollbacks: [action('file-be-there', python('add', { path: `\${file}` }))],
      runtime: { rollbacks: { strategy: 'always' }, hypothesis: { strategy: 'default' } },
    };
    const journal = await play(given, { exists, remove, add });
    expect(journal).toMatchObject({
      experiment: 'Moving a file from under our feet is forgivable',
      hypothesis: 'The file some/file must be around first',
      outcome: 'deviated',
    });
    expect(stepsOf(journal)).toEqual([
      ...['before file-must-exist', 'method file-be-gone', 'method file-must-exist', 'after file-must-exist not met'],
      ...['rollback file-be-there', 'recovery file-must-exist'],
    ]);
  });

  test('rolls back in the listed order, and goes on when an action fails', async () => {
    const order: string[] = [];
    const act = ({ n }: Readonly<Record<string, unknown>>) => {
      order.push(String(n));
      if (n === 'fails') throw new Error('no');
    };
    const steps = (...names: string[]) => names.map((n) => action(n, python('act', { n })));
    const given = document({ method: steps('a', 'fails', 'b'), rollbacks: steps('c', 'd') });
    const { outcome } = await play(given, { act });
    expect(order).toEqual(['a', 'fails', 'b', 'c', 'd']);
    expect(outcome).toBe('completed');
  });

  test('has a background and pauses, in seconds, which may be variables', () => {
    const method = [
      action('a', shell('true'), { background: true, pauses: { before: 2, after: `\${wait}` }, timeout: 3 }),
    ];
    const experiment = readChaosToolkit(document({ configuration: { wait: 0.5 }, method }));
    expect(experiment.method?.[0]).toMatchObject({
      background: true,
      pauseBeforeMs: 2_000,
      pauseAfterMs: 500,
      timeoutMs: 3_000,
    });
  });

  test('has a probe for a tolerance, which is asked about the answer', async () => {
    const asked = vi.fn(
      ({ value, a, b }: Readonly<Record<string, unknown>>) => Number(a) <= Number(value) && Number(value) <= Number(b),
    );
    const tolerance = { type: 'probe', name: 'in-range', provider: python('between', { a: 6, b: 8 }) };
    const given = withProbes(probe('seven', python('seven'), tolerance), probe('nine', python('nine'), tolerance));
    const journal = await play(given, { seven: () => 7, nine: () => 9, between: asked });
    expect(stepsOf(journal)).toEqual(['before seven', 'before nine not met']);
    expect(asked).toHaveBeenCalledWith({ a: 6, b: 8, value: 7 });
  });

  test('has controls, told of the place that they stand at', async () => {
    const told: string[] = [];
    const control = (name: string) => ({
      before: ({ level }: { level: string }) => told.push(`${name} ${level}`),
      after: () => told.push(`${name} after`),
    });
    const named = (name: string, others: object = {}) => ({
      controls: [{ name, provider: { type: 'python', module: name }, ...others }],
    });
    const given = {
      ...document(named('all', { scope: 'before' })),
      'steady-state-hypothesis': { title: 't', probes: [], ...named('hypothesis', { scope: 'after' }) },
      method: [{ ...action('a', python('act')), ...named('one') }, action('b', python('act'))],
    };
    const modules = Object.fromEntries(['all', 'hypothesis', 'one', 'top'].map((name) => [name, control(name)]));
    await play(given, { act: () => 1 }, { functions: { 'os.path.act': () => 1 }, controls: modules });
    expect(told.filter((line) => line.startsWith('one'))).toEqual(['one activity', 'one after']);
    expect(told.filter((line) => line.startsWith('hypothesis'))).toEqual(Array(3).fill('hypothesis after'));
    expect(told.filter((line) => line.startsWith('all'))).toEqual(
      ['experiment', 'hypothesis', 'method', 'activity', 'activity', 'hypothesis', 'rollback', 'hypothesis'].map(
        (level) => `all ${level}`,
      ),
    );
    told.length = 0;
    await play(document(named('top', { automatic: false })), {}, { controls: modules });
    expect(told).toEqual(['top experiment', 'top after']);
  });
});

describe('what cannot run here', () => {
  test.each<[document: unknown, problem: string]>([
    [
      withProbes(probe('p', python('exists'))),
      "steady-state-hypothesis.probes[0].provider: python os.path.exists cannot run here: give a function for it, functions: { 'os.path.exists': … }",
    ],
    [
      document({ method: [action('a', python('toString'))] }),
      'method[0].provider: python os.path.toString cannot run here',
    ],
    [
      document({ controls: [{ name: 'c', provider: { type: 'python', module: 'chaostracing.control' } }] }),
      "controls[0].provider: python chaostracing.control cannot run here: give functions for it, controls: { 'chaostracing.control': … }",
    ],
    [
      document({
        method: [
          { ...action('a', shell('true')), controls: [{ name: 'c', provider: { type: 'python', module: 'm' } }] },
        ],
      }),
      'method[0].controls[0].provider: python m cannot run here',
    ],
    [
      document({ rollbacks: [action('a', { type: 'go', path: 'x' })] }),
      'rollbacks[0].provider.type: must be one of http, process, python, got "go"',
    ],
    [
      withProbes(probe('p', shell('true'), { type: 'probe', name: 't', provider: python('between') })),
      'steady-state-hypothesis.probes[0].tolerance.provider: python os.path.between cannot run here',
    ],
    [
      document({ runtime: { rollbacks: { strategy: 'never' } } }),
      'runtime.rollbacks.strategy: must be one of default, always, got "never"',
    ],
    [
      document({ runtime: { hypothesis: { strategy: 'continuously' } } }),
      'runtime.hypothesis.strategy: must be one of default, got "continuously"',
    ],
    [document({ dry: 'actions' }), 'dry: is not known here, expected one of title'],
    [
      document({ method: [action('a', { type: 'http', url: 'http://h', verify_tls: false })] }),
      'method[0].provider.verify_tls: cannot be false here',
    ],
    [
      document({ method: [action('a', { type: 'http', url: 'http://h', max_retries: 2 })] }),
      'method[0].provider.max_retries: cannot be used here',
    ],
    [
      document({ method: [action('a', { type: 'process', path: 'no-such-program' })] }),
      'method[0].provider.path: must be an executable, and no-such-program is none here',
    ],
  ])('is named with its path and provider: %#', (given, problem) => {
    expect(problemsOf(given)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('what is wrong in a document', () => {
  test.each<[document: unknown, ...problems: string[]]>([
    [undefined, ': must be an object, got undefined'],
    [null, ': must be an object, got null'],
    [[], ': must be an object, got a list'],
    [{}, 'title: is missing', 'description: is missing', 'method: is missing'],
    [document({ title: '' }), 'title: must be a string that is not empty, got string'],
    [document({ rollback: [] }), 'rollback: is not known here'],
    [document({ method: {} }), 'method: must be a list, got object'],
    [document({ method: [null] }), 'method[0]: must be an object, got null'],
    [
      document({ method: [{}] }),
      'method[0].type: is missing',
      'method[0].name: is missing',
      'method[0].provider: is missing',
    ],
    [
      document({ method: [{ ref: 'pizza' }] }),
      'method[0].ref: must be the name of an activity of the document, got "pizza"',
    ],
    [
      document({ method: [{ ...action('a', shell('true')), type: 'control' }] }),
      'method[0].type: must be one of probe, action, got "control"',
    ],
    [
      document({ method: [{ ...action('a', shell('true')), type: 5 }] }),
      'method[0].type: must be one of probe, action, got number',
    ],
    [
      document({ method: [action('', shell('true'), { timeout: 's', pauses: { before: '1s', after: '2s' } })] }),
      'method[0].timeout: must be a number of seconds, got string',
      'method[0].name: must be a string that is not empty, got string',
      'method[0].pauses.before: must be a number of seconds, got string',
      'method[0].pauses.after: must be a number of seconds, got string',
    ],
    [
      document({ method: [action('a', shell('true'), { background: 'yes' })] }),
      'method[0].background: must be a boolean, got string',
    ],
    [
      document({ method: [action('a', { type: 'process', path: 'sh', arguments: 5 })] }),
      'method[0].provider.arguments: must be a string, a list or an object',
    ],
    [document({ method: [action('a', { type: 'http' })] }), 'method[0].provider.url: is missing'],
    [
      document({ method: [action('a', { type: 'http', url: 'no url' })] }),
      'method[0].provider.url: must be a URL, got "no url"',
    ],
    [
      document({ method: [action('a', { type: 'http', url: 'http://h', timeout: [1] })] }),
      'method[0].provider.timeout: must be a number or two, got 1',
    ],
    [
      document({ method: [action('a', { type: 'http', url: 'http://h', expected_status: 'ok' })] }),
      'method[0].provider.expected_status: must be an integer',
    ],
    [
      withProbes({ type: 'probe', name: 'p', provider: shell('true') }),
      'steady-state-hypothesis.probes[0].tolerance: is missing',
    ],
    [
      withProbes(action('p', shell('true'), { tolerance: 1 })),
      'steady-state-hypothesis.probes[0].type: must be one of probe, got "action"',
    ],
    [
      withProbes(probe('p', shell('true'), { type: 'boom' })),
      'steady-state-hypothesis.probes[0].tolerance: must be a scalar',
    ],
    [
      withProbes(probe('p', shell('true'), { type: 'constructor' })),
      'steady-state-hypothesis.probes[0].tolerance: must be a scalar',
    ],
    [
      withProbes(probe('p', shell('true'), { type: 'regex', pattern: 'x', flags: 'i' })),
      'probes[0].tolerance.flags: is not known here',
    ],
    [withProbes(5 as never), 'steady-state-hypothesis.probes[0]: must be an object, got number'],
    [document({ 'steady-state-hypothesis': { probes: [] } }), 'steady-state-hypothesis.title: is missing'],
    [
      document({ controls: [{ name: 'c', scope: 'post', provider: { type: 'python', module: 'm' } }] }),
      'controls[0].scope: must be one of before, after, got "post"',
    ],
    [document({ controls: 'all' }), 'controls: must be a list, got string'],
  ])('is told with its path: %#', (given, ...problems) => {
    expect(problemsOf(given, { controls: { m: {} } })).toEqual(
      problems.map((problem) => expect.stringContaining(problem)),
    );
  });

  test('is told as a whole, up to a hundred problems', () => {
    const many = document({ method: Array.from({ length: 200 }, () => ({})) });
    expect(problemsOf(many)).toHaveLength(100);
    const error: ExperimentError = (() => {
      try {
        readChaosToolkit({});
      } catch (thrown) {
        if (isExperimentError(thrown)) return thrown;
      }
      return expect.fail();
    })();
    expect(error.message).toBe(
      'The document has 3 problems:\n- title is missing\n- description is missing\n- method is missing',
    );
    expect(error).toMatchObject({ code: 'SCRY_EXPERIMENT', retryable: false, name: 'ExperimentError' });
  });

  test('has bounds: depth and size', () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(problemsOf(document({ tags: deep }))).toEqual([': is nested deeper than 64']);
    expect(problemsOf(document({ tags: Array(200_000).fill('x') }))).toEqual([': has more than 100000 parts']);
    expect(problemsOf(document({ method: Array(1_001).fill(action('a', shell('true'))) }))).toEqual([
      ': method must be a list of at most 1000, got an object',
    ]);
  });
});
