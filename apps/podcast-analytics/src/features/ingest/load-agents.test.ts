import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sharedData } from '../../../test/shared-data.ts';
import { ourAgents } from '../../counting/agents/lists/our-agents.ts';
import { type AgentLists, createAgentMatcher, listNames } from '../../counting/agents/match-agent.ts';
import { loadAgents } from './load-agents.ts';

describe('loadAgents', () => {
  let folder: string;
  const write = (name: string, content: string) => writeFile(join(folder, name), content);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agents-'));
    for (const name of listNames) await write(`${name}.json`, JSON.stringify({ entries: [{ name, pattern: name }] }));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('reads the six files of a folder', async () => {
    const match = createAgentMatcher(await loadAgents(folder));
    expect(match('apps devices')).toEqual({ type: 'app', name: 'apps', device: { name: 'devices' } });
  });

  test('names every problem of every file at once', async () => {
    await write('bots.json', '{"entries":[{"name":"x","pattern":"("}]}');
    await write('apps.json', '{"entries":');
    await rm(join(folder, 'devices.json'));
    await expect(loadAgents(folder)).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(
          /(?=.*bots\.json: entries\.0\.pattern: Invalid)(?=.*apps\.json: )(?=.*devices\.json: ENOENT)/,
        ),
      }),
    );
  });
});

const official = sharedData('opawg-user-agents-v2');

describe.skipIf(official === undefined)('the examples of user-agents-v2', async () => {
  const lists = await loadAgents(official ?? '');
  const match = createAgentMatcher(lists);
  const ours = createAgentMatcher(ourAgents);
  const appExamples = examplesOf(lists, 'apps');

  test.each([
    ['bots', 'bot'],
    ['apps', 'app'],
    ['libraries', 'library'],
    ['browsers', 'browser'],
  ] as const)('are all named by the official %s', (list, type) => {
    const examples = examplesOf(lists, list);
    expect(examples.length).toBeGreaterThan(30);
    expect(
      examples.filter(({ name, example }) => match(example).name !== name || match(example).type !== type),
    ).toEqual([]);
  });

  test.each(['devices', 'referrers'] as const)('match the official %s that they belong to', (list) => {
    const entries = lists[list].entries.flatMap(({ pattern, examples = [] }) =>
      examples.map((example) => ({ pattern, example })),
    );
    expect(entries.length).toBeGreaterThan(30);
    expect(entries.filter(({ pattern, example }) => !new RegExp(pattern).test(example))).toEqual([]);
  });

  test('are named by our list in nine of ten cases of an app', () => {
    const named = appExamples.filter(({ name, example }) => {
      const agent = ours(example);
      return agent.type === 'app' && plain(agent.name) === plain(name);
    });
    expect(named.length / appExamples.length).toBeGreaterThanOrEqual(0.9);
  });

  test('are never called a bot by our list where they are of an app', () => {
    const bots = appExamples.filter(({ example }) => ours(example).type === 'bot' || ours(example).category === 'bot');
    expect(bots).toEqual([]);
  });

  test('are not called a bot by our list where they are of a browser', () => {
    expect(examplesOf(lists, 'browsers').filter(({ example }) => ours(example).type === 'bot')).toEqual([]);
  });

  test('are known by our list as automated in seven of ten cases of a bot', () => {
    const bots = examplesOf(lists, 'bots');
    const known = bots.filter(({ example }) => ours(example).type === 'bot' || ours(example).category === 'bot');
    expect(known.length / bots.length).toBeGreaterThanOrEqual(0.7);
  });
});

function examplesOf(lists: AgentLists, list: keyof AgentLists) {
  return lists[list].entries.flatMap(({ name, examples = [] }) => examples.map((example) => ({ name, example })));
}

/** The same name, spelled alike: "MoonFM" is "Moon FM". */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, '');
}
