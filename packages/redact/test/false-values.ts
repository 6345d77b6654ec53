// What detectors must leave alone, with ` · ` between one and the next.

export const falseValues: Readonly<Record<string, string>> = {
  card:
    '4111111111111112 · 1732147200123 · 1732147200123456 · 1732147200123456789 · 0.4111111111111111 · ' +
    '4111111111111111.5 · 4111111111111111e5x · -4111111111111111 · a4111111111111111 · 4111111111111111a · ' +
    '+4111111111111111 · 550e8400-e29b-41d4-4111-411111111111 · 20261122103000 · 41111 · blk_4111111111111111 · ' +
    '4111 111 1111 1111 1 · 4111  1111  1111  1111 · 9111111111111111 · 0000000000000000 · 4111111111111111-x · ' +
    '12345678901234567890 · v4111111111111111',
  iban:
    'GB29NWBK60161331926818 · GB28 NWBK 6016 1331 9268 19 · GB29NWBK6016133192681 · GB29NWBK601613319268190 · ' +
    'XX29NWBK60161331926819 · US12345678901234567890 · gb29nwbk60161331926819 · DE12 · xGB29NWBK60161331926819 · ' +
    'GB29NWBK60161331926819x · AB12CD34EF56GH78 · DEADBEEF1234567890ABCDEF · IT60 · MT84 MALT · REQ-GB29 · ' +
    'FR1420041010050500013M02607 · DE89370400440532013001 · NO9386011117948 · BE68539007547035 · CH93 · ' +
    'ES91 2100 0418 4502 0005 1333 · PL61',
  ssn:
    '000-12-3456 · 666-12-3456 · 900-12-3456 · 999-99-9999 · 123-00-4567 · 123-45-0000 · 078051120 · ' +
    '078 05 1120 · 2026-11-22 · 1078-05-1120 · 078-05-11201 · a078-05-1120 · 078-05-1120-1 · 12-345-6789 · ' +
    '078-051-120 · 078-05-1120.5 · 1.078-05-1120 · ssn: none · SSN of 078 · session=078051120 · 555-2671 · ' +
    '078-05-112',
  email:
    'a@b · @ada · ada@ · ada@localhost · lodash@4.17.21 · @types/node@24.1.0 · pkg@1.0.0-beta.rc · ' +
    'git@github.com:x/y.git · a @ b.co · https://user@db.example.com/x · postgres://app:x@db.example.com · ' +
    'a@b.c · a@.com · a@b.. · x@1.2.3.4 · user@host:22 · Object@1a2b3c · @media · a@b_c · ada(at)example.com · ' +
    'com.foo.Bar@5e2de80c · pkg@10.1.0-beta.rc',
  phone:
    '5552671 · 2026-11-22 · 10:15:01 · 1732147200 · +1 · +12 34 · 415-5552671 · 415-555-267 · a415-555-2671 · ' +
    '415-555-26711 · 1.415.555.2671.9 · +123456 · -415-555-2671 · 4155552671 · #415 · (415) · ' +
    '+1234567890123456789 · 0x4155552671 · 415/555/2671 · 415_555_2671 · 3.14159265358979',
  ip:
    '256.1.1.1 · 1.2.3 · 1.2.3.4.5 · 1.2.3.400 · 10:15:01 · 00:1b:63:84:45:e6 · a:b · x1.2.3.4 · 1.2.3.4x · ' +
    '2001:db8:::1 · 1::2::3 · :: · std::vector · a1b2c3 · v1.2 · 1:2:3:4:5:6:7 · 12:34 · g::1x · http:// · ' +
    '1..2.3 · 99.999.9.9',
  jwt:
    'eyJ · eyJhbGciOiJIUzI1NiJ9 · eyJhbGciOiJIUzI1NiJ9. · eyJhbGciOiJIUzI1NiJ9.e30 · eyJ0eXAiOiJKV1QifQ.e30.x · ' +
    'xeyJhbGciOiJIUzI1NiJ9.e30.x · a.b.c · www.example.com · eyJhbGciOjV9XXXX.e30.x · eyJub3QganNvbiE.e30.x · ' +
    'eyJ.eyJ.eyJ · 1.2.3 · ey.JhbGci.x · eyJ hbGci · EYJHBGCIOIJIUZI1NIJ9.E30.X · org.apache.log4j · ' +
    'eyJpZCI6MX0AAAA · key.json.bak · eyJpZCI6MSwieCI6Mn0.e30.x · survey.eyJx · eyJhbGci',
  bearer:
    'Bearer · Bearer token · bearer of good news · Bearer authentication-required · The bearer shall · ' +
    'Bearer realm="x" · bearertoken123456 · Bearer abc · Bearer a1 · forbearer a1b2c3d4 · Bearer: no · ' +
    'Bearer [REDACTED] · Bearer ****** · Bearer <token> · Bearer $(TOKEN) · token_type: bearer · ' +
    'bearer\na1b2c3d4e5 · WWW-Authenticate: Bearer · unbearer abc12345 · Bearer %s · bearer-12345678',
  'basic-auth':
    'Basic · basic authentication · Basic auth is off · basic knowledge · BASIC language · Basic realm="x" · ' +
    'Basic [REDACTED] · basic 123456 · Basic aaaaaa · visualbasic QWxhZGRpbjpvcGVu · basic education · ' +
    'Basic a:b · Basic === · basic functionality · basicQWxhZGRpbjpvcGVu · Basic YWJjZGVm · ' +
    'basic-QWxhZGRpbjpvcGVu · Basic **** · basic instructions · Basic AGEAOgA6 · basic principles · ' +
    'Basic AWE6Yg== · Basic YTpiAQ== · Basic YTpiY · Basic YTpiYmJiY',
  'connection-string':
    'https://example.com · http://host:8080/path@x · https://host:443?email=a@b.com · redis://cache:6379/0 · ' +
    'amqp://guest@mq:5672 · password=$1 · password=? · password=:password · password=%s · password=$(PASSWORD) · ' +
    'password=<secret> · password=[REDACTED] · password=**** · password= · password: x · passwordless=true · ' +
    'pwd=. · ssh://git@host/x · "u":"http://h:80","m":"a@b.co" · file:///etc/passwd · password={x}',
  'private-key':
    '-----BEGIN PUBLIC KEY----- · -----BEGIN CERTIFICATE----- · PRIVATE KEY · BEGIN PRIVATE KEY · ' +
    '-----BEGIN RSA PUBLIC KEY-----\nabc\n-----END RSA PUBLIC KEY----- · -----END PRIVATE KEY----- · ' +
    'no PRIVATE KEY found · ---BEGIN PRIVATE KEY--- · -----BEGIN PGP PUBLIC KEY BLOCK----- · ' +
    '-----BEGIN CERTIFICATE REQUEST----- · -----begin private key----- · ssh-rsa AAAAB3Nza · ' +
    '-----BEGIN PGP MESSAGE----- · -----BEGIN DH PARAMETERS----- · -----BEGINPRIVATE KEY----- · ' +
    '-----BEGIN X509 CRL----- · -----BEGIN PRIVATE----- · ----- PRIVATE KEY ----- · PRIVATE KEY----- · ' +
    '-----BEGIN PKCS7-----',
  entropy:
    'hello world · internationalization · antidisestablishmentarianism · aaaaaaaaaaaaaaaaaaaaaaaaA1 · ' +
    '550e8400-e29b-41d4-a716-446655440000 · 9f86d081884c7d659a2feaa0c55ad015 · SCREAMING_SNAKE_CASE_NAME · ' +
    'some-kebab-case-name-here · 1234567890123456789012 · AbcAbcAbcAbcAbcAbcAbc · /usr/local/lib/node_modules · ' +
    'ABABABABABABABABABAB1a · a1B2 · Za9Za9Za9Za9Za9Za9Za9 · the_quick_brown_fox_jumps · ==================== · ' +
    '-------------------- · 2026-11-22T10-15-01-000 · ABCDEFGHIJKLMNOPQRSTUVWXYZ · abcdefghijklmnopqrstuvwxyz0 · ' +
    'AbcdefGhijkLmnopqRstuvwx · ABCDEFGHIJKLMNOPQRSTUVWXYZ0123',
  'assigned-secret':
    'public_key=a0b1c2d3e4f5a6b7c8d9 · monkey=a0b1c2d3e4f5a6b7c8d9 · api_key= · api_key=short1 · ' +
    'api_key=xxxxxxxxxxxxxxxxxxxx · api_key=aaaaaaaaaaaaaaaaaaa1 · access_token=none · ' +
    'input_token_count=12345678901234567 · primary_key=a0b1c2d3e4f5a6b7c8d9 · API_KEY=<your key here 123456> · ' +
    'api_key_name=a0b1c2d3e4f5a6b7c8d9 · secret_name: a0b1c2d3e4f5a6b7c8d9 · apikeys are 1234567890abcdef12 · ' +
    'client_id=a0b1c2d3e4f5a6b7c8d9 · app_name=a0b1c2d3e4f5a6b7c8d9 · auth=a0b1c2d3e4f5a6b7c8d9 · ' +
    'api key missing · appkey · secret_key: **************** · API_KEY=$(API_KEY_PRODUCTION_1) · ' +
    'tokens=a0b1c2d3e4f5a6b7c8d9 · api_key=12345678901234567890 · api_key=abcdefghijklmnopqrst',
};

/** Nothing of anybody's: what every detector must leave alone. */
export const ordinaryValues: string =
  ' · hello · 550e8400-e29b-41d4-a716-446655440000 · 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b · ' +
  '2026-11-22T10:15:01.123Z · 1.2.3-beta.4 · /usr/lib/node · SELECT 1 · 0.123456789 · key · token · secret · ' +
  'public_key · sk_ · pk_live_ · AKIA · ghp_ · https://example.com/a?b=c#d · user_id=42 · {"ok":true}';
