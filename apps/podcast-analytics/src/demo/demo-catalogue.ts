/** The shows of the demo network and who listens to them. All invented but the user agents, which are what clients send. */
export interface DemoShow {
  readonly slug: string;
  /** Listeners relative to the other shows. */
  readonly weight: number;
  /** Days between two episodes. */
  readonly everyDays: number;
  readonly minutes: number;
}

export const demoShows: readonly DemoShow[] = [
  { slug: 'harbour-lights', weight: 8, everyDays: 1, minutes: 24 },
  { slug: 'slow-bread', weight: 4, everyDays: 7, minutes: 52 },
  { slug: 'the-second-draft', weight: 3, everyDays: 7, minutes: 38 },
  { slug: 'under-the-moor', weight: 2, everyDays: 14, minutes: 61 },
  { slug: 'small-engines', weight: 1, everyDays: 7, minutes: 45 },
];

/** By how many of the listeners use it. */
export const listenerAgents: readonly (readonly [weight: number, userAgent: string])[] = [
  [30, 'AppleCoreMedia/1.0.0.21E236 (iPhone; U; CPU OS 17_4_1 like Mac OS X; en_us)'],
  [14, 'Podcasts/4023.510.2 CFNetwork/1494.0.7 Darwin/23.4.0'],
  [18, 'Spotify/8.9.40 Android/34 (SM-S911B)'],
  [6, 'Spotify/8.9.38 iOS/17.4.1 (iPhone15,2)'],
  [6, 'Overcast/2024.3 (+http://overcast.fm/; iOS podcast app)'],
  [5, 'Pocket Casts/7.61 (Android 14)'],
  [4, 'AntennaPod/3.4.0'],
  [3, 'CastBox/11.2.2-240403146 (Linux;Android 13) ExoPlayerLib/2.18.1'],
  [3, 'Podcast Addict/v5 - Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Mobile'],
  [2, 'Castro 2024.4 (like iTunes)'],
  [2, 'Podverse/4.15.9 Android Mobile App/'],
  [
    3,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  ],
  [
    2,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
  ],
  [1, 'Sonos/78.1-52020 (ZPS24)'],
  [1, 'Mozilla/5.0 (Linux; Android 9; AFTKA) AppleWebKit/537.36 AlexaMediaPlayer/2.1'],
];

export const robotAgents: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Amazonbot/0.1 (+https://developer.amazon.com/support/amazonbot)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'curl/8.5.0',
  'python-requests/2.31.0',
  'Go-http-client/1.1',
  'ExampleFeedCrawler/2.0',
  'PocketCasts/1.0 (Pocket Casts Feed Parser; +http://pocketcasts.com/)',
];

export const watchAgent = 'atc/1.0 watchOS/10.4 model/Watch6,7 hwp/t8301 build/21T216 (6; dt:264)';

/** First octets of addresses, by the country that most of them are used in. */
export const addressBlocks: readonly (readonly [weight: number, octet: number])[] = [
  [40, 73],
  [12, 86],
  [12, 91],
  [6, 24],
  [5, 81],
  [4, 177],
  [4, 49],
  [3, 203],
];
