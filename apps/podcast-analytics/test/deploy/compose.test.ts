import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../../src/config.ts';
import { deploy, readYaml } from './read-yaml.ts';
import { unknownSettings } from './settings.ts';

/** What of a service is looked at here; the schema of the specification looks at the rest. */
const service = z.looseObject({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.unknown()).default({}),
});
const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

const [document] = readYaml('compose.yaml');
const { services, secrets, volumes } = composeFile.parse(document);
const apps = Object.entries(services).filter(([, { build }]) => build);
const mounts = Object.values(services).flatMap((each) => each.volumes.map((volume) => volume.split(':')));

function compose(changed: object): readonly string[] {
  const path = join(dirname(fileURLToPath(import.meta.resolve('dclint/package.json'))), 'schemas/compose.schema.json');
  const { $schema: _, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  ajv.validate(schema, changed);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the file is one by the schema of the Compose Specification, which a field that it does not know breaks', () => {
  const whole = z.looseObject({ services: z.looseObject({}) }).parse(document);
  expect(compose(whole)).toEqual([]);
  const misspelt = { ...whole, services: { ...whole.services, redis: { image: 'redis:7', read_onli: true } } };
  expect(compose(misspelt)).toEqual(['/services/redis must NOT have additional properties']);
});

test('two servers run without rights, on a file system that is read-only, within limits', () => {
  expect(apps.map(([name]) => name)).toEqual(['app-1', 'app-2']);
  for (const [, app] of apps) {
    expect(app).toMatchObject({
      ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], tmpfs: ['/tmp'] },
      ...{ mem_limit: '1g', pids_limit: 200, restart: 'unless-stopped', stop_grace_period: '30s' },
      depends_on: { postgres: { condition: 'service_healthy' } },
    });
  }
});

test('every image but ours is of a version, and ours is built from a file that is there', () => {
  for (const [name, { image, build }] of Object.entries(services)) {
    if (build) expect(existsSync(join(deploy, build.context, build.dockerfile)), name).toBe(true);
    else expect(image, name).toMatch(/:v?\d+(\.\d+)*(-\w+)?$/);
  }
});

test('what is mounted, waited for and kept secret is there', () => {
  for (const [source = ''] of mounts) {
    if (source.startsWith('.')) expect(existsSync(join(deploy, source)), source).toBe(true);
    else expect(Object.keys(volumes)).toContain(source);
  }
  for (const each of Object.values(services)) {
    for (const name of Object.keys(each.depends_on)) expect(Object.keys(services)).toContain(name);
    for (const name of each.secrets) expect(Object.keys(secrets)).toContain(name);
  }
  expect(Object.keys(volumes).sort()).toEqual(
    [...new Set(mounts.flatMap(([source = '']) => (source.startsWith('.') ? [] : [source])))].sort(),
  );
  const [ignored] = readFileSync(join(deploy, '.gitignore'), 'utf8').split('\n');
  for (const { file } of Object.values(secrets)) expect(file).toMatch(new RegExp(`^\\./${ignored}`));
});

test('the program starts in production with the settings of each server, and reads every one of them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scry-compose-'));
  const contents: Readonly<Record<string, string>> = {
    database_url: 'postgres://podcast:password@postgres:5432/podcast',
    secret_key: 'x'.repeat(44),
    backup_key: Buffer.alloc(32, 1).toString('base64'),
  };
  const configs = apps.map(([, { environment, secrets: own }]) => {
    expect(unknownSettings(Object.keys(environment))).toEqual([]);
    const env = Object.entries(environment).map(([name, value]) => {
      if (!value.startsWith('/run/secrets/')) return [name, value];
      const secret = value.slice('/run/secrets/'.length);
      expect(own).toContain(secret);
      writeFileSync(join(folder, secret), contents[secret] ?? '');
      return [name, join(folder, secret)];
    });
    return readConfig({ NODE_ENV: 'production', ...Object.fromEntries(env) });
  });
  rmSync(folder, { recursive: true });
  expect(configs.map(({ shutdownDelayMs }) => shutdownDelayMs)).toEqual([2_000, 2_000]);
  // Each keeps its own: what waits on the disk of the one is in no backup of the other.
  expect(configs.map(({ backups }) => backups.folder)).toEqual(['/backups/app-1', '/backups/app-2']);
  expect(new Set(configs.map(({ backups }) => backups.dailyAt)).size).toBe(2);
});
