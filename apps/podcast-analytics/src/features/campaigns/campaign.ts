/** `draft` delivers nothing yet; `archived` is what a deleted campaign is: its numbers stay, for invoices refer to them. */
export const campaignStates = ['draft', 'active', 'paused', 'ended', 'archived'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** Those that somebody can choose; a campaign is archived by deleting it. */
export const openStates = ['draft', 'active', 'paused', 'ended'] as const;

/** Before, within and after the content, in the order in which a listener hears them. */
export const positions = ['pre', 'mid', 'post'] as const;
export type Position = (typeof positions)[number];

/** Put into the file as it is downloaded, or part of the file from the day of its publication on. */
export const insertions = ['dynamic', 'baked-in'] as const;
export type Insertion = (typeof insertions)[number];

/** UTC days, both included. */
export interface Flight {
  readonly from: string;
  readonly to: string;
}

/** Where the ad is heard: in one episode, or in all of a show. */
export interface SpotPlace {
  readonly position: Position;
  readonly insertion: Insertion;
  /** Of a `baked-in` spot: on how many days of an episode its downloads count, the day of publication being the first. */
  readonly bakedInDays: number;
  readonly showId: number;
  /** Absent for every episode of the show. */
  readonly episodeId?: number;
}

export interface Spot extends SpotPlace {
  readonly id: string;
}

/** What those who may change a campaign can change of it. */
export interface CampaignTerms {
  readonly advertiser: string;
  readonly name: string;
  readonly flight: Flight;
  /** Impressions. */
  readonly goal: number;
  /** For a thousand impressions, in minor units of the currency. */
  readonly cpmMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly state: (typeof openStates)[number];
}

export interface Campaign extends Omit<CampaignTerms, 'state'> {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly state: CampaignState;
  readonly spots: readonly Spot[];
  /** Those whose members see it beside its owner. */
  readonly teamIds: readonly string[];
  /** What the address of its pixel holds in place of its id. */
  readonly pixelToken: string;
  /** Counts changes: whoever changes it says which version they saw. */
  readonly version: number;
}

/** What sponsors mostly buy a spot for: the time in which an episode has nearly all of its downloads. */
export const bakedInDaysPreset = 30;
