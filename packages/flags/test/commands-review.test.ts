import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { all, bool, choice, eq, experiment, flagDocument, schedule } from '../src/build.ts';
import type { FlagDocument } from '../src/index.ts';
import { withFiles } from './command-files.ts';

describe('diff', () => {
  const grown = flagDocument([
    bool('new-dashboard').rollout('on', 30),
    experiment('checkout').split({ control: 50, treatment: 50 }).enroll(20),
    choice('theme', { light: 'a', dark: 'b' }),
  ]);
  const before = flagDocument([
    bool('new-dashboard').rollout('on', 10),
    experiment('checkout').split({ control: 50, treatment: 50 }).enroll(20),
    choice('page-size', { small: 20, large: 100 }),
  ]);
  const run = () => withFiles({ 'a.json': before, 'b.json': grown });

  test('shows who moves from where to where, and what comes and goes', () => {
    const { code, out } = run()('diff', '$a.json', '$b.json');
    expect(code).toBe(0);
    expect(out).toMatch(/^changed new-dashboard: (19|20)\.\d\d % of the units move\n {2}off -> on: (19|20)\.\d\d %$/m);
    expect(out).toContain("removed page-size: 100.00 % of the units move\n  small -> (the caller's own): 100.00 %");
    expect(out).toContain('added theme\n');
    expect(out).not.toContain('checkout');
    expect(out).toContain('3 flags move somebody or come and go, 0 of them more than allowed');
  });

  test('holds a budget', () => {
    const over = run()('diff', '$a.json', '$b.json', '--max-moved', '0.1%');
    expect(over).toMatchObject({ code: 1, out: expect.stringContaining('OVER BUDGET new-dashboard: ') });
    expect(over.out).toContain('2 of them more than allowed');
    expect(run()('diff', '$a.json', '$b.json', '--max-moved', '100').code).toBe(0);
    expect(run()('diff', '$a.json', '$a.json', '--max-moved', '0%')).toMatchObject({ code: 0 });
  });

  test('looks at both documents at one time', () => {
    const ramp = flagDocument([bool('new-dashboard').ramp('on', '2026-01-01', '2026-01-02')]);
    const start = Date.parse('2026-01-01');
    const now = vi
      .spyOn(Date, 'now')
      .mockImplementation(() => start + ((now.mock.calls.length * 7_919_000) % 86_400_000));
    onTestFinished(() => now.mockRestore());
    const { code, out } = withFiles({ 'a.json': ramp })('diff', '$a.json', '$a.json', '--max-moved', '0%');
    expect([code, out]).toEqual([0, '0 flags move somebody or come and go, 0 of them more than allowed']);
  });

  test('sees that a test with one draw switches half of its users as it grows, and one with two draws none', () => {
    const naive = (percent: number): FlagDocument => ({
      flags: {
        it: {
          state: 'ENABLED',
          variants: { a: 'a', b: 'b', off: 'off' },
          defaultVariant: 'off',
          targeting: {
            fractional: [
              ['a', percent],
              ['b', percent],
              ['off', 100 - 2 * percent],
            ],
          },
        },
      },
    });
    const flowsOf = (from: FlagDocument, to: FlagDocument): { from: string; to: string; share: number }[] => {
      const { out } = withFiles({ 'a.json': from, 'b.json': to })('diff', '$a.json', '$b.json', '--json');
      return JSON.parse(out)[0].flows;
    };
    expect(flowsOf(naive(10), naive(20)).find(({ from, to }) => from === 'b' && to === 'a')?.share).toBeCloseTo(0.1, 1);
    const two = (percent: number) => flagDocument([experiment('it').split({ a: 1, b: 1 }).enroll(percent)]);
    expect(flowsOf(two(20), two(40)).map(({ from, to }) => `${from} ${to}`)).toEqual(['a b']); // from the default
  });

  test('allows as many as it is told, and no more', () => {
    const files = withFiles({
      'a.json': flagDocument([bool('it')]),
      'b.json': flagDocument([bool('it', { default: 'on' })]),
    });
    const moving = (share: string) => files('diff', '$a.json', '$b.json', '--max-moved', share);
    expect(moving('100')).toMatchObject({ code: 0, out: expect.stringContaining(', 0 of them more than allowed') });
    expect(moving('99')).toMatchObject({ code: 1, out: expect.stringMatching(/^OVER BUDGET it: 100\.00 % /) });
    expect(moving('100').out).not.toContain('OVER BUDGET');
  });

  test('takes a context and a time', () => {
    const sale = flagDocument([bool('it').when(all(eq('plan', 'pro'), schedule('2026-11-27', '2026-11-30')), 'on')]);
    const asked = withFiles({ 'a.json': flagDocument([bool('it')]), 'b.json': sale });
    const options = ['--units', '10', '--context', '{"plan":"pro"}', '--max-moved', '0'];
    expect(asked('diff', '$a.json', '$b.json', ...options, '--at', '2026-11-28').code).toBe(1);
    expect(asked('diff', '$a.json', '$b.json', ...options, '--at', '2026-12-28').code).toBe(0);
  });
});

describe('stale', () => {
  const old = flagDocument([
    bool('expired', { owner: 'growth', expires: '2026-01-31' }).rollout('on', 50),
    bool('finished').rollout('on', 100),
    bool('plain'),
    bool('off', { disabled: true }).rollout('on', 50),
    bool('live', { expires: '2030-01-01' }).rollout('on', 50),
    bool('ruled').when(eq('plan', 'pro'), 'on'),
  ]);
  const at = ['--at', '2026-06-01'];

  test('finds what is past its day, and what decides nothing', () => {
    const { code, out } = withFiles({ 'f.json': old })('stale', '$f.json', ...at);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'expired (growth): it was to be gone by 2026-01-31',
      'finished: it gives everybody the same',
      'plain: it gives everybody the same',
      'off: it gives everybody the same',
      '4 stale flags',
    ]);
  });

  test('finds what no source names, without what was installed or built', () => {
    const run = withFiles({
      'f.json': flagDocument([
        bool('live').rollout('on', 50),
        bool('gone').rollout('on', 50),
        bool('deep').rollout('on', 5),
      ]),
      'src/app.ts': "flags.on('live')",
      'src/a/b/page.tsx': 'flags.on("deep")',
      'src/node_modules/x/index.js': "'gone'",
      'src/.cache/x.js': "'gone'",
      'src/notes.md': "'gone'",
      'src/bundle.js': `'gone'${' '.repeat(1_100_000)}`,
    });
    const { code, out } = run('stale', '$f.json', '--src', '$src', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([{ key: 'gone', reasons: ['no source names it'] }]);
  });

  test('finds nothing where there is nothing', () => {
    const flags = flagDocument([bool('live').rollout('on', 50)]);
    expect(withFiles({ 'f.json': flags })('stale', '$f.json')).toMatchObject({ code: 0, out: '0 stale flags' });
  });

  test('takes a roll-out by an attribute for one that decides', () => {
    const fractional = [{ var: 'plan' }, ['on', 50], ['off', 50]];
    const flags = {
      it: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional } },
    };
    expect(withFiles({ 'f.json': { flags } })('stale', '$f.json').code).toBe(0);
    const ended = { it: { ...flags.it, targeting: { fractional: [['on'], ['off', 0]] } } };
    expect(withFiles({ 'f.json': { flags: ended } })('stale', '$f.json').code).toBe(1);
  });
});

describe('types', () => {
  const odd: FlagDocument = {
    flags: {
      newDashboard: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' },
      'page-size': { state: 'ENABLED', variants: { small: 20, large: 100 }, defaultVariant: 'large' },
      theme: { state: 'ENABLED', variants: { a: 'light', b: "d'ark\n", c: 'light' } },
      limits: { state: 'ENABLED', variants: { tight: { most: 1 } }, defaultVariant: 'tight' },
      'it\'s "odd"': { state: 'ENABLED', variants: { x: 0 }, defaultVariant: null },
      ['__proto__']: { state: 'ENABLED', variants: { x: true } },
    },
  };

  test('prints what defineFlags takes', () => {
    const { code, out } = withFiles({ 'f.json': odd })('types', '$f.json');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      "import { defineFlags, flag } from '@scry/flags';",
      '',
      'export const definitions = defineFlags({',
      '  newDashboard: flag.boolean(false),',
      "  'page-size': flag.number(100),",
      "  theme: flag.string('light', ['light', 'd\\'ark\\n']),",
      '  limits: flag.json({"most":1}),',
      "  'it\\'s \"odd\"': flag.number(0),",
      "  ['__proto__']: flag.boolean(true),",
      '});',
    ]);
    expect(JSON.parse(withFiles({ 'f.json': odd })('types', '$f.json', '--json').out)).toMatchObject({
      'page-size': 'flag.number(100)',
    });
  });

  test('prints a program that runs', () => {
    const { out } = withFiles({ 'f.json': odd })('types', '$f.json');
    const program = `${out}\nconsole.log(JSON.stringify(Object.keys(definitions.declarations)));`;
    const args = [
      '--conditions=@scry/source',
      '--experimental-strip-types',
      '--no-warnings',
      '--input-type=module-typescript',
    ];
    const options = { cwd: join(import.meta.dirname, '..'), encoding: 'utf8', timeout: 60_000 } as const;
    const printed = execFileSync(process.execPath, [...args, '-e', program], options);
    expect(JSON.parse(printed)).toEqual(Object.keys(odd.flags));
  }, 60_000);
});
