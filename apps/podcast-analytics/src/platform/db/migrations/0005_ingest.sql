CREATE TABLE "redirect_hosts" (
	"tenant_id" text NOT NULL,
	"host" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "redirect_hosts_tenant_id_host_pk" PRIMARY KEY("tenant_id","host")
);
--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "tenant_id" text DEFAULT 'demo' NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "size_bytes" bigint;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "bytes_read" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "imports_tenant" ON "imports" USING btree ("tenant_id","id");