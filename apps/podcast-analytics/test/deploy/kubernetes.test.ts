import { expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../../src/config.ts';
import { kubernetesProblems } from './kubernetes-types.ts';
import { readYaml } from './read-yaml.ts';
import { unknownSettings } from './settings.ts';

const labels = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
/** What of the pod is looked at here; the types of the API look at the rest. */
const podSpec = z.looseObject({
  terminationGracePeriodSeconds: z.number(),
  volumes: z.array(z.looseObject({ name: z.string() })),
  containers: z.tuple([
    z.looseObject({
      image: z.string(),
      ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
      envFrom: z.array(z.record(z.string(), z.object({ name: z.string() }))),
      livenessProbe: probe,
      readinessProbe: probe,
      startupProbe: probe,
      volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
    }),
  ]),
});
const statefulSet = z.looseObject({
  spec: z.looseObject({
    replicas: z.number(),
    serviceName: z.string(),
    selector: z.object({ matchLabels: labels }),
    template: z.object({ metadata: z.object({ labels }), spec: podSpec }),
    volumeClaimTemplates: z.array(z.looseObject({ metadata: z.object({ name: z.string() }) })),
  }),
});

const documents = readYaml('kubernetes/podcast-analytics.yaml');
const manifests = z
  .array(z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) }))
  .parse(documents);
const of = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
const { spec } = statefulSet.parse(of('StatefulSet'));
const pod = spec.template.spec;
const [container] = pod.containers;
const { data: settings } = z.looseObject({ data: labels }).parse(of('ConfigMap'));

test('each manifest is of the types of the Kubernetes API, which a field that they do not know breaks', () => {
  expect(kubernetesProblems(manifests)).toEqual([]);
  const misspelt = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: {}, spec: { ...spec, replica: 2 } };
  const [problem, ...others] = kubernetesProblems([misspelt]);
  expect(problem).toContain('"replica"\' does not exist');
  expect(others).toEqual([]);
});

test('two pods run as nobody, on a file system that is read-only, within limits', () => {
  expect(spec.replicas).toBe(2);
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(container).toMatchObject({
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { memory: '512Mi' } },
  });
  expect(container.image).toMatch(/:\d+\.\d+\.\d+$/);
});

test('a pod lives by its process, gets requests until it stops, and may lose one of two at a time', () => {
  expect([container.livenessProbe, container.startupProbe].map(({ httpGet }) => httpGet.path)).toEqual([
    '/health',
    '/health',
  ]);
  expect(container.readinessProbe.httpGet.path).toBe('/ready');
  const probes = [container.livenessProbe, container.startupProbe, container.readinessProbe];
  for (const { httpGet } of probes) expect(httpGet.port).toBe(container.ports[0].name);
  expect(of('PodDisruptionBudget')).toMatchObject({ spec: { minAvailable: spec.replicas - 1 } });
});

test('what refers to something finds it', () => {
  const own = { app: 'podcast-analytics' };
  expect(spec.template.metadata.labels).toEqual(own);
  expect(spec.selector.matchLabels).toEqual(own);
  expect(of('Service')).toMatchObject({
    metadata: { name: spec.serviceName },
    spec: { selector: own, ports: [{ targetPort: container.ports[0].name }] },
  });
  expect(of('PodDisruptionBudget')).toMatchObject({ spec: { selector: { matchLabels: own } } });
  expect(of('NetworkPolicy')).toMatchObject({
    spec: { podSelector: { matchLabels: own }, ingress: [{ ports: [{ port: container.ports[0].containerPort }] }] },
  });
  expect(container.envFrom).toContainEqual({ configMapRef: { name: of('ConfigMap')?.metadata.name } });
  const mounted = container.volumeMounts.map(({ name }) => name).sort();
  const there = [
    ...pod.volumes.map(({ name }) => name),
    ...spec.volumeClaimTemplates.map(({ metadata }) => metadata.name),
  ];
  expect(mounted).toEqual(there.sort());
});

test('the program starts in production with the settings of the pods, and reads every one of them', () => {
  expect(unknownSettings(Object.keys(settings))).toEqual([]);
  const off = { STRIPE_API_KEY: 'off', SENDGRID_API_KEY: 'off', OPENAI_API_KEY: 'off', PAGERDUTY_ROUTING_KEY: 'off' };
  const secrets = { ...off, SECRET_KEY: 'x'.repeat(44), BACKUP_KEY: Buffer.alloc(32, 1).toString('base64') };
  const DATABASE_URL = 'postgres://podcast:password@postgres:5432/podcast';
  const config = readConfig({ NODE_ENV: 'production', ...settings, ...secrets, DATABASE_URL });
  expect(config).toMatchObject({ trustProxy: 1, shutdownDelayMs: 5_000, redisUrl: 'redis://redis:6379' });
  // Requests are taken until the balancer has heard of it, and answered before the pod is killed.
  expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(config.shutdownDelayMs + 10_000);
  const written = container.volumeMounts.map(({ mountPath }) => mountPath);
  expect(written.some((path) => config.backups.folder.startsWith(`${path}/`))).toBe(true);
});

test('pods reach what their settings name, and nothing but TLS besides', () => {
  const { spec: policy } = z
    .looseObject({
      spec: z.looseObject({
        egress: z.array(
          z.object({ to: z.array(z.unknown()).optional(), ports: z.array(z.looseObject({ port: z.number() })) }),
        ),
      }),
    })
    .parse(of('NetworkPolicy'));
  const to = (app: string) =>
    policy.egress.find(({ to }) => JSON.stringify(to) === JSON.stringify([{ podSelector: { matchLabels: { app } } }]));
  expect(to('redis')?.ports).toEqual([{ port: Number(new URL(settings['REDIS_URL'] ?? '').port) }]);
  expect(to('kafka')?.ports).toEqual([{ port: Number(settings['KAFKA_BROKERS']?.split(':')[1]) }]);
  expect(to('postgres')?.ports).toEqual([{ port: 5432 }]);
  const open = policy.egress
    .filter((rule) => rule.to === undefined)
    .flatMap(({ ports }) => ports.map(({ port }) => port));
  expect([...new Set(open)].sort()).toEqual([443, 53]);
});
