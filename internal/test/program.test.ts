import { expect, test } from 'vitest';
import { type CommandLine, WrongInput } from '../command-line.ts';
import { isWrongInput, type Program, readArguments, refusalOf } from '../program.ts';

const lint = {
  name: 'lint',
  summary: 'Finds faults.',
  operands: ['file'],
  options: { rule: { value: 'name', description: 'one of them' }, quiet: { description: 'say less' } },
};
const list = { name: 'list', summary: 'Lists.', operands: [], options: {} };
const program: Program<CommandLine> = {
  name: 'scry-test',
  about: 'Works with files.',
  commands: [lint, list],
  options: { json: { description: 'print data' } },
  notes: ['The end.'],
};

test('reads operands, the last value of an option, and all of them', () => {
  const asked = readArguments(program, ['lint', 'a.txt', '--rule', 'x', '--rule=y', '--json']);
  expect(asked).toMatchObject({ command: lint, typed: { operands: ['a.txt'], options: { rule: 'y', json: 'true' } } });
  if (!('typed' in asked)) throw new Error('a command was asked for');
  expect(asked.typed.all('rule')).toEqual(['x', 'y']);
  expect(asked.typed.all('quiet')).toEqual([]);
});

test.each([[[]], [['help']], [['--help']]])('lists its commands for %j', (args) => {
  expect(readArguments(program, args)).toEqual({
    help: 'Works with files.\n\nUsage: scry-test <command> [options]\n\nCommands:\n  lint       Finds faults.\n  list       Lists.\n\nThe end.\n',
  });
});

test('tells what a command takes', () => {
  const { help } = readArguments(program, ['lint', '--help']) as { help: string }; // help is what was asked for
  expect(help).toMatch(/^Finds faults\.\n\nUsage: scry-test lint <file> \[options\]\n/);
  for (const option of ['--rule <name>', '--quiet', '--json', '--help']) expect(help).toContain(`  ${option} `);
});

test.each([
  [['lint'], 'it takes <file>, got nothing\nSee scry-test lint --help.'],
  [['lint', 'a', 'b'], 'it takes <file>, got a b\nSee scry-test lint --help.'],
  [['lint', 'a', '--colour'], "Unknown option '--colour'"],
  [['list', 'a'], 'it takes no operand, got a\nSee scry-test list --help.'],
  [['mend'], 'there is no command mend, expected one of lint, list\nSee scry-test --help.'],
])('refuses %j', (args, message) => {
  let refused: unknown;
  try {
    readArguments(program, args);
  } catch (error) {
    refused = error;
  }
  if (!isWrongInput(refused)) throw new Error('it was refused for what was typed');
  expect(refusalOf(program, args, refused)).toContain(message);
  expect(refusalOf(program, args, refused)).toMatch(/^scry-test: /);
});

test('leads to its own help where nothing was typed', () => {
  expect(refusalOf(program, [], new WrongInput('nothing to do'))).toBe(
    'scry-test: nothing to do\nSee scry-test --help.\n',
  );
});

test('takes no other error for wrong input', () => {
  expect(isWrongInput(new WrongInput('x'))).toBe(true);
  expect([new Error('x'), new TypeError('x'), 'x', undefined].some(isWrongInput)).toBe(false);
});
