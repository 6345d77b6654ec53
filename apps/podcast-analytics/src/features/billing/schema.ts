/** Invoices, credit notes and payments. Amounts are in minor units of the currency beside them. */
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, wordList } from '../../platform/db/columns.ts';
import { documentKinds, invoiceStates, lineKinds } from './invoice.ts';
import { paymentStates } from './payment.ts';

const amount = (name: string) => bigint(name, { mode: 'number' });

/** Who a tenant's invoices are from. */
export const invoiceIssuers = pgTable('invoice_issuers', {
  tenantId: text('tenant_id').primaryKey(),
  name: text('name').notNull(),
  address: text('address').notNull(),
  taxId: text('tax_id').notNull(),
  email: text('email').notNull(),
});

/** Who they are to. Campaigns know an advertiser by its name; until somebody has told its address, it has none here. */
export const advertisers = pgTable(
  'advertisers',
  {
    tenantId: text('tenant_id').notNull(),
    /** As campaigns spell it. */
    advertiser: text('advertiser').notNull(),
    name: text('name').notNull().default(''),
    address: text('address').notNull().default(''),
    taxId: text('tax_id').notNull().default(''),
    email: text('email').notNull().default(''),
    taxBasisPoints: integer('tax_basis_points').notNull().default(0),
    termsDays: integer('terms_days').notNull().default(30),
    /** What the payment provider charges for it, such as `pm_…`. */
    paymentMethod: text('payment_method').notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.advertiser] })],
);

/** The last number of each series: whoever takes the next holds the row until the invoice is there, so that none is left out. */
export const invoiceNumbers = pgTable(
  'invoice_numbers',
  {
    tenantId: text('tenant_id').notNull(),
    kind: text('kind').notNull(),
    year: integer('year').notNull(),
    last: integer('last').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.year] })],
);

export const invoices = pgTable(
  'invoices',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id').notNull(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    number: text('number'),
    advertiser: text('advertiser').notNull(),
    periodFrom: date('period_from').notNull(),
    periodTo: date('period_to').notNull(),
    currency: text('currency').notNull(),
    netMinor: amount('net_minor').notNull(),
    taxMinor: amount('tax_minor').notNull(),
    totalMinor: amount('total_minor').notNull(),
    /** By rate. */
    taxes: jsonb('taxes').notNull(),
    issuer: jsonb('issuer'),
    recipient: jsonb('recipient'),
    correctsId: uuid('corrects_id').references((): AnyPgColumn => invoices.id),
    reason: text('reason'),
    dueOn: date('due_on'),
    createdAt: instant('created_at').notNull(),
    issuedAt: instant('issued_at'),
    paidAt: instant('paid_at'),
    voidedAt: instant('voided_at'),
  },
  (table) => [
    // A month is billed once: a second run finds the first one's invoice.
    uniqueIndex('invoices_month')
      .on(table.tenantId, table.advertiser, table.currency, table.periodFrom)
      .where(sql`${table.kind} = 'invoice' AND ${table.state} <> 'void'`),
    uniqueIndex('invoices_number').on(table.tenantId, table.number),
    index('invoices_list').on(table.tenantId, table.createdAt, table.id),
    index('invoices_corrects').on(table.correctsId).where(sql`${table.correctsId} IS NOT NULL`),
    check('invoices_kind', sql`${table.kind} IN (${wordList(documentKinds)})`),
    check('invoices_state', sql`${table.state} IN (${wordList(invoiceStates)})`),
    check('invoices_total', sql`${table.totalMinor} = ${table.netMinor} + ${table.taxMinor}`),
    check('invoices_numbered', sql`(${table.number} IS NULL) = (${table.issuedAt} IS NULL)`),
  ],
);

export const invoiceLines = pgTable(
  'invoice_lines',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    kind: text('kind').notNull(),
    campaignId: uuid('campaign_id').notNull(),
    campaignName: text('campaign_name').notNull(),
    periodFrom: date('period_from').notNull(),
    periodTo: date('period_to').notNull(),
    impressions: amount('impressions').notNull(),
    cpmMinor: amount('cpm_minor').notNull(),
    netMinor: amount('net_minor').notNull(),
    taxBasisPoints: integer('tax_basis_points').notNull(),
    /** Impressions by episode. */
    parts: jsonb('parts').notNull(),
    creditedLineId: uuid('credited_line_id').references((): AnyPgColumn => invoiceLines.id),
  },
  (table) => [
    uniqueIndex('invoice_lines_position').on(table.invoiceId, table.position),
    index('invoice_lines_campaign').on(table.campaignId),
    index('invoice_lines_credited').on(table.creditedLineId).where(sql`${table.creditedLineId} IS NOT NULL`),
    check('invoice_lines_kind', sql`${table.kind} IN (${wordList(lineKinds)})`),
    check('invoice_lines_amounts', sql`${table.impressions} >= 0 AND ${table.netMinor} >= 0`),
  ],
);

export const payments = pgTable(
  'payments',
  {
    /** Also the key that makes the provider charge once. */
    id: uuid('id').primaryKey().defaultRandom(),
    tenantId: text('tenant_id').notNull(),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    state: text('state').notNull(),
    amountMinor: amount('amount_minor').notNull(),
    currency: text('currency').notNull(),
    refundedMinor: amount('refunded_minor').notNull().default(0),
    paymentMethod: text('payment_method').notNull(),
    /** Such as `pi_…`, once it is known. */
    providerId: text('provider_id'),
    /** Why it failed, in words for people. */
    failure: text('failure'),
    /** How often the provider was asked to charge; counted before it is. */
    attempts: integer('attempts').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    firstSentAt: instant('first_sent_at'),
    /** While it is open: not before then is the provider asked again. */
    nextCheckAt: instant('next_check_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    // One at a time: whoever pays while a payment is under way would pay twice.
    uniqueIndex('payments_open').on(table.invoiceId).where(sql`${table.state} IN ('created', 'processing')`),
    uniqueIndex('payments_provider').on(table.providerId),
    index('payments_invoice').on(table.invoiceId, table.createdAt),
    index('payments_due').on(table.nextCheckAt).where(sql`${table.state} IN ('created', 'processing')`),
    check('payments_state', sql`${table.state} IN (${wordList(paymentStates)})`),
    check(
      'payments_amount',
      sql`${table.amountMinor} > 0 AND ${table.refundedMinor} BETWEEN 0 AND ${table.amountMinor}`,
    ),
  ],
);

/** What the provider has told by webhook: each event takes effect once, however often it comes. */
export const stripeEvents = pgTable(
  'stripe_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    objectId: text('object_id').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [index('stripe_events_received').on(table.receivedAt)],
);
