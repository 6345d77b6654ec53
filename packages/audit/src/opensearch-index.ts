/**
 * The body of `PUT /audit`: what may be searched is mapped, all else is kept as it came. So no event is refused because two actions
 * call different things by one name in their details.
 *
 * @example
 * await fetch('https://search.example.com:9200/audit', { method: 'PUT', headers, body: JSON.stringify(auditIndex()) });
 */
export function auditIndex(): object {
  const keyword = { type: 'keyword', ignore_above: 1024 };
  const kept = { type: 'object', enabled: false };
  const actor = { properties: { type: keyword, id: keyword, tenantId: keyword, impersonatedBy: keyword } };
  const resource = { properties: { type: keyword, id: keyword, tenantId: keyword } };
  return {
    mappings: {
      dynamic: false,
      properties: {
        ...Object.fromEntries(
          ['id', 'stream', 'action', 'outcome', 'correlationId', 'sessionId'].map((name) => [name, keyword]),
        ),
        seq: { type: 'long' },
        time: { type: 'date' },
        // A keyword: what a header claims to be an address may be none.
        clientIp: keyword,
        actor,
        resource,
        reason: { type: 'text' },
        userAgent: { type: 'text' },
        changes: kept,
        details: kept,
      },
    },
  };
}
