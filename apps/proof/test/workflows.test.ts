import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../src/package.ts';
import { workflowFaults } from '../src/workflow-rules.ts';

const folder = join(root, '.github/workflows');

test.each(readdirSync(folder))('%s uses pinned actions and asks for no more rights than it needs', (name) => {
  expect(workflowFaults(name, readFileSync(join(folder, name), 'utf8'))).toEqual([]);
});

describe('the rules of workflows', () => {
  const commit = '3d3c42e5aac5ba805825da76410c181273ba90b1';
  const sound = [
    'permissions: {}',
    'jobs:',
    '  build:',
    '    permissions: { contents: read }',
    '    steps:',
    `      - uses: actions/checkout@${commit} # v6.0.1`,
    '  publish:',
    '    needs: build',
    '    permissions: { contents: write, id-token: write }',
    '    steps: []',
  ].join('\n');

  test('find nothing in a sound one', () => {
    expect(workflowFaults('ci.yml', sound)).toEqual([]);
  });

  test.each([
    ['a tag', sound.replace(`${commit} # v6.0.1`, 'v6'), /not pinned .* uses: actions\/checkout@v6$/],
    ['a short commit', sound.replace(commit, commit.slice(0, 12)), /not pinned/],
    ['a commit without its version', sound.replace(' # v6.0.1', ''), /not pinned/],
    ['rights for all jobs', sound.replace('permissions: {}', 'permissions: { contents: read }'), /must be \{\} on top/],
    ['no word about rights', sound.replace('permissions: {}', ''), /must be \{\} on top/],
    [
      'a job that does not say its rights',
      sound.replace('    permissions: { contents: read }\n', ''),
      /job build does not say/,
    ],
    [
      'an early job that may write',
      sound.replace('contents: read', 'id-token: write'),
      /job build may write, but only the last/,
    ],
    [
      'two jobs that may write',
      `${sound}\n  tag:\n    permissions: { contents: write }`,
      /publish and tag may write, but only one/,
    ],
    ['an early job that may do all', sound.replace('{ contents: read }', 'write-all'), /job build may write/],
  ])('complain of %s', (_, text, fault) => {
    expect(workflowFaults('ci.yml', text)).toContainEqual(expect.stringMatching(fault));
  });
});
