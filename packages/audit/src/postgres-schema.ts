export const tableName = 'scry_audit_events';

/**
 * One statement, so that any client can run it, and processes that start together wait for each other. The line is text and not
 * jsonb: its bytes are what was hashed, and jsonb takes no `\u0000`. `seq` is not unique: after a crash a log may go on from
 * before what only this table had taken, and then both are to be kept, for verification to tell.
 *
 * The trigger is ENABLE ALWAYS, or a session in replication mode would pass it.
 */
export const migration = `do $migration$
begin
  perform pg_advisory_xact_lock(hashtext('${tableName}'));
  create table if not exists ${tableName} (
    position bigint generated always as identity,
    id text primary key,
    stream text not null,
    seq bigint not null,
    time timestamptz not null,
    action text not null,
    outcome text not null,
    actor_id text not null,
    actor_tenant_id text,
    resource_type text,
    resource_id text,
    resource_tenant_id text,
    correlation_id text,
    hash text not null,
    line text not null
  );
  create unique index if not exists ${tableName}_position on ${tableName} (position);
  create index if not exists ${tableName}_stream on ${tableName} (stream, seq);
  create index if not exists ${tableName}_time on ${tableName} (time);
  create index if not exists ${tableName}_actor on ${tableName} (actor_id, position);
  create index if not exists ${tableName}_resource on ${tableName} (resource_id, position);
  create index if not exists ${tableName}_correlation on ${tableName} (correlation_id);
  create or replace function scry_audit_append_only() returns trigger language plpgsql as $function$
  begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
  end $function$;
  if not exists (select from pg_trigger where tgrelid = '${tableName}'::regclass and tgname = '${tableName}_append_only') then
    create trigger ${tableName}_append_only before update or delete or truncate on ${tableName}
      for each statement execute function scry_audit_append_only();
  end if;
  alter table ${tableName} enable always trigger ${tableName}_append_only;
end $migration$`;
