/** The episode behind a URL, and the show: where the file lies. */
export interface EpisodeKey {
  readonly episode: string;
  readonly show: string;
}
