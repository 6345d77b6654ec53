import type { BreakerState, Verdict } from '../src/index.ts';

/** windowCalls 0: none. openMs is that of the first opening in a row; the second one is twice as long, and so on. */
export type ReferenceOptions = Readonly<Record<Judging | Probing, number>>;
type Judging = 'failureThreshold' | 'windowCalls' | 'minimumCalls' | 'failureRate' | 'slowCallMs' | 'slowCallRate';
type Probing = 'openMs' | 'successThreshold' | 'halfOpenCalls' | 'probeTimeoutMs';
type Call = { readonly era: number; readonly at: number; readonly isProbe: boolean; ended: boolean };

/** The breaker as its README describes it: nothing is shared, counted up or packed, and the past is a list. */
export function createReference(o: ReferenceOptions, now: () => number, tell: (type: string) => void) {
  const counts = { success: 0, failure: 0, ignore: 0, slow: 0 };
  let state: BreakerState = 'closed';
  let [streak, row, won, era, untilMs, isolations] = [0, 0, 0, 0, 0, 0];
  let [past, probes]: [{ failed: boolean; slow: boolean }[], Call[]] = [[], []];
  let beneath: { state: BreakerState; row: number; streak: number } | undefined;

  function enter(next: BreakerState, nextStreak = 0, nextRow = 0): void {
    [state, streak, row, won, probes] = [next, nextStreak, nextRow, 0, []];
    era++;
    tell(state);
  }
  function open(since: number, times: number): void {
    untilMs = since + o.openMs * times;
    enter('open', times);
  }
  const leaseEnd = (): number => Math.min(...probes.map(({ at }) => at + o.probeTimeoutMs));
  function expire(): void {
    if (leaseEnd() <= now()) open(leaseEnd(), streak + 1);
  }
  function begin(): Call | undefined {
    expire();
    if (state === 'open' && untilMs <= now()) enter('half-open', streak);
    const isProbe = state === 'half-open';
    const call = { era, at: now(), isProbe, ended: false };
    if (state === 'open' || state === 'forced-open' || (isProbe && probes.length >= o.halfOpenCalls)) tell('rejected');
    else if (!isProbe || probes.push(call)) return call;
    return undefined;
  }
  function judge(failed: boolean, slow: boolean): void {
    if (state === 'half-open') {
      if (failed || slow) open(now(), streak + 1);
      else if (++won >= o.successThreshold) override('closed');
      return;
    }
    row = failed || slow ? row + 1 : 0;
    past = [...past, { failed, slow }].slice(-o.windowCalls || -1);
    const share = (what: 'failed' | 'slow') => past.filter((one) => one[what]).length / past.length;
    const bad = share('failed') >= o.failureRate || share('slow') >= o.slowCallRate;
    const trips = o.windowCalls ? past.length >= o.minimumCalls && bad : row >= o.failureThreshold;
    if (trips && (failed || slow)) open(now(), 1);
  }
  function end(call: Call, verdict: Verdict): boolean {
    if (call.ended) return false;
    const slow = verdict !== 'ignore' && now() - call.at >= o.slowCallMs;
    call.ended = true;
    counts[verdict]++;
    counts.slow += slow ? 1 : 0;
    if (call.isProbe) expire();
    const current = call.era === era;
    if (current) probes = probes.filter((probe) => probe !== call);
    if (current && verdict !== 'ignore' && state !== 'disabled') judge(verdict === 'failure', slow);
    tell(verdict);
    return current;
  }
  function override(next: BreakerState): void {
    if (next === 'closed') past = [];
    beneath &&= { state: next, row: 0, streak: 0 };
    if (!beneath) enter(next);
  }
  function isolate(): void {
    if (isolations++ > 0) return;
    if (state === 'half-open') [state, untilMs] = ['open', -Infinity];
    beneath = { row, streak, state };
    enter('forced-open');
  }
  function release(): void {
    const under = beneath;
    if (--isolations > 0 || !under) return;
    beneath = undefined;
    enter(under.state, under.streak, under.row);
  }
  function view() {
    const lapsed = leaseEnd() <= now();
    const until = lapsed ? leaseEnd() + o.openMs * (streak + 1) : untilMs;
    const seen = lapsed || state === 'open' ? (until <= now() ? 'half-open' : 'open') : state;
    return { state: seen, retryAfterMs: seen === 'open' ? until - now() : seen === 'forced-open' ? Infinity : 0 };
  }
  return { begin, end, override, isolate, release, view, counts, past: () => past };
}
