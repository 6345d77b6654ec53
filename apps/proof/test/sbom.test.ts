import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from 'vitest';
import { readPackages } from '../src/package.ts';
import { billsOfMaterials } from '../src/sbom.ts';

interface Bill {
  readonly metadata: { readonly component: { readonly purl: string; readonly type: string } };
  readonly components?: readonly { readonly purl: string; readonly licenses?: readonly unknown[] }[];
}

const bills = billsOfMaterials();
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
const readBill = (name: string): Bill => JSON.parse(bills.find((bill) => bill.name === name)?.text ?? '');
const componentsOf = (name: string) => (readBill(name).components ?? []).map(({ purl }) => purl.replace(/@[^@]*$/, ''));

test('there is a bill of every published package and of the application', () => {
  expect(bills.map(({ name }) => name)).toEqual([...readPackages().map(({ name }) => name), 'podcast-analytics']);
});

test.each(bills)('the bill of $name holds to the schema of CycloneDX', async ({ name, text }) => {
  expect(await validator.validate(text)).toBeNull();
  const { component } = readBill(name).metadata;
  expect(component.purl).toContain(`pkg:npm/${name.replace('@', '%40')}@`);
  expect(component.type).toBe(name.startsWith('@scry/') ? 'library' : 'application');
});

test('the schema refuses what is no bill', async () => {
  const [text] = bills.map((bill) => bill.text.replace('"bomFormat": "CycloneDX"', '"bomFormat": "Other"'));
  expect(await validator.validate(text ?? '')).not.toBeNull();
});

test('packages without dependencies are made of nothing, and audit of redact', () => {
  expect(componentsOf('@scry/retry')).toEqual([]);
  expect(componentsOf('@scry/audit')).toEqual(['pkg:npm/%40scry/redact']);
});

test('the application is made of all packages and of what it runs on, each with a licence', () => {
  const components = componentsOf('podcast-analytics');
  const packages = readPackages().map(({ shortName }) => `pkg:npm/%40scry/${shortName}`);
  expect(components).toEqual(expect.arrayContaining([...packages, 'pkg:npm/hono', 'pkg:npm/pg', 'pkg:npm/zod']));
  expect(components).not.toContain('pkg:npm/vitest');
  const unlicensed = readBill('podcast-analytics').components?.filter(({ licenses = [] }) => licenses.length === 0);
  expect(unlicensed).toEqual([]);
});
