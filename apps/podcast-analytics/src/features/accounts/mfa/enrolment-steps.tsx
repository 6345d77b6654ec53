import type { FC } from 'hono/jsx';
import { QrCode } from './qr-code.tsx';
import { enrolmentUri, writtenSecret } from './totp.ts';

interface EnrolmentStepsProps {
  readonly secret: Uint8Array;
  readonly email: string;
}

/** Inside a form: what an authenticator is to be told, and the field for its first code. */
export const EnrolmentSteps: FC<EnrolmentStepsProps> = ({ secret, email }) => (
  <>
    <p>Scan this with an authenticator app, or type the secret into it.</p>
    <QrCode text={enrolmentUri(secret, email)} label="QR code of the secret below" />
    <p>
      Secret <code id="totp-secret">{writtenSecret(secret)}</code>
    </p>
    <label>
      The code that it shows now
      <input name="code" autocomplete="one-time-code" inputmode="numeric" maxlength={10} required />
    </label>
  </>
);
