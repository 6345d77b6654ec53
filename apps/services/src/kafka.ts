import type { Service } from './describe-with.ts';
import { findBinary } from './find-binary.ts';
import { endServerProcess, startServerProcess } from './server-process.ts';

/**
 * librdkafka's mock cluster: one broker that speaks Kafka's protocol, with topics made as they are named. It keeps
 * its log in memory, and takes another port each time that it starts.
 */
export interface KafkaBroker {
  /** `host:port`, for the client's list of brokers. */
  readonly broker: string;
  stop(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

export const kafka: Service = {
  name: "Kafka's mock cluster",
  install: 'apt-get install kcat',
  find: () => findBinary('kcat'),
};

/** Starts a broker. Rejects where the machine has no kcat, or with what it said when it does not start. */
export async function startKafka(): Promise<KafkaBroker> {
  const binary = kafka.find();
  if (binary === undefined) throw new Error(`startKafka: no kcat found. Install it: ${kafka.install}`);
  // kcat is here for the cluster that its library runs beside it; its own consumer of a topic of no name does nothing.
  const consumer = ['-C', '-b', 'unused:1', '-t', 'unused', '-o', 'end'];
  const cluster = ['-X', 'test.mock.num.brokers=1', '-X', 'allow.auto.create.topics=true', '-d', 'mock'];
  const { child, readyLine } = await startServerProcess({
    binary,
    args: [...consumer, ...cluster],
    logsTo: 'stderr',
    ready: /bootstrap\.servers=([\d.]+:\d+)/,
  });
  const [, broker] = readyLine;
  if (broker === undefined) throw new Error('the line names the broker');
  const killWithRun = () => child.kill('SIGKILL');
  process.on('exit', killWithRun);

  return {
    broker,
    async stop() {
      process.off('exit', killWithRun);
      await endServerProcess(child, () => child.kill('SIGKILL'));
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
  };
}
