const ask = 'curl -sL -H "X-API-Key: $KEY"';

/**
 * For each package a command that shows it at work, and what that prints on a server that has just started. `$URL` is the server,
 * `$KEY` the key of an administrator. The table of the README is the same.
 */
export const tourCommands = {
  retry: {
    command: `${ask} -d deed=lose-answers $URL/ops/tour | grep -o 'data-retries="[0-9]*"'`,
    prints: 'data-retries="2"',
  },
  breaker: {
    command: `${ask} -d deed=break-mail $URL/ops/tour | grep -o 'data-state="[a-z-]*"'`,
    prints: 'data-state="open"',
  },
  ratelimit: {
    command: `curl -so /dev/null -w '%{http_code}\\n' "$URL/openapi.json?n=[1-150]" | tail -1`,
    prints: '429',
  },
  redact: {
    command: `${ask} $URL/ann@example.com | grep -o 'There is .*com'`,
    prints: 'There is nothing at /***@example.com',
  },
  audit: {
    command: `${ask} $URL/operations/audit | grep -o 'data-verified="[a-z]*"'`,
    prints: 'data-verified="true"',
  },
  chaos: {
    command: `${ask} -d deed=slow-database $URL/ops/tour | grep -o 'database-slow" data-running="[a-z]*"'`,
    prints: 'database-slow" data-running="true"',
  },
  flags: {
    command: `${ask} -d deed=roll-out $URL/ops/tour | grep -o 'ai_insights" data-on="[a-z]*"'`,
    prints: 'ai_insights" data-on="true"',
  },
  rbac: {
    command: `${ask} -X POST $URL/account/tenants | grep -o 'This needs .*create'`,
    prints: 'This needs the permission tenants:create',
  },
} as const;

export type TourPackage = keyof typeof tourCommands;
