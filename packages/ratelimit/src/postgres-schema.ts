/**
 * The table and its functions, a statement each. A row is a key under one policy, and its times are in µs since 1970. Token bucket: when it
 * is full again, with the rest in 1 / limit µs as its count. Fixed window: its end and count. Sliding window: number and
 * count of each sub-window. The table is unlogged: a crash of the server forgets who has called, and nothing else.
 *
 * Rows are locked in the order of their keys, so that batches never wait for each other in a circle. Each batch removes a
 * few rows that say nothing any more. A time further ahead than it can be was written by a clock that was ahead: it is cut.
 */
export const schema: readonly string[] = [
  `create unlogged table if not exists scry_rate_limits (
  key text primary key,
  times numeric[] not null default '{}',
  counts numeric[] not null default '{}',
  blocked_until numeric not null default 0,
  strikes int not null default 0,
  expires_at numeric not null default 0
)`,
  `create index if not exists scry_rate_limits_expires_at on scry_rate_limits (expires_at)`,
  `create or replace function scry_rate_limit_load(p jsonb, now numeric, inout times numeric[], inout counts numeric[])
language plpgsql immutable as $$
declare
  size numeric := (p->'window')::numeric;
  newest numeric := floor(now / ceil(size / (p->'precision')::numeric));
  used numeric;
  kept_times numeric[] := '{}';
  kept_counts numeric[] := '{}';
begin
  if p->>'algorithm' = 'token-bucket' then
    used := coalesce((times[1] - now) * (p->'limit')::numeric + counts[1], 0);
    times := '{}';
    counts := array[greatest(0, least(used, (p->'burst')::numeric * size))];
  elsif p->>'algorithm' = 'fixed-window' then
    counts := array[case when times[1] > now then counts[1] else 0 end];
    times := array[case when times[1] > now then least(times[1], now + size) else now + size end];
  else
    for i in 1..cardinality(times) loop
      if times[i] >= newest - (p->'precision')::numeric then
        kept_times := kept_times || least(times[i], newest);
        kept_counts := kept_counts || counts[i];
      end if;
    end loop;
    times := kept_times;
    counts := kept_counts;
  end if;
end $$`,
  `create or replace function scry_rate_limit_left(p jsonb, counts numeric[]) returns numeric
language plpgsql immutable as $$
begin
  if p->>'algorithm' = 'token-bucket' then
    return (p->'burst')::numeric - ceil(counts[1] / (p->'window')::numeric);
  end if;
  return (p->'limit')::numeric - (select coalesce(sum(c), 0) from unnest(counts) c);
end $$`,
  `create or replace function scry_rate_limit_wait(p jsonb, now numeric, times numeric[], counts numeric[], tokens numeric)
returns numeric language plpgsql immutable as $$
declare
  size numeric := (p->'window')::numeric;
  short numeric := tokens - scry_rate_limit_left(p, counts);
begin
  if short <= 0 then return 0; end if;
  if p->>'algorithm' = 'token-bucket' then
    return ceil((counts[1] - ((p->'burst')::numeric - tokens) * size) / (p->'limit')::numeric);
  elsif p->>'algorithm' = 'fixed-window' then
    return times[1] - now;
  end if;
  for i in 1..cardinality(times) loop
    short := short - counts[i];
    if short <= 0 then
      return (times[i] + (p->'precision')::numeric + 1) * ceil(size / (p->'precision')::numeric) - now;
    end if;
  end loop;
  return -1;
end $$`,
  `create or replace function scry_rate_limit_take(p jsonb, now numeric, tokens numeric,
  inout times numeric[], inout counts numeric[]) language plpgsql immutable as $$
declare
  newest numeric := floor(now / ceil((p->'window')::numeric / (p->'precision')::numeric));
  rest numeric := tokens;
begin
  if p->>'algorithm' = 'token-bucket' then
    counts := array[greatest(0, counts[1] + tokens * (p->'window')::numeric)];
  elsif p->>'algorithm' = 'fixed-window' then
    counts := array[greatest(0, counts[1] + tokens)];
  elsif tokens > 0 and times[cardinality(times)] = newest then
    counts[cardinality(counts)] := counts[cardinality(counts)] + tokens;
  elsif tokens > 0 then
    times := times || newest;
    counts := counts || tokens;
  else
    for i in reverse cardinality(counts)..1 loop
      tokens := greatest(0, counts[i] + rest);
      rest := rest + counts[i] - tokens;
      counts[i] := tokens;
    end loop;
  end if;
end $$`,
  `create or replace function scry_rate_limit_save(p jsonb, now numeric, id text, times numeric[], counts numeric[],
  until numeric, hits int) returns void language plpgsql as $$
declare
  size numeric := (p->'window')::numeric;
  full_at numeric := now + 2 * size;
  whole numeric;
begin
  if p->>'algorithm' = 'token-bucket' then
    whole := floor(counts[1] / (p->'limit')::numeric);
    times := array[now + whole];
    counts := array[counts[1] - whole * (p->'limit')::numeric];
    full_at := now + whole + 1;
  end if;
  update scry_rate_limits r set times = scry_rate_limit_save.times, counts = scry_rate_limit_save.counts,
    blocked_until = until, strikes = hits, expires_at = greatest(full_at, until + size) where key = id;
end $$`,
  `create or replace function scry_rate_limit(mode text, policies jsonb, keys text[], costs numeric[]) returns numeric[]
language plpgsql as $$
declare
  now numeric;
  n int := jsonb_array_length(policies);
  answer numeric[] := '{}';
  rows scry_rate_limits[];
  r scry_rate_limits;
  p jsonb;
  cost numeric;
  denied boolean;
  over boolean[];
  blocked numeric;
  remaining numeric;
begin
  if mode <> 'peek' then
    insert into scry_rate_limits (key) select distinct k from unnest(keys) k order by k on conflict (key) do nothing;
    perform from scry_rate_limits where key = any (keys) order by key for update;
  end if;
  now := floor(extract(epoch from clock_timestamp()) * 1000000);
  for i in 1..cardinality(costs) loop
    cost := costs[i];
    denied := false;
    over := '{}';
    rows := '{}';
    for j in 1..n loop
      p := policies->(j - 1);
      select * into r from scry_rate_limits where key = keys[(i - 1) * n + j];
      select l.times, l.counts into r.times, r.counts from scry_rate_limit_load(p, now,
        coalesce(r.times, '{}'), coalesce(r.counts, '{}')) l;
      r.key := keys[(i - 1) * n + j];
      r.blocked_until := coalesce(r.blocked_until, 0);
      rows := rows || r;
      over := over || (cost >= 0 and (r.blocked_until > now or scry_rate_limit_left(p, r.counts) < cost));
      denied := denied or (over[j] and not (p->'shadow')::boolean);
    end loop;
    for j in 1..n loop
      p := policies->(j - 1);
      r := rows[j];
      if mode = 'block' then
        r.blocked_until := now + cost;
        r.strikes := 0;
      elsif mode = 'take' and over[j] and r.blocked_until <= now and jsonb_array_length(p->'blocks') > 0 then
        r.strikes := case when now < r.blocked_until + (p->'window')::numeric then r.strikes + 1 else 1 end;
        r.blocked_until := now + (p->'blocks'->(least(r.strikes, jsonb_array_length(p->'blocks')) - 1))::numeric;
      elsif mode = 'take' and not over[j] and not denied and cost <> 0 then
        select t.times, t.counts into r.times, r.counts from scry_rate_limit_take(p, now, cost, r.times, r.counts) t;
      end if;
      if mode <> 'peek' then
        perform scry_rate_limit_save(p, now, r.key, r.times, r.counts, r.blocked_until, r.strikes);
      end if;
      blocked := greatest(0, r.blocked_until - now);
      remaining := scry_rate_limit_left(p, r.counts);
      answer := answer || array[over[j]::int, case when blocked > 0 then 0 else remaining end,
        case when cost > (p->'burst')::numeric then -1
          else greatest(blocked, scry_rate_limit_wait(p, now, r.times, r.counts, cost)) end,
        greatest(blocked, scry_rate_limit_wait(p, now, r.times, r.counts, least(remaining + 1, (p->'burst')::numeric))),
        greatest(blocked, scry_rate_limit_wait(p, now, r.times, r.counts, (p->'burst')::numeric))];
    end loop;
  end loop;
  if mode <> 'peek' then
    delete from scry_rate_limits where key in (select key from scry_rate_limits
      where expires_at < now order by expires_at limit 8 for update skip locked);
  end if;
  return answer;
end $$`,
];
