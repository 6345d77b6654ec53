CREATE TABLE "conversions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"campaign_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"time" timestamp with time zone NOT NULL,
	"duplicate_key" text NOT NULL,
	"order_id" text,
	"promo_code" text,
	"value_minor" bigint NOT NULL,
	"households" uuid[] NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversions_kind" CHECK ("conversions"."kind" IN ('visit', 'lead', 'purchase')),
	CONSTRAINT "conversions_value" CHECK ("conversions"."value_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "promo_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"campaign_id" uuid NOT NULL,
	"code" text NOT NULL,
	"code_key" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "campaign_spots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"position" text NOT NULL,
	"insertion" text NOT NULL,
	"baked_in_days" integer NOT NULL,
	"show_id" integer NOT NULL,
	"episode_id" integer,
	CONSTRAINT "campaign_spots_position" CHECK ("campaign_spots"."position" IN ('pre', 'mid', 'post')),
	CONSTRAINT "campaign_spots_insertion" CHECK ("campaign_spots"."insertion" IN ('dynamic', 'baked-in')),
	CONSTRAINT "campaign_spots_days" CHECK ("campaign_spots"."baked_in_days" BETWEEN 1 AND 366)
);
--> statement-breakpoint
CREATE TABLE "campaign_teams" (
	"campaign_id" uuid NOT NULL,
	"team_id" text NOT NULL,
	CONSTRAINT "campaign_teams_campaign_id_team_id_pk" PRIMARY KEY("campaign_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"advertiser" text NOT NULL,
	"name" text NOT NULL,
	"flight_from" date NOT NULL,
	"flight_to" date NOT NULL,
	"goal" bigint NOT NULL,
	"cpm_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"state" text NOT NULL,
	"pixel_token" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "campaigns_state" CHECK ("campaigns"."state" IN ('draft', 'active', 'paused', 'ended', 'archived')),
	CONSTRAINT "campaigns_flight" CHECK ("campaigns"."flight_from" <= "campaigns"."flight_to"),
	CONSTRAINT "campaigns_terms" CHECK ("campaigns"."goal" > 0 AND "campaigns"."cpm_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "downloads" ADD COLUMN "household" uuid;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promo_codes" ADD CONSTRAINT "promo_codes_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_spots" ADD CONSTRAINT "campaign_spots_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_spots" ADD CONSTRAINT "campaign_spots_show_id_shows_id_fk" FOREIGN KEY ("show_id") REFERENCES "public"."shows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_spots" ADD CONSTRAINT "campaign_spots_episode_id_episodes_id_fk" FOREIGN KEY ("episode_id") REFERENCES "public"."episodes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_teams" ADD CONSTRAINT "campaign_teams_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversions_once" ON "conversions" USING btree ("campaign_id","duplicate_key");--> statement-breakpoint
CREATE INDEX "conversions_time" ON "conversions" USING btree ("campaign_id","time","id");--> statement-breakpoint
CREATE UNIQUE INDEX "promo_codes_in_force" ON "promo_codes" USING btree ("tenant_id","code_key") WHERE "promo_codes"."revoked_at" IS NULL;--> statement-breakpoint
CREATE INDEX "promo_codes_campaign" ON "promo_codes" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "campaign_spots_campaign" ON "campaign_spots" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "campaign_teams_team" ON "campaign_teams" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "campaigns_tenant" ON "campaigns" USING btree ("tenant_id","flight_to","id");--> statement-breakpoint
CREATE UNIQUE INDEX "campaigns_pixel_token" ON "campaigns" USING btree ("pixel_token");