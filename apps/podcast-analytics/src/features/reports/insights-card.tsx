import type { FC } from 'hono/jsx';
import { type InsightInput, insights } from './insights.ts';

/** Behind the flag `ai_insights`. */
export const InsightsCard: FC<InsightInput> = (input) => {
  const sentences = insights(input);
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
