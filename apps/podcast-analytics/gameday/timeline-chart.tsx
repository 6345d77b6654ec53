import type { FC } from 'hono/jsx';
import type { PlayedDay } from './report.ts';

const width = 1080;
const left = 52;
const bars = { top: 34, height: 90 };
const line = { top: 150, height: 100 };
const height = line.top + line.height + 24;
const slowestMs = 10_000;
const limitMs = 500;

/** Requests and their latency second by second, with what was broken meanwhile. The table beside it has the same numbers. */
export const TimelineChart: FC<PlayedDay & { readonly title: string }> = ({ title, phases, timeline }) => {
  const begin = phases[0]?.from ?? 0;
  const end = phases.at(-1)?.to ?? begin + 1;
  const x = (ms: number) => left + ((ms - begin) / (end - begin)) * (width - left);
  const most = Math.max(1, ...timeline.map(({ requests }) => requests));
  const up = (requests: number) => (requests / most) * bars.height;
  const step = Math.max(1, x(begin + 1000) - x(begin));
  const seconds = timeline.filter(({ second }) => second * 1000 >= begin && second * 1000 < end);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      {phases.map(({ name, from, faultEnd, healthyAfterMs, to }, index) => (
        <g>
          <title>{name}</title>
          <rect class="fault" x={x(from)} y="18" width={Math.max(1, x(faultEnd) - x(from))} height={height - 42} />
          <rect
            class="recovery"
            x={x(faultEnd)}
            y="18"
            width={x(healthyAfterMs === undefined ? to : faultEnd + healthyAfterMs) - x(faultEnd)}
            height={height - 42}
          />
          <text class="number" x={(x(from) + x(to)) / 2} y="13">
            {index + 1}
          </text>
        </g>
      ))}
      {seconds.map(({ second, requests, failed }) => (
        <>
          <rect
            class="answered"
            x={x(second * 1000)}
            y={bars.top + bars.height - up(requests)}
            width={step}
            height={up(requests - failed)}
          />
          <rect
            class="failed"
            x={x(second * 1000)}
            y={bars.top + bars.height - up(failed)}
            width={step}
            height={up(failed)}
          />
        </>
      ))}
      {[10, 100, limitMs, slowestMs].map((ms) => (
        <>
          <line class={ms === limitMs ? 'limit' : 'grid'} x1={left} x2={width} y1={y(ms)} y2={y(ms)} />
          <text class="tick" x={left - 6} y={y(ms) + 4}>
            {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
          </text>
        </>
      ))}
      <polyline
        class="latency"
        points={seconds.map(({ second, p95Ms }) => `${x(second * 1000 + 500)},${y(p95Ms)}`).join(' ')}
      />
      <text class="tick" x={left - 6} y={bars.top + 8}>
        {`${most}/s`}
      </text>
      {minutes(begin, end).map((minute) => (
        <text class="number" x={x(begin + minute * 60_000)} y={height - 6}>
          {`${minute} min`}
        </text>
      ))}
    </svg>
  );
};

/** By the logarithm: what matters lies between milliseconds and seconds. */
function y(ms: number): number {
  const share = Math.log10(Math.min(slowestMs, Math.max(1, ms))) / Math.log10(slowestMs);
  return line.top + line.height * (1 - share);
}

function minutes(begin: number, end: number): number[] {
  return Array.from({ length: Math.floor((end - begin) / 60_000) }, (_, n) => n + 1);
}
