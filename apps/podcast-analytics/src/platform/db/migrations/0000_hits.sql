CREATE TABLE "audiences" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audiences_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"app" text NOT NULL,
	"app_type" text NOT NULL,
	"device" text NOT NULL,
	"country" text NOT NULL,
	CONSTRAINT "audiences_key" UNIQUE("app","app_type","device","country")
);
--> statement-breakpoint
CREATE TABLE "clients" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_agent" text,
	"referer" text,
	"app" text NOT NULL,
	"app_type" text NOT NULL,
	"device" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "download_hours" (
	"episode_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"audience_id" integer NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "download_hours_episode_id_hour_audience_id_pk" PRIMARY KEY("episode_id","hour","audience_id")
);
--> statement-breakpoint
CREATE TABLE "downloads" (
	"episode_id" integer NOT NULL,
	"day" date NOT NULL,
	"listener" uuid NOT NULL,
	"hits" integer NOT NULL,
	"counted" boolean NOT NULL,
	"intervals" bigint[] NOT NULL,
	"loose_bytes" bigint NOT NULL,
	"first_time" timestamp with time zone NOT NULL,
	"first_id" uuid NOT NULL,
	"audience_id" integer NOT NULL,
	CONSTRAINT "downloads_episode_id_day_listener_pk" PRIMARY KEY("episode_id","day","listener")
);
--> statement-breakpoint
CREATE TABLE "episodes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "episodes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"show_id" integer NOT NULL,
	"key" text NOT NULL,
	"title" text,
	"size_bytes" bigint,
	"header_bytes" bigint,
	"bytes_per_minute" bigint
);
--> statement-breakpoint
CREATE TABLE "hits" (
	"episode_id" integer NOT NULL,
	"time" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	"listener" uuid,
	"client_id" uuid NOT NULL,
	"exclusion" text,
	"method" text NOT NULL,
	"status" smallint,
	"bytes_sent" bigint,
	"range" text,
	"country" text,
	"in_data_centre" boolean NOT NULL,
	"import_id" integer NOT NULL,
	"line" bigint NOT NULL,
	CONSTRAINT "hits_episode_id_time_id_pk" PRIMARY KEY("episode_id","time","id")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"format" text,
	"state" text DEFAULT 'running' NOT NULL,
	"error" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"lines" bigint DEFAULT 0 NOT NULL,
	"hits" bigint DEFAULT 0 NOT NULL,
	"new_hits" bigint DEFAULT 0 NOT NULL,
	"rejects" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "listener_keys" (
	"month" text PRIMARY KEY NOT NULL,
	"key" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"destroyed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outcome_days" (
	"episode_id" integer NOT NULL,
	"day" date NOT NULL,
	"outcome" text NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "outcome_days_episode_id_day_outcome_pk" PRIMARY KEY("episode_id","day","outcome")
);
--> statement-breakpoint
CREATE TABLE "shows" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "shows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"tenant_id" text DEFAULT 'demo' NOT NULL,
	"key" text NOT NULL,
	"title" text
);
--> statement-breakpoint
ALTER TABLE "episodes" ADD CONSTRAINT "episodes_show_id_shows_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."shows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "download_hours_hour" ON "download_hours" USING btree ("hour");--> statement-breakpoint
CREATE UNIQUE INDEX "episodes_key" ON "episodes" USING btree ("show_id",md5("key"));--> statement-breakpoint
CREATE UNIQUE INDEX "shows_key" ON "shows" USING btree ("tenant_id",md5("key"));--> statement-breakpoint
CREATE VIEW "public"."hit_outcomes" AS (
  SELECT h.episode_id, h.time, h.id, h.listener, h.client_id, h.country, h.import_id, h.line,
    CASE
      WHEN h.exclusion IS NOT NULL THEN h.exclusion
      WHEN NOT d.counted THEN 'under-one-minute'
      WHEN d.first_id = h.id THEN 'counted'
      ELSE 'same-download'
    END AS outcome
  FROM hits h
  LEFT JOIN downloads d ON h.exclusion IS NULL
    AND d.episode_id = h.episode_id AND d.day = (h.time AT TIME ZONE 'UTC')::date AND d.listener = h.listener);