import type { FC } from 'hono/jsx';
import { documentStyle } from '../src/platform/http/document-style.ts';
import { count } from '../src/platform/http/figures.ts';
import type { GameDayReport, PlayedDay } from './report.ts';
import { TimelineChart } from './timeline-chart.tsx';

const style = `${documentStyle}
body{max-width:1080px}
svg{width:100%;height:auto;margin:4px 0}
.fault{fill:#f7d9d3}.recovery{fill:#f6eed8}.answered{fill:#7f9cc4}.failed{fill:#b3261e}
.latency{fill:none;stroke:#22324d;stroke-width:1.4}.grid{stroke:#e2e5ea}.limit{stroke:#b3261e;stroke-dasharray:4 3}
.number{font-size:10px;fill:#566072;text-anchor:middle}.tick{font-size:10px;fill:#566072;text-anchor:end}
th:first-child{min-width:230px}
td.text,th.text{text-align:left;white-space:normal}
.met{color:#1c6b36;font-weight:650}.missed{color:#b3261e;font-weight:650}`;

/** A page on its own: nothing is loaded, nothing is run. */
export function writeReport(report: GameDayReport): string {
  return `<!doctype html>${(<Report {...report} />).toString()}\n`;
}

const Report: FC<GameDayReport> = (report) => {
  const { startedAt, seconds, quick, seed, perSecond, machine, gates, checks, on, off } = report;
  const missed = gates.filter(({ ok }) => !ok).length;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Game day</title>
        {/* a constant of ours, which must not be escaped */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <h1>Game day</h1>
        <p>
          {startedAt.slice(0, 16).replace('T', ' ')} UTC, {quick ? 'quick, ' : ''}
          {Math.round(seconds / 60)} minutes; {perSecond} requests a second, a probe and a payment a second, seed {seed}
          ; Node {machine.node}, {machine.cpus} processors, load of the machine{' '}
          {machine.loadBefore.map((n) => n.toFixed(1)).join(' ')} before and{' '}
          {machine.loadAfter.map((n) => n.toFixed(1)).join(' ')} after.
        </p>
        <p class="total" id="total">
          {missed === 0 ? `All ${gates.length} gates are met` : `${missed} of ${gates.length} gates are not met`}
        </p>
        <Gates gates={gates} />
        <Played title="With resilience" {...on} />
        <Played title="Without: the same traffic with RESILIENCE=off" {...off} />
        <section id="checks">
          <h2>Deeds</h2>
          {checks.map(({ name, ok, detail }) => (
            <p>
              <Verdict ok={ok} /> {name}: {detail}
            </p>
          ))}
        </section>
      </body>
    </html>
  );
};

const Gates: FC<Pick<GameDayReport, 'gates'>> = ({ gates }) => (
  <section id="gates">
    <h2>Gates</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col" class="text">
              Target
            </th>
            <th scope="col" class="text">
              Measured
            </th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {gates.map(({ name, target, measured, ok }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="text">{target}</td>
              <td class="text">{measured}</td>
              <td>
                <Verdict ok={ok} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

const Verdict: FC<{ readonly ok: boolean }> = ({ ok }) => (
  <span class={ok ? 'met' : 'missed'}>{ok ? 'met' : 'not met'}</span>
);

const heads = ['Requests', 'Failed', 'p50', 'p95', 'p99', 'Broken probes', 'First signal', 'Healthy after'];

const Played: FC<PlayedDay & { readonly title: string }> = (day) => (
  <section>
    <h2>{day.title}</h2>
    <p>
      Bars: requests a second, red where they failed. Line: their p95, dashed at 500 ms. Behind them the phases, and in
      yellow the time until all was well again. The numbers are those of the table.
    </p>
    <TimelineChart {...day} />
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Phase</th>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {day.phases.map(({ name, requests, failed, latency, brokenProbes, detected, healthyAfterMs }, index) => (
            <tr>
              <th scope="row">{`${index + 1}. ${name}`}</th>
              <td>{count(requests)}</td>
              <td>{count(failed)}</td>
              <td>{milliseconds(latency.p50)}</td>
              <td>{milliseconds(latency.p95)}</td>
              <td>{milliseconds(latency.p99)}</td>
              <td>{count(brokenProbes)}</td>
              <td>{detected ? `${detected.by}, ${seconds(detected.afterMs)}` : '–'}</td>
              <td>{healthyAfterMs === undefined ? 'not in time' : seconds(healthyAfterMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
