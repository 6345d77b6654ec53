import { describe, expect, test } from 'vitest';
import { type ChaosToolkitOptions, readChaosToolkit, runExperiment } from '../src/experiment.ts';
import { action, document, problemsOf, python } from './chaos-toolkit-documents.ts';

describe('variables', () => {
  const echo = (given: unknown, configuration: object, options: ChaosToolkitOptions = {}, secrets: object = {}) => {
    const seen: unknown[] = [];
    const method = [action('a', python('act', { given }))];
    const experiment = readChaosToolkit(document({ configuration, secrets, method }), {
      functions: { 'os.path.act': (values) => void seen.push(values['given']) },
      env: {},
      ...options,
    });
    return runExperiment(experiment, { processSignals: [] }).then((journal) => ({ seen: seen[0], journal }));
  };

  test.each<[given: unknown, seen: unknown]>([
    [`\${port}`, 8080],
    [`http://h:\${port}/\${port}`, 'http://h:8080/8080'],
    [{ deep: [`\${port}`, { __proto__: null, x: `\${host}` }] }, { deep: [8080, { x: 'h' }] }],
    [`\${nothing} $port $\${port}`, `\${nothing} $port $8080`],
    [`\${list}`, [1, 2]],
    [5, 5],
    [null, null],
    [`\${both}`, 'of the configuration'],
    [`\${only}`, 's3cret'],
    [`\${some-service}`, 'x'],
  ])('%j becomes %j', async (given, seen) => {
    const configuration = { port: 8080, host: 'h', list: [1, 2], both: 'of the configuration', 'some-service': 'x' };
    const secrets = { group: { both: 'of the secrets', only: 's3cret' } };
    expect((await echo(given, configuration, {}, secrets)).seen).toEqual(seen);
  });

  test.each<[declared: object, value: string, seen: unknown]>([
    [{}, '5', '5'],
    [{ env_var_type: 'int' }, '5', 5],
    [{ env_var_type: 'float' }, '5.5', 5.5],
    [{ env_var_type: 'bool' }, 'No', false],
    [{ env_var_type: 'bool' }, 'yes', true],
    [{ env_var_type: 'json' }, '{"a":1}', { a: 1 }],
    [{ env_var_type: 'json' }, '', ''],
    [{ default: 'd' }, 'given', 'given'],
  ])('of the environment: %j of %j', async (declared, value, seen) => {
    const configuration = { x: { type: 'env', key: 'KEY', ...declared } };
    expect((await echo(`\${x}`, configuration, { env: { KEY: value } })).seen).toEqual(seen);
  });

  test('of the environment have a default, and the caller has the last word', async () => {
    const configuration = { x: { type: 'env', key: 'KEY', default: 7 } };
    expect((await echo(`\${x}`, configuration)).seen).toBe(7);
    expect((await echo(`\${x}`, configuration, { configuration: { x: 8 } })).seen).toBe(8);
    expect((await echo(`\${y}`, {}, { configuration: { y: 9 } })).seen).toBe(9);
  });

  test('that are secrets do not stand in the journal', async () => {
    const secrets = { group: { token: { type: 'env', key: 'TOKEN' }, port: 8080 } };
    const method = [action('a', python('act', { given: `\${token} \${port}` }))];
    const functions = { 'os.path.act': ({ given }: Readonly<Record<string, unknown>>) => given };
    const experiment = readChaosToolkit(document({ secrets, method }), { functions, env: { TOKEN: 'abc' } });
    expect(experiment.secrets).toEqual(['abc']);
    const title = `with \${token}`;
    expect(readChaosToolkit({ ...document({ secrets }), title }, { env: { TOKEN: 'abc' } }).name).toBe(title);
    const { steps } = await runExperiment(experiment, { processSignals: [] });
    expect(steps[0]?.output).toBe('"*** 8080"');
  });

  test('that are secrets are hidden with all of their texts', () => {
    const secrets = { group: { login: { type: 'env', key: 'LOGIN', env_var_type: 'json' }, none: null } };
    const env = { LOGIN: '{"user":"me","keys":["abc",5]}' };
    expect(readChaosToolkit(document({ secrets }), { env }).secrets).toEqual(['me', 'abc']);
  });

  test('that are secrets do not stand in what is wrong with a document', () => {
    const secrets = { group: { hook: { type: 'env', key: 'HOOK' } } };
    const method = [action('a', { type: 'http', url: `\${hook}` })];
    expect(problemsOf(document({ secrets, method }), { env: { HOOK: 'hunter2' } })).toEqual([
      'method[0].provider.url: must be a URL, got "***"',
    ]);
  });

  test.each<[document: object, problem: string]>([
    [
      { configuration: { x: { type: 'env', key: 'KEY' } } },
      'configuration.x: needs the variable KEY of the environment, which is not set',
    ],
    [{ configuration: { x: { type: 'env' } } }, 'configuration.x.key: is missing'],
    [
      { configuration: { x: { type: 'env', key: 'N', env_var_type: 'int' } } },
      'configuration.x: needs a variable N that is of type int',
    ],
    [
      { configuration: { x: { type: 'env', key: 'N', env_var_type: 'float' } } },
      'configuration.x: needs a variable N that is of type float',
    ],
    [
      { configuration: { x: { type: 'env', key: 'N', env_var_type: 'json' } } },
      'configuration.x: needs a variable N that is of type json',
    ],
    [
      { configuration: { x: { type: 'env', key: 'N', env_var_type: 'bytes' } } },
      'configuration.x.env_var_type: must be one of str',
    ],
    [
      { configuration: { x: { type: 'env', key: 'N', env_var_type: 'constructor' } } },
      'configuration.x.env_var_type: must be one of str',
    ],
    [
      { configuration: { x: { type: 'probe', name: 'p', provider: {} } } },
      'configuration.x: of type "probe" cannot be read here',
    ],
    [
      { secrets: { k8s: { token: { type: 'vault', path: 'p' } } } },
      'secrets.k8s.token: of type "vault" cannot be read here, expected a value or { "type": "env" }',
    ],
    [{ secrets: { k8s: 'token' } }, 'secrets.k8s: must be an object, got string'],
    [{ configuration: [] }, 'configuration: must be an object, got a list'],
  ])('that cannot be read are named: %j', (changes, problem) => {
    expect(problemsOf(document(changes), { env: { N: 'x' } })).toContainEqual(expect.stringContaining(problem));
  });
});
