// The providers http and process against a real server and real programs.
import { copyFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type JournalStep, readChaosToolkit, runExperiment } from '../src/experiment.ts';
import { action, document, probe, shell, withProbes } from './chaos-toolkit-documents.ts';
import { scratchFolder } from './command-run.ts';

async function step(provider: object): Promise<JournalStep> {
  const experiment = readChaosToolkit(document({ method: [action('a', provider)] }));
  const { steps } = await runExperiment(experiment, { processSignals: [] });
  return steps[0] ?? expect.fail('no step');
}
const answerOf = async (provider: object) => JSON.parse((await step(provider)).output ?? 'null');

describe('the provider process', () => {
  const process = (path: string, others: object = {}) => ({ type: 'process', path, ...others });

  test('answers with status, stdout and stderr; a status that is not 0 is no failure', async () => {
    const provider = process('sh', { arguments: ['-c', 'echo out; echo err >&2; exit 3'] });
    expect(await step(provider)).toMatchObject({
      status: 'succeeded',
      output: '{"status":3,"stdout":"out\\n","stderr":"err\\n"}',
    });
  });

  test.each<[given: unknown, said: string]>([
    [undefined, ''],
    [null, ''],
    [['a b', 'c', null, '', 5], 'a b|c|5|'],
    [{ '-x': 1, '-y': 'two words' }, '-x|1|-y|two words|'],
    ["'a b' c | cat", 'a b|c|'],
  ])('takes the arguments %j', async (given, said) => {
    const provider = process('printf', { arguments: typeof given === 'string' ? `'%s|' ${given}` : given });
    if (given === undefined || given === null) return expect((await answerOf(provider)).status).not.toBe(0);
    const asProgram = process('sh', {
      arguments: ['-c', 'printf "%s|" "$@"', 'sh', ...(Array.isArray(given) ? given : [])],
    });
    const isList = Array.isArray(given);
    const stdout = isList ? (await answerOf(asProgram)).stdout : undefined;
    if (isList) return expect(stdout).toBe(said);
    if (typeof given === 'string') return expect((await answerOf(provider)).stdout).toBe(said);
    const env = process('env', { arguments: { 'A=1': 'printenv', A: '' } });
    return expect((await answerOf(env)).stdout).toBe('1\n');
  });

  test('is found by its path, and only where it may be run', async () => {
    expect((await answerOf(process('/bin/sh', { arguments: '-c "echo $((1 + 1))"' }))).stdout).toBe('2\n');
    expect(() => readChaosToolkit(document({ method: [action('a', process('/etc/passwd'))] }))).toThrow(
      '/etc/passwd is none here',
    );
  });

  test('ends with its time, and with all that it started', async () => {
    const began = performance.now();
    const provider = process('sh', { arguments: ['-c', 'sleep 60 & sleep 60'], timeout: 0.2 });
    expect(await step(provider)).toMatchObject({
      status: 'failed',
      error: 'TimeoutError: It took longer than 200 ms.',
    });
    expect(performance.now() - began).toBeLessThan(30_000);
  }, 60_000);

  test('fails when it says too much', async () => {
    const provider = process('sh', { arguments: ['-c', 'yes'] });
    expect(await step(provider)).toMatchObject({
      status: 'failed',
      error: 'RangeError: it said more than 1048576 bytes',
    });
  }, 60_000);

  test('fails when it cannot be started', async () => {
    // The kernel refuses an argument of this length.
    const provider = process('true', { arguments: ['x'.repeat(200_000)] });
    expect(await step(provider)).toMatchObject({ status: 'failed', error: expect.stringContaining('E2BIG') });
  });

  test('fails when the program has gone meanwhile', async () => {
    const program = join(scratchFolder(), 'program');
    copyFileSync('/bin/true', program);
    const experiment = readChaosToolkit(document({ method: [action('a', process(program))] }));
    rmSync(program);
    const { steps } = await runExperiment(experiment, { processSignals: [] });
    expect(steps[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('ENOENT') });
  });

  test('is found by its path alone where there is no PATH', () => {
    vi.stubEnv('PATH', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const read = (path: string) => readChaosToolkit(document({ method: [action('a', process(path))] }));
    expect(() => read('sh')).toThrow('sh is none here');
    expect(() => read('/bin/sh')).not.toThrow();
    expect(() => read('')).toThrow('method[0].provider.path must be a string that is not empty');
  });

  test('meets tolerances as the specification has them', async () => {
    const experiment = readChaosToolkit(
      withProbes(
        probe('status', shell('exit 0'), 0),
        probe('stdout', shell('echo 87'), { type: 'regex', target: 'stdout', pattern: '^[0-9]{2}$' }),
        probe('statuses', shell('exit 2'), [1, 2]),
      ),
    );
    expect((await runExperiment(experiment, { processSignals: [] })).outcome).toBe('completed');
  });
});

describe('the provider http', () => {
  let url = '';
  const seen: { method: string | undefined; path: string | undefined; type: string | undefined; body: string }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, path: request.url, type: request.headers['content-type'], body });
    if (request.url === '/hang') return;
    if (request.url === '/large') return void response.end('x'.repeat(1_100_000));
    if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
    const type = request.url === '/text' ? 'text/plain' : 'application/json; charset=utf-8';
    response.writeHead(request.url === '/away' ? 503 : 200, { 'content-type': type, 'x-own': 'yes' });
    response.end(request.url === '/no-json' ? 'no json' : '{"ok":true}');
  }

  const server = createServer((request, response) => void answer(request, response));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const http = (path: string, others: object = {}) => ({ type: 'http', url: `${url}${path}`, ...others });

  test('answers with status, headers and body', async () => {
    expect(await answerOf(http('/'))).toMatchObject({ status: 200, headers: { 'x-own': 'yes' }, body: { ok: true } });
    expect(await answerOf(http('/text'))).toMatchObject({ body: '{"ok":true}' });
    expect(await answerOf(http('/no-json'))).toMatchObject({ body: 'no json' });
    expect(await answerOf(http('/moved'))).toMatchObject({ status: 200 });
  });

  test('takes a status of an error for an answer, unless another is expected', async () => {
    expect(await step(http('/away'))).toMatchObject({ status: 'succeeded' });
    expect(await step(http('/away', { expected_status: 503 }))).toMatchObject({ status: 'succeeded' });
    expect(await step(http('/away', { expected_status: 200 }))).toMatchObject({
      status: 'failed',
      error: 'Error: the answer has the status 503, expected 200',
    });
  });

  test.each<[others: object, sent: object]>([
    [{ arguments: { a: 'x y', b: 1 } }, { method: 'GET', path: '/?a=x+y&b=1', body: '' }],
    [
      { method: 'head', arguments: { a: 1 } },
      { method: 'HEAD', path: '/?a=1' },
    ],
    [{ method: 'POST' }, { method: 'POST', body: '' }],
    [
      { method: 'POST', arguments: null },
      { method: 'POST', body: '' },
    ],
    [
      { method: 'POST', arguments: { a: 'x y', deep: { b: 1 } } },
      { type: expect.stringMatching(/^application\/x-www-form-urlencoded/), body: 'a=x+y&deep=%7B%22b%22%3A1%7D' },
    ],
    [
      { method: 'post', headers: { 'Content-Type': 'application/json' }, arguments: { a: 1 } },
      { method: 'POST', type: 'application/json', body: '{"a":1}' },
    ],
    [
      { method: 'PUT', headers: { 'content-type': 'text/plain', 'x-n': 5 }, arguments: 'as it is' },
      { type: 'text/plain', body: 'as it is' },
    ],
  ])('sends %j', async (others, sent) => {
    await step(http('/', others));
    expect(seen.at(-1)).toMatchObject(sent);
  });

  test('fails when nobody listens, when it takes too long, and when the answer is too long', async () => {
    expect(await step({ type: 'http', url: 'http://127.0.0.1:1/' })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('fetch failed'),
    });
    expect(await step(http('/hang', { timeout: 0.1 }))).toMatchObject({
      status: 'failed',
      error: 'TimeoutError: It took longer than 100 ms.',
    });
    expect(await step(http('/hang', { timeout: [0.05, 0.1] }))).toMatchObject({
      error: 'TimeoutError: It took longer than 150 ms.',
    });
    expect(await step(http('/large'))).toMatchObject({
      status: 'failed',
      error: 'RangeError: the answer is longer than 1048576 bytes',
    });
  });
});
