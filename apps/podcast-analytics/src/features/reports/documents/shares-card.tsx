import type { FC } from 'hono/jsx';
import { count, instant } from '../../../platform/http/figures.ts';
import type { DocumentViewProps } from './document-view.tsx';
import { type Share, shareDays } from './shares.ts';

export const SharesCard: FC<DocumentViewProps> = ({ document, shares, now, origin, may }) => (
  <section class="card" id="shares" aria-labelledby="shares-title">
    <h2 id="shares-title">Links</h2>
    <p class="note">Whoever has a link reads this document without an account, until it expires or is revoked.</p>
    {shares.length > 0 && (
      <section class="scroll" tabindex={0} aria-label="Links as a table">
        <table class="list">
          <thead>
            <tr>
              {['Link', 'State', 'Views', ''].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shares.map((share) => (
              <tr data-views={share.views}>
                <th scope="row">
                  {share.path === undefined ? (
                    <small>by {share.createdBy}</small>
                  ) : (
                    may.share && (
                      <input
                        readonly
                        value={origin + share.path}
                        aria-label="Address of the link"
                        data-share={share.path}
                      />
                    )
                  )}
                </th>
                <td class="date">{stateOf(share, now)}</td>
                <td>{count(share.views)}</td>
                <td class="n">
                  {share.path !== undefined && may.share && (
                    <form action={`/reports/${document.id}/shares/${share.id}/revoke`} method="post">
                      <button type="submit">Revoke</button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
    {may.share && (
      <form class="line" action={`/reports/${document.id}/shares`} method="post">
        <label>
          Days until it expires, {shareDays.most} at most
          <input type="number" name="days" value={String(shareDays.preset)} min={1} max={shareDays.most} required />
        </label>
        <button type="submit">Make a link</button>
      </form>
    )}
  </section>
);

function stateOf({ revokedAt, expiresAt }: Share, now: number): string {
  if (revokedAt) return `revoked ${instant(revokedAt.getTime())} UTC`;
  return `${expiresAt.getTime() > now ? 'open until' : 'expired'} ${instant(expiresAt.getTime())} UTC`;
}
