import { expect, test } from 'vitest';
import { WrongInput } from '../command-line.ts';
import { type Report, runReportCommand } from '../run-report-command.ts';

const run = (report: (first: string, second: string) => Report, ...args: readonly string[]) =>
  runReportCommand(
    {
      name: 'scry-test',
      about: 'Works with files.',
      commands: [
        {
          name: 'diff',
          summary: 'Compares.',
          operands: ['a', 'b'],
          options: {},
          run: (_, ...files) => report(...files),
        },
      ],
      notes: ['The end.'],
    },
    args,
  );
const pair = (first: string, second: string): Report => ({ lines: [first, second], data: { first, second } });

test('prints the lines of a report, and its data when asked', () => {
  expect(run(pair, 'diff', 'x', 'y')).toEqual({ code: 0, stdout: 'x\ny\n', stderr: '' });
  expect(run(pair, 'diff', 'x', 'y', '--json')).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: '{\n  "first": "x",\n  "second": "y"\n}\n',
  });
});

test('ends with 1 when something was found', () => {
  expect(run(() => ({ lines: ['one'], data: [], failed: true }), 'diff', 'x', 'y').code).toBe(1);
});

test('prints its help, with the option that every command takes', () => {
  expect(run(pair).stdout).toContain('Works with files.');
  expect(run(pair, 'diff', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--json'), stderr: '' });
});

test('ends with 2 for what cannot be used, typed or read', () => {
  const refuse = (): Report => {
    throw new WrongInput('x cannot be read');
  };
  expect(run(refuse, 'diff', 'x', 'y')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('x cannot be read'),
  });
  expect(run(pair, 'diff', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('it takes <a> <b>, got x') });
});

test('passes on what is a fault of its own', () => {
  const fault = new Error('broken');
  const fail = (): Report => {
    throw fault;
  };
  expect(() => run(fail, 'diff', 'x', 'y')).toThrow(fault);
});
