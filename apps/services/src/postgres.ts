import { type ChildProcess, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Service } from './describe-with.ts';
import { freePort } from './free-port.ts';
import { endServerProcess, startServerProcess } from './server-process.ts';

export interface PostgresOptions {
  /** Whether a commit waits for the disk, as in production. @default true */
  readonly fsync?: boolean;
}

/** A cluster of its own, in a temporary folder and on a free loopback port. */
export interface PostgresServer {
  /** Connection string of its superuser and first database. */
  readonly url: string;
  /** Ends it in order and removes its files. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: all of its processes, at once. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same files and port. */
  restart(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

export const postgres: Service = {
  name: 'PostgreSQL',
  install: 'apt-get install postgresql',
  find: () =>
    binaryFolders().find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb'))),
};

/** Starts a cluster. Rejects where the machine has no PostgreSQL, or with what the server said when it does not start. */
export async function startPostgres({ fsync = true }: PostgresOptions = {}): Promise<PostgresServer> {
  const binaries = postgres.find();
  if (binaries === undefined) throw new Error(`startPostgres: no PostgreSQL found. Install it: ${postgres.install}`);
  const owner = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'scry-postgres-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const port = await freePort();
  const run = { cwd: folder, ...owner };
  const initdb = [
    '--pgdata',
    folder,
    '--username',
    'scry',
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--no-sync',
  ];
  execFileSync(join(binaries, 'initdb'), initdb, { ...run, stdio: 'pipe' });

  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: fsync ? 'on' : 'off' };
  const args = ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const start = async () => {
    const binary = join(binaries, 'postgres');
    return startServerProcess({ binary, args, options: run, logsTo: 'stderr', ready: /ready to accept connections/ });
  };
  let { child: server } = await start();
  const killWithRun = () => server.kill('SIGQUIT');
  process.on('exit', killWithRun);

  return {
    url: `postgres://scry@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', killWithRun);
      await endServerProcess(server, () => {
        signal(server, 'SIGCONT'); // a paused server would not hear of its end
        server.kill('SIGINT'); // fast shutdown: does not wait for its clients
      });
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => endServerProcess(server, () => signal(server, 'SIGKILL')),
    async restart() {
      ({ child: server } = await start());
    },
    pause: () => signal(server, 'SIGSTOP'),
    resume: () => signal(server, 'SIGCONT'),
  };
}

function binaryFolders(): readonly string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => join(debian, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)];
}

/** PostgreSQL refuses to run as root; its packages bring a user for it. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Each backend has a process group of its own, so the cluster's processes are found by their parent. */
function signal(server: ChildProcess, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const backends = pairs.filter(([, parent]) => parent === server.pid).map(([pid]) => pid);
  server.kill(name); // first: the postmaster would replace a backend that ends
  for (const pid of backends) {
    if (pid === undefined) continue;
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
