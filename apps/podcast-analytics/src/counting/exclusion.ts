/** Why a hit cannot be part of any download, decided from the hit alone. In the order of the checks. */
export type Exclusion =
  | 'not-get'
  | 'status'
  | 'unusable-url'
  | 'not-media'
  | 'no-address'
  | 'probe'
  | 'no-agent'
  | 'watch-os'
  | 'bot-agent'
  | 'web-preload'
  | 'bot-network';

/** What becomes of a hit: exactly one hit of each download is `counted`. */
export type Outcome = Exclusion | 'counted' | 'same-download' | 'under-one-minute';

/** How each outcome is computed, in the sentence that a page shows beside its number. */
export const howComputed: Readonly<Record<Outcome, string>> = Object.freeze({
  counted: 'The first hit of a download: one listener, one episode, one UTC day (or 24 hours from the first hit).',
  'same-download': 'A further hit of a download that is counted already.',
  'under-one-minute':
    'All hits of the listener on the episode within the window together cover less than one minute of audio.',
  'not-get': 'The request method is not GET.',
  status: 'The server answered with a status other than 200 or 206, so it sent no audio.',
  'unusable-url': 'The URL cannot be read as the address of a file.',
  'not-media': 'The path ends in a slash, or in the extension of a page, feed, image, script or text.',
  'no-address': 'The log tells neither the address nor its hash, so the listener cannot be told from others.',
  probe: 'The request asked for, or was sent, two bytes at most, as players do to learn the size of a file.',
  'no-agent': 'The request has no user agent.',
  'watch-os': 'The user agent is that of a watch, which fetches what its telephone has fetched already.',
  'bot-agent':
    'The user agent is in the list of bots or of automated libraries, or it is in no list and names itself a bot, crawler or spider.',
  'web-preload': 'The request came from a web player or browser known to fetch episodes that nobody plays.',
  'bot-network': 'The address belongs to a data centre.',
});
