CREATE TABLE "download_days" (
	"dimension" text NOT NULL,
	"episode_id" integer NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "download_days_dimension_episode_id_day_name_pk" PRIMARY KEY("dimension","episode_id","day","name")
);
--> statement-breakpoint
INSERT INTO "download_days" ("dimension", "episode_id", "day", "name", "n")
SELECT "dimension", "episode_id", ("hour" AT TIME ZONE 'UTC')::date, "name", sum("n")
FROM "download_hours"
JOIN "audiences" ON "audiences"."id" = "audience_id"
CROSS JOIN LATERAL (VALUES ('app', "app"), ('country', "country"), ('device', "device")) AS "part" ("dimension", "name")
GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
DROP TABLE "download_hours";
