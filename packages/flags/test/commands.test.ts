import { describe, expect, test, vi } from 'vitest';
import { all, bool, choice, eq, experiment, flagDocument, lt, schedule } from '../src/build.ts';
import { validateCommand } from '../src/commands/validate-command.ts';
import type { FlagDocument, JsonObject } from '../src/index.ts';
import { withFiles } from './command-files.ts';

const document = flagDocument([
  bool('new-dashboard', { owner: 'growth', expires: '2027-03-01' })
    .allow('userId', ['u1'])
    .when(all(eq('plan', 'pro'), lt('age', 18)), 'on')
    .rollout('on', 25),
  experiment('checkout').split({ control: 50, treatment: 50 }).enroll(20),
  choice('page-size', { small: 20, large: 100 }),
]);
const files = { 'f.json': document };

describe('the command', () => {
  const run = () => withFiles(files);

  test('shows what there is, and what each takes', () => {
    for (const args of [[], ['help'], ['--help']]) {
      const { code, out } = run()(...args);
      expect(code).toBe(0);
      for (const name of ['validate', 'explain', 'simulate', 'diff', 'stale', 'types'])
        expect(out).toContain(`  ${name} `);
    }
    const { code, out } = run()('diff', '--help');
    expect(code).toBe(0);
    expect(out).toContain('Usage: scry-flags diff <before.json> <after.json> [options]');
    expect(out).toContain('--max-moved <percent>');
  });

  test.each([
    [['validat'], 'there is no command validat, expected one of validate, explain'],
    [['validate'], 'it takes <flags.json>, got nothing'],
    [['validate', 'a', 'b'], 'it takes <flags.json>, got a b'],
    [['validate', '$f.json', '--strct'], "Unknown option '--strct'"],
    [['validate', '$none.json'], 'none.json cannot be read: ENOENT'],
    [['validate', '$broken.json'], 'broken.json is no JSON'],
    [['explain', '$empty.json', 'a'], 'empty.json is no flag document:\n- '],
    [['explain', '$list.json', 'a'], 'list.json is no flag document:\n- the document '],
    [['explain', '$f.json', 'nope'], 'there is no flag nope, expected one of new-dashboard, checkout, page-size'],
    [['explain', '$f.json', 'constructor'], 'there is no flag constructor'],
    [['explain', '$f.json', 'checkout', '--context', '{'], '--context is no JSON'],
    [['explain', '$f.json', 'checkout', '--context', '[]'], '--context must be a JSON object, got []'],
    [['explain', '$f.json', 'checkout', '--context', 'null'], '--context must be a JSON object, got null'],
    [['explain', '$f.json', 'checkout', '--context', '@$none.json'], 'none.json cannot be read'],
    [['explain', '$f.json', 'checkout', '--at', 'soon'], '--at must be a time in ISO 8601, got soon'],
    [['simulate', '$f.json', 'checkout', '--units', '0'], '--units must be an integer from 1 to 1000000, got 0'],
    [['simulate', '$f.json', 'checkout', '--units', '1e9'], '--units must be an integer from 1 to 1000000'],
    [['diff', '$f.json', '$f.json', '--max-moved', 'some'], '--max-moved must be a percentage from 0% to 100%'],
    [
      ['diff', '$f.json', '$f.json', '--max-moved', '101%'],
      '--max-moved must be a percentage from 0% to 100%, got 101%',
    ],
    [['stale', '$f.json', '--src', '$none'], '--src must be a folder that can be read, got none'],
  ])('refuses %j', (args, message) => {
    const { code, out, err } = withFiles({ ...files, 'empty.json': {}, 'list.json': [], 'broken.json': '{' })(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/\nSee scry-flags .*--help\.$/);
    expect([code, out]).toEqual([2, '']);
  });

  test('leaves an error of its own to be seen', () => {
    const broken = vi.spyOn(validateCommand, 'run').mockImplementation(() => expect.unreachable('a fault of ours'));
    expect(() => run()('validate', '$f.json')).toThrow('a fault of ours');
    broken.mockRestore();
  });

  test('prints to the streams of the process, and sets its exit code', async () => {
    const [write, complain] = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'scry-flags', 'validat']);
    write.mockReturnValue(true);
    complain.mockReturnValue(true);
    const before = process.exitCode;
    await import('../src/cli.ts');
    const { exitCode } = process;
    process.exitCode = before;
    const said = [write.mock.calls.at(-1)?.[0], complain.mock.calls.at(-1)?.[0]];
    vi.restoreAllMocks();
    expect(exitCode).toBe(2);
    expect(said).toEqual(['', expect.stringContaining('there is no command validat')]);
    const gone = new Error('nobody reads');
    expect([process.stdout.emit('error', gone), process.stderr.emit('error', gone)]).toEqual([true, true]); // listened to
  });
});

describe('validate', () => {
  const flagWith = (targeting: JsonObject, metadata = { scryBucketing: 'v2' }): FlagDocument => ({
    flags: { it: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting } },
    metadata,
  });
  const validate = (content: unknown, ...options: string[]) =>
    withFiles({ 'f.json': content })('validate', '$f.json', ...options);

  test('finds nothing in what the builder makes', () => {
    expect(validate(document, '--strict')).toMatchObject({ code: 0, out: '0 errors, 0 warnings' });
  });

  test('shows every fault of a document that is none, each with its path', () => {
    const { code, out } = validate({ flags: { a: { state: 'ON', variants: { on: true } }, b: 5 } });
    expect(code).toBe(1);
    expect(out).toContain('error at flags.a.state: ');
    expect(out).toContain('error at flags.b: ');
    expect(validate([]).out).toContain('error at the document: ');
  });

  test.each<[string, JsonObject, string]>([
    ['an order of what may be missing', { if: [{ '<': [{ var: 'age' }, 18] }, 'on'] }, 'takes a missing age for 0'],
    ['the same, with var as a list', { if: [{ '>=': [{ var: ['age'] }, 0] }, 'on'] }, 'takes a missing age for 0'],
    [
      'a guard of another attribute',
      { if: [{ and: [{ '!==': [{ var: 'size' }, null] }, { '<': [{ var: 'age' }, 18] }] }, 'on'] },
      'takes a missing age for 0',
    ],
    [
      'a guard that is none',
      { if: [{ and: [true, { '<': [{ var: 'age' }, 18] }] }, 'on'] },
      'takes a missing age for 0',
    ],
    ['an order of texts', { if: [{ '>': [1, '9'] }, 'on'] }, 'compares with the text "9"'],
    ['a rule that is none', { oh: [1] }, 'flags.it.targeting'],
  ])('warns of %s', (_, targeting, message) => {
    const { code, out } = validate(flagWith(targeting));
    expect(out).toContain(message);
    expect(code).toBe(0);
    expect(validate(flagWith(targeting), '--strict').code).toBe(1);
  });

  test.each<[string, JsonObject]>([
    ['a guard', { if: [{ and: [{ '!==': [{ var: 'age' }, null] }, { '<': [{ var: 'age' }, 18] }] }, 'on'] }],
    ['a guard by its truth', { if: [{ and: [{ '!!': { var: 'age' } }, { '<': [{ var: 'age' }, 18] }] }, 'on'] }],
    ['a value for what is missing', { if: [{ '<': [{ var: ['age', 99] }, 18] }, 'on'] }],
    ['the time', { if: [schedule('2026-11-27', '2026-11-30'), 'on'] }],
  ])('takes %s for enough', (_, targeting) => {
    expect(validate(flagWith(targeting), '--strict').out).toBe('0 errors, 0 warnings');
  });

  test('warns of a bucketing that is not pinned, where there are buckets', () => {
    const rollout: JsonObject = {
      fractional: [
        ['on', 1],
        ['off', 1],
      ],
    };
    expect(validate(flagWith(rollout, {} as never)).out).toContain('warning at metadata.scryBucketing: is missing');
    const { metadata: _, ...bare } = flagWith(rollout);
    expect(validate(bare).out).toContain('metadata.scryBucketing');
    expect(validate({ flags: {} }).out).toBe('0 errors, 0 warnings');
  });

  test('looks at shared rules too, and prints data', () => {
    const shared = {
      ...flagWith({ if: [{ $ref: 'young' }, 'on'] }),
      $evaluators: { young: { '<': [{ var: 'age' }, 18] } },
    };
    const { out } = validate(shared, '--json');
    expect(JSON.parse(out)).toEqual([
      { severity: 'warning', path: '$evaluators.young.<', message: expect.stringContaining('age') },
    ]);
  });
});

describe('explain', () => {
  const run = () => withFiles({ ...files, 'mona.json': { targetingKey: 'mona', userId: 'u1' } });

  test('shows which rule decided', () => {
    const { code, out } = run()('explain', '$f.json', 'new-dashboard', '--context', '@$mona.json');
    expect(code).toBe(0);
    expect(out).toMatch(/^new-dashboard is on \(true\): TARGETING_MATCH\n/);
  });

  test('shows in which bucket a unit is', () => {
    const { out } = run()('explain', '$f.json', 'checkout', '--context', '{"targetingKey":"u7"}');
    expect(out).toMatch(/, at \d+\.\d{3} %/);
    expect(JSON.parse(run()('explain', '$f.json', 'checkout', '--json').out)).toMatchObject({
      variant: 'control',
      reason: 'DEFAULT',
    });
  });

  test('shows a flag that leaves it to the caller, and another time', () => {
    const off = flagDocument([
      bool('it', { disabled: true }),
      bool('sale').when(schedule('2026-11-27', '2026-11-30'), 'on'),
    ]);
    const asked = withFiles({ 'f.json': off });
    expect(asked('explain', '$f.json', 'it').out).toBe("it is the caller's own value: DISABLED");
    expect(asked('explain', '$f.json', 'sale', '--at', '2026-11-28').out).toContain('sale is on (true)');
    expect(asked('explain', '$f.json', 'sale', '--at', '2026-12-28').out).toContain('sale is off (false)');
  });
});

describe('simulate', () => {
  test('shows who gets what, and why', () => {
    const { code, out } = withFiles(files)('simulate', '$f.json', 'checkout', '--units', '20000');
    expect(code).toBe(0);
    const [head, ...rows] = out.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(head).toEqual(['variant', 'reason', 'units', 'share']);
    expect(rows.map(([variant, reason]) => `${variant} ${reason}`).sort()).toEqual([
      'control DEFAULT',
      'control TARGETING_MATCH',
      'treatment TARGETING_MATCH',
    ]);
    expect(rows[0]?.[3]).toMatch(/^(79|80)\.\d\d %$/);
  });

  test('takes a context and a time, and prints data', () => {
    const ramp = flagDocument([bool('it').ramp('on', '2026-11-01', '2026-11-11', { when: eq('plan', 'pro') })]);
    const run = withFiles({ 'f.json': ramp });
    const ask = ['simulate', '$f.json', 'it', '--units', '1000', '--json', '--at', '2027-01-01'];
    expect(JSON.parse(run(...ask, '--context', '{"plan":"pro"}').out)).toEqual([
      { variant: 'on', reason: 'TARGETING_MATCH', units: 1_000 },
    ]);
    expect(JSON.parse(run(...ask).out)).toEqual([{ variant: 'off', reason: 'DEFAULT', units: 1_000 }]);
  });

  test('shows a flag that leaves it to the caller', () => {
    const run = withFiles({ 'f.json': flagDocument([bool('it', { disabled: true })]) });
    expect(run('simulate', '$f.json', 'it').out).toContain("(the caller's own)  DISABLED  10000  100.00 %");
  });
});
