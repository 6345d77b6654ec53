CREATE TABLE "download_hours" (
	"episode_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "download_hours_episode_id_hour_pk" PRIMARY KEY("episode_id","hour")
);
--> statement-breakpoint
CREATE TABLE "report_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document_id" uuid NOT NULL,
	"tenant_id" text NOT NULL,
	"recipient" text NOT NULL,
	"state" text NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "report_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"title" text NOT NULL,
	"definition" jsonb NOT NULL,
	"state" text NOT NULL,
	"error" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"generated_at" timestamp with time zone,
	"schedule_id" uuid
);
--> statement-breakpoint
CREATE TABLE "report_files" (
	"document_id" uuid NOT NULL,
	"format" text NOT NULL,
	"content" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"bytes" integer NOT NULL,
	CONSTRAINT "report_files_document_id_format_pk" PRIMARY KEY("document_id","format")
);
--> statement-breakpoint
CREATE TABLE "report_schedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"title" text NOT NULL,
	"definition" jsonb NOT NULL,
	"every" text NOT NULL,
	"recipients" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"active" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_shares" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document_id" uuid NOT NULL,
	"tenant_id" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"views" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feeds" (
	"show_id" integer PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"url" text NOT NULL,
	"etag" text,
	"last_modified" text,
	"podcast_guid" text,
	"author" text,
	"link" text,
	"language" text,
	"episodes" integer DEFAULT 0 NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"refreshed_at" timestamp with time zone,
	"next_refresh_at" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "listener_months" (
	"show_id" integer NOT NULL,
	"month" date NOT NULL,
	"downloads" integer NOT NULL,
	"listeners" integer NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "listener_months_show_id_month_pk" PRIMARY KEY("show_id","month")
);
--> statement-breakpoint
DROP INDEX "episodes_key";--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "tenant_id" text DEFAULT 'demo' NOT NULL;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "guid" text;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "published_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "duration_seconds" integer;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "enclosure_url" text;--> statement-breakpoint
ALTER TABLE "episodes" ADD COLUMN "enclosure_bytes" bigint;--> statement-breakpoint
ALTER TABLE "report_deliveries" ADD CONSTRAINT "report_deliveries_document_id_report_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."report_documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_files" ADD CONSTRAINT "report_files_document_id_report_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."report_documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_shares" ADD CONSTRAINT "report_shares_document_id_report_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."report_documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_show_id_shows_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."shows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_deliveries_document" ON "report_deliveries" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "report_documents_tenant" ON "report_documents" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "report_shares_document" ON "report_shares" USING btree ("document_id");--> statement-breakpoint
CREATE UNIQUE INDEX "feeds_url" ON "feeds" USING btree ("tenant_id",md5("url"));--> statement-breakpoint
CREATE INDEX "episodes_show" ON "episodes" USING btree ("show_id");--> statement-breakpoint
UPDATE "episodes" SET "tenant_id" = "shows"."tenant_id" FROM "shows" WHERE "shows"."id" = "show_id";
--> statement-breakpoint
CREATE UNIQUE INDEX "episodes_key" ON "episodes" USING btree ("tenant_id",md5("key"));
--> statement-breakpoint
INSERT INTO "download_hours" ("episode_id", "hour", "n")
SELECT "episode_id", date_trunc('hour', "first_time", 'UTC'), count(*)
FROM "downloads" WHERE "counted" GROUP BY 1, 2;
