// Why a value is redacted, before the rule is changed.
import { createRedactor } from '@scry/redact';

const redact = createRedactor({ paths: ['order.customer.*'] });
const order = {
  customer: { name: 'Ada Lovelace', city: 'Berlin' },
  payment: { cardNumber: '4111 1111 1111 1111', tokenCount: 3 },
  note: 'paid with 4111 1111 1111 1111, receipt to ada@example.com',
};

for (const { path, by, rule, start, end } of redact.explain({ order })) {
  const place = start === undefined ? '' : `, characters ${start} to ${end}`;
  console.log(`${path.join('.')}: by ${by}, ${rule}${place}`);
}
