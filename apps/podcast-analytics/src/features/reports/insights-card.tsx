import type { FC } from 'hono/jsx';
import { type InsightInput, insights } from './insights.ts';
import type { PhraseInsights } from './phrase-insights.ts';

/** Behind the flag `ai_insights`. */
export const InsightsCard: FC<InsightInput & { readonly phrase: PhraseInsights }> = ({ phrase, ...input }) => {
  const sentences = phrase(insights(input));
  return (
    <section class="card" id="insights" aria-labelledby="insights-title">
      <h2 id="insights-title">Insights</h2>
      <p class="note">Computed from the numbers on this page.</p>
      {sentences.length === 0 ? (
        <p>There is too little here yet to say something about.</p>
      ) : (
        <ul>
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
};
