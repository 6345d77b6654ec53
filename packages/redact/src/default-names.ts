/** Names whose values are secret. Their words also count where they are written as one: `apikey`. */
export const secretNames: readonly string[] = [
  // What lets somebody in
  'password|passwords|passwd|passphrase|passcode|pass|pwd|password hash|user password|db password',
  'secret|secrets|client secret|shared secret|app secret|secret key|secret value',
  'token|access token|refresh token|auth token|api token|id token|bearer token|session token|csrf token|xsrf token',
  'access tokens|refresh tokens|auth tokens|api tokens|jwt|bearer|credential|credentials',
  'api key|api keys|access key|access key id|secret access key|private key|signing key|encryption key|master key',
  'account key|storage key|license key|service key|webhook secret|ssh key|recovery code|recovery codes|backup codes',
  'authorization|proxy authorization|cookie|cookies|set cookie|session id|session key|connect sid|phpsessid|jsessionid',
  'otp|totp|one time password|mfa code|verification code|pin|pin code|security answer|csrf|xsrf',
  'connection string|database url|dsn|signature key|sas token|shared access signature',
  // What says who somebody is, or opens an account
  'ssn|social security number|social security|tax id|passport number|driver license|drivers license',
  'card number|credit card|credit card number|debit card|cc number|pan|cvv|cvc|csc|card verification|security code',
  'iban|account number|bank account|routing number|sort code',
].flatMap((line) => line.split('|'));

/** Names that end like a secret one and are none. */
export const allowedNames: readonly string[] = ['page token', 'next token', 'continuation token', 'sync token'];
