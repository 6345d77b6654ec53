// What is redacted: the log of one request, 2 KB of JSON with eleven secrets of ordinary length, made up and none of them live.

/** The names under which the secrets stand, and where. */
export const secretPaths = [
  'request.headers.authorization',
  'request.headers.cookie',
  'request.headers["x-api-key"]',
  'user.password',
  'user.refreshToken',
  'user.pin',
  'order.payment.cardNumber',
  'order.payment.cvv',
  'order.payment.accessToken',
  'database.dbPassword',
  'database.clientSecret',
] as const;

export const secretNames = [
  'authorization',
  'cookie',
  'x-api-key',
  'password',
  'refreshToken',
  'pin',
  'cardNumber',
  'cvv',
  'accessToken',
  'dbPassword',
  'clientSecret',
] as const;

export function record() {
  return {
    time: '2026-11-22T09:41:07.318Z',
    level: 'info',
    service: 'billing-api',
    region: 'eu-central-1',
    requestId: 'a1b2c3d4-e5f6-4711-8899-aabbccddeeff',
    message: 'payment accepted after one retry of the upstream gateway, which had answered 503 once',
    request: {
      method: 'POST',
      url: '/v1/orders/8472/payment?expand=items,customer&locale=de-DE',
      status: 201,
      durationMs: 84.31,
      retried: true,
      headers: {
        host: 'api.example.com',
        accept: 'application/json, text/plain;q=0.9, */*;q=0.8',
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${opaque(160, 1)}`,
        cookie: `sid=${opaque(40, 2)}; theme=dark`,
        'x-api-key': opaque(32, 3),
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0',
      },
    },
    user: {
      id: 8472,
      name: 'Ada Lovelace',
      email: 'ada.lovelace@example.com',
      roles: ['admin', 'billing', 'support'],
      password: 'correct horse battery staple',
      refreshToken: opaque(64, 4),
      pin: '4711',
    },
    order: {
      id: 'ord_19283',
      currency: 'EUR',
      total: 129.9,
      items: [
        { sku: 'A-100', title: 'Mechanical keyboard, German layout', quantity: 1, price: 79.9 },
        { sku: 'B-200', title: 'Wireless mouse with charging dock', quantity: 2, price: 25 },
      ],
      payment: {
        provider: 'acme-payments',
        cardNumber: '4111 1111 1111 1111',
        cvv: '123',
        accessToken: opaque(48, 5),
        billing: { street: 'Unter den Linden 1', zip: '10117', city: 'Berlin', country: 'DE' },
      },
    },
    database: {
      host: 'db-1.internal.example.com',
      port: 5432,
      user: 'billing',
      dbPassword: 'pg-7c1e-8a20',
      statement: 'insert into payments (order_id, amount, currency, provider) values ($1, $2, $3, $4)',
      clientSecret: opaque(40, 6),
      pool: { size: 10, idle: 4, waiting: 0 },
    },
    metrics: {
      cpu: 0.31,
      memoryMb: 512.4,
      queue: 3,
      retries: 1,
      cached: false,
      shard: 'eu-3',
      spansMs: [3.2, 17.4, 44],
    },
  };
}

function opaque(length: number, seed: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, (_, i) => letters[(i * 7 + seed * 13 + ((i * i) % 17)) % letters.length]).join('');
}
