CREATE TABLE "advertisers" (
	"tenant_id" text NOT NULL,
	"advertiser" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"tax_id" text DEFAULT '' NOT NULL,
	"email" text DEFAULT '' NOT NULL,
	"tax_basis_points" integer DEFAULT 0 NOT NULL,
	"terms_days" integer DEFAULT 30 NOT NULL,
	"payment_method" text DEFAULT '' NOT NULL,
	CONSTRAINT "advertisers_tenant_id_advertiser_pk" PRIMARY KEY("tenant_id","advertiser")
);
--> statement-breakpoint
CREATE TABLE "invoice_issuers" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"tax_id" text NOT NULL,
	"email" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"campaign_id" uuid NOT NULL,
	"campaign_name" text NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"impressions" bigint NOT NULL,
	"cpm_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_basis_points" integer NOT NULL,
	"parts" jsonb NOT NULL,
	"credited_line_id" uuid,
	CONSTRAINT "invoice_lines_kind" CHECK ("invoice_lines"."kind" IN ('impressions', 'late', 'make-good', 'over-delivery', 'credit')),
	CONSTRAINT "invoice_lines_amounts" CHECK ("invoice_lines"."impressions" >= 0 AND "invoice_lines"."net_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "invoice_numbers" (
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "invoice_numbers_tenant_id_kind_year_pk" PRIMARY KEY("tenant_id","kind","year")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"number" text,
	"advertiser" text NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"currency" text NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"taxes" jsonb NOT NULL,
	"issuer" jsonb,
	"recipient" jsonb,
	"corrects_id" uuid,
	"reason" text,
	"due_on" date,
	"created_at" timestamp with time zone NOT NULL,
	"issued_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	CONSTRAINT "invoices_kind" CHECK ("invoices"."kind" IN ('invoice', 'credit-note')),
	CONSTRAINT "invoices_state" CHECK ("invoices"."state" IN ('draft', 'issued', 'paid', 'void')),
	CONSTRAINT "invoices_total" CHECK ("invoices"."total_minor" = "invoices"."net_minor" + "invoices"."tax_minor"),
	CONSTRAINT "invoices_numbered" CHECK (("invoices"."number" IS NULL) = ("invoices"."issued_at" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"tenant_id" text NOT NULL,
	"invoice_id" uuid NOT NULL,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"payment_method" text NOT NULL,
	"provider_id" text,
	"failure" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"first_sent_at" timestamp with time zone,
	"next_check_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "payments_state" CHECK ("payments"."state" IN ('created', 'processing', 'succeeded', 'failed', 'refunded')),
	CONSTRAINT "payments_amount" CHECK ("payments"."amount_minor" > 0 AND "payments"."refunded_minor" BETWEEN 0 AND "payments"."amount_minor")
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"object_id" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_credited_line_id_invoice_lines_id_fk" FOREIGN KEY ("credited_line_id") REFERENCES "public"."invoice_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_corrects_id_invoices_id_fk" FOREIGN KEY ("corrects_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_position" ON "invoice_lines" USING btree ("invoice_id","position");--> statement-breakpoint
CREATE INDEX "invoice_lines_campaign" ON "invoice_lines" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "invoice_lines_credited" ON "invoice_lines" USING btree ("credited_line_id") WHERE "invoice_lines"."credited_line_id" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_month" ON "invoices" USING btree ("tenant_id","advertiser","currency","period_from") WHERE "invoices"."kind" = 'invoice' AND "invoices"."state" <> 'void';--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_number" ON "invoices" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "invoices_list" ON "invoices" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "invoices_corrects" ON "invoices" USING btree ("corrects_id") WHERE "invoices"."corrects_id" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_open" ON "payments" USING btree ("invoice_id") WHERE "payments"."state" IN ('created', 'processing');--> statement-breakpoint
CREATE UNIQUE INDEX "payments_provider" ON "payments" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "payments_invoice" ON "payments" USING btree ("invoice_id","created_at");--> statement-breakpoint
CREATE INDEX "payments_due" ON "payments" USING btree ("next_check_at") WHERE "payments"."state" IN ('created', 'processing');--> statement-breakpoint
CREATE INDEX "stripe_events_received" ON "stripe_events" USING btree ("received_at");