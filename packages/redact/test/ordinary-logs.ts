import { type Seeded, seeded } from './seeded.ts';

const hex = '0123456789abcdef';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const words = ['request', 'cache', 'worker', 'queue', 'basic', 'bearer', 'session', 'token', 'monkey', 'public_key'];
const files = ['server.ts', 'UserRepository.java', 'main.go', 'handler_test.py', 'index.html', 'style.min.css'];

type Line = (random: Seeded) => string;

const digits = (random: Seeded, length: number): string => random.text('0123456789', length);
const id = (random: Seeded): string => random.text(hex, 32);
const uuid = (random: Seeded): string => id(random).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-a$4-$5');
const word = (random: Seeded): string => random.pick(words);
const address = (random: Seeded): string => Array.from({ length: 4 }, () => random.integer(1, 254)).join('.');
const seconds = (random: Seeded): number => random.integer(1_500_000_000, 1_800_000_000);
const time = (random: Seeded): string => new Date(seconds(random) * 1000 + random.integer(0, 999)).toISOString();

const lines: readonly Line[] = [
  // Servers of the web, of containers and of systems.
  (r) =>
    `${address(r)} - - [22/Nov/2026:10:${digits(r, 2)}:01 +0000] "GET /v1/users/${r.integer(1, 1e9)}?page=${r.integer(1, 99)} HTTP/1.1" 200 ${r.integer(1, 1e7)} "-" "Mozilla/5.0 (X11; Linux x86_64; rv:109.0)"`,
  (r) =>
    `I1122 10:15:${digits(r, 2)}.${digits(r, 6)}   ${r.integer(1, 99_999)} reflector.go:${r.integer(1, 999)}] ${word(r)} list ${uuid(r)}`,
  (r) =>
    `Nov 22 10:15:01 host-${r.integer(1, 99)} kernel: [${digits(r, 6)}.${digits(r, 6)}] eth0: ${r.text(hex, 12).replace(/(..)(?=.)/g, '$1:')} link up`,
  (r) =>
    `${time(r)} INFO dfs.DataNode$PacketResponder: PacketResponder ${r.integer(0, 3)} for block blk_${r.pick(['', '-'])}${digits(r, 19)} terminating`,
  (r) =>
    `nova.osapi_compute.wsgi.server [req-${uuid(r)} ${id(r)} ${id(r)} - - -] ${address(r)} "GET /v2/${id(r)}/servers/detail HTTP/1.1" status: 200 len: 1893 time: 0.${digits(r, 7)}`,
  (r) => `docker pull registry.example/app@sha256:${id(r)}${id(r)} in ${r.next() * 100}s`,
  // Applications.
  (r) =>
    JSON.stringify({
      level: 30,
      time: seconds(r) * 1000,
      pid: r.integer(1, 65_535),
      reqId: uuid(r),
      ms: r.next() * 1e4,
      msg: `${word(r)} done`,
    }),
  (r) =>
    JSON.stringify({
      ts: time(r),
      trace_id: id(r),
      span_id: r.text(hex, 16),
      input_token_count: r.integer(1, 1e6),
      ok: true,
      n: r.next(),
    }),
  (r) =>
    `${time(r)} [${word(r)}] offset=1${digits(r, 15)} lag=${r.integer(0, 1e6)} partition=${r.integer(0, 63)} ts_us=1${digits(r, 15)} ts_ns=1${digits(r, 18)}`,
  (r) =>
    `assumed role arn:aws:iam::1${digits(r, 11)}:role/${word(r)} in ${r.integer(1, 999)} ms, basic authentication is off, bearer authentication-required`,
  (r) =>
    `event 1${digits(r, 18)} from user 9${digits(r, 17)} at ${seconds(r)} ${seconds(r)} ${seconds(r)}.${digits(r, 6)}`,
  // Stack traces, queries, versions, paths and hashes.
  (r) =>
    `    at ${word(r)}.handle (/srv/app/node_modules/@scope/pkg/dist/${r.pick(files)}:${r.integer(1, 9999)}:${r.integer(1, 200)})`,
  (r) =>
    `	at com.example.${word(r)}.Handler$$Lambda$${r.integer(1, 999)}/0x${r.text(hex, 16)}.run(${r.pick(files)}:${r.integer(1, 999)}) [app-1.2.${r.integer(0, 99)}.jar:?]`,
  (r) =>
    `SELECT "id", "name" FROM "users" WHERE "id" IN (${Array.from({ length: 5 }, () => r.integer(1, 1e9)).join(', ')}) AND password=$1 AND token=? LIMIT 10 -- ${r.next()}`,
  (r) =>
    `UPDATE users SET password=:password, login_at='2026-11-22 10:15:${digits(r, 2)}.${digits(r, 6)}+00' WHERE email = $2`,
  (r) =>
    `added ${r.integer(1, 999)} packages: lodash@4.17.${r.integer(0, 99)}, @types/node@24.${r.integer(0, 20)}.0-beta.rc, typescript@6.0.3+build.${digits(r, 12)}`,
  (r) =>
    `commit ${r.text(hex, 40)} (HEAD -> main) ${r.pick(files)} | ${r.integer(1, 999)} +++--- from git@github.com:scry-js/scry.git`,
  (r) =>
    `/var/lib/${word(r)}/${r.text(hex, 2)}/${r.text(hex, 38)}-${digits(r, 10)}.tmp (${r.integer(1, 1e9)} bytes, md5 ${id(r)})`,
  (r) =>
    `C:\\Users\\app\\AppData\\Local\\${word(r)}\\{${uuid(r).toUpperCase()}}\\${digits(r, 8)}_${digits(r, 10)} HRESULT = 0x${r.text(hex, 8)}`,
  // Numbers of all kinds, tables, and images in base64.
  (r) =>
    `gauge{le="0.005"} ${r.next()} ${r.next() * 1e-9} ${r.next() * 1e11} -${r.next()} ${digits(r, 4)}.${digits(r, 14)}`,
  (r) => Array.from({ length: 8 }, () => r.text(hex, 4)).join(' '),
  (r) =>
    `order 2026-${digits(r, 5)}-${digits(r, 4)} EUR ${digits(r, 3)}.${digits(r, 2)} phone ext ${digits(r, 4)} on 2026-11-22, part 10-${digits(r, 4)}-${digits(r, 2)}`,
  (r) =>
    `<img src="data:image/png;base64,${r.text(base64, r.integer(100, 2_000))}=="> https://cdn.example:8443/a/b.png?v=${r.text(hex, 8)}#x`,
  (r) =>
    `connecting to https://api.example:8443/v1/${uuid(r)} and redis://cache.example:6379/${r.integer(0, 15)}, then amqp://guest@mq.example:5672`,
];

/** Lines of logs without a secret, so many; the same for a seed each time. */
export function* ordinaryLogs(count: number, seed: number): Generator<string> {
  const random = seeded(seed);
  for (let i = 0; i < count; i++) yield random.pick(lines)(random);
}
