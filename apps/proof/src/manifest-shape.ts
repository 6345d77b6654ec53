// One package.json for all packages: the same fields in the same order, the same scripts, exports of one form.
import type { Package } from './package.ts';

const fields = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'repository',
  'type',
  'sideEffects',
  'engines',
  'files',
  'main',
  'types',
  'bin',
  'exports',
  'scripts',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'devDependencies',
  'publishConfig',
];
const optional = ['bin', 'dependencies', 'peerDependencies', 'peerDependenciesMeta', 'devDependencies'];

export function manifestFaults({ manifest, shortName, entries }: Package): string[] {
  const constants = {
    name: `@scry/${shortName}`,
    license: 'MIT',
    repository: {
      type: 'git',
      url: 'git+https://github.com/scry-js/scry.git',
      directory: `packages/${shortName}`,
    },
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    files: ['dist', 'CHANGELOG.md'],
    main: './dist/index.cjs',
    types: './dist/index.d.cts',
    exports: expectedExports(entries.map(({ subpath }) => subpath)),
    scripts: { build: 'tsup', typecheck: 'tsc', test: 'vitest run' },
    publishConfig: { access: 'public', provenance: true },
  };
  const wrong = Object.entries(constants)
    .filter(([field, expected]) => JSON.stringify(manifest[field]) !== JSON.stringify(expected))
    .map(([field, expected]) => `${field} must be ${JSON.stringify(expected)}, got ${JSON.stringify(manifest[field])}`);
  return [...fieldFaults(Object.keys(manifest)), ...wrong];
}

function fieldFaults(found: readonly string[]): string[] {
  const known = found.filter((field) => fields.includes(field));
  const inOrder = fields.filter((field) => found.includes(field));
  return [
    ...fields
      .filter((field) => !found.includes(field) && !optional.includes(field))
      .map((field) => `${field} is missing`),
    ...found.filter((field) => !fields.includes(field)).map((field) => `${field} is no field of this house`),
    ...(known.join() === inOrder.join() ? [] : [`the fields must stand in this order: ${inOrder.join(', ')}`]),
  ];
}

/** `.` first, subpaths by the alphabet, `./package.json` last; types before default, or TypeScript never sees them. */
function expectedExports(subpaths: readonly string[]): Record<string, unknown> {
  const ordered = ['.', ...subpaths.filter((subpath) => subpath !== '.').sort()];
  const conditions = ordered.map((subpath) => {
    const name = subpath === '.' ? 'index' : subpath.slice(2);
    return [
      subpath,
      {
        '@scry/source': `./src/${name}.ts`,
        import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
        require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
      },
    ];
  });
  return { ...Object.fromEntries(conditions), './package.json': './package.json' };
}
