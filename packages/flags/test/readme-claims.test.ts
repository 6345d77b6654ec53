// What the README says of flagd-core, and flagd-core.test.ts does not show.
import { execFileSync } from 'node:child_process';
import { FlagdCore } from '@openfeature/flagd-core';
import { expect, test } from 'vitest';
import { bool, eq, flagDocument } from '../src/build.ts';
import { createFlags, defineFlags } from '../src/index.ts';

const silent = { error() {}, warn() {}, info() {}, debug() {} };
const document = flagDocument([bool('it').when(eq('plan', 'pro'), 'on')]);

test('an empty object takes all flags of flagd-core, and none of ours', () => {
  const core = new FlagdCore(undefined, silent);
  core.setConfigurations(JSON.stringify(document));
  expect(core.getFlags().size).toBe(1);
  core.setConfigurations('{}');
  expect(core.getFlags().size).toBe(0);

  const flags = createFlags({ definitions: defineFlags({}), source: document });
  expect(flags.update('{}').ok).toBe(false);
  expect(flags.evaluate('it', { plan: 'pro' }).value).toBe(true);
});

test('flagd-core makes code from text, unless told otherwise', () => {
  const program = `
    import { FlagdCore } from '@openfeature/flagd-core';
    const silent = { error() {}, warn() {}, info() {}, debug() {} };
    const answers = [{}, { disableDynamicCodeGeneration: true }].map((options) => {
      const core = new FlagdCore(undefined, silent, options);
      core.setConfigurations(${JSON.stringify(JSON.stringify(document))});
      return core.resolveBooleanEvaluation('it', false, { plan: 'pro' });
    });
    console.log(JSON.stringify(answers));`;
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program];
  const options = { cwd: import.meta.dirname, encoding: 'utf8', timeout: 60_000 } as const;
  expect(JSON.parse(execFileSync(process.execPath, args, options))).toMatchObject([
    { errorCode: 'PARSE_ERROR' },
    { value: true },
  ]);
}, 60_000);
