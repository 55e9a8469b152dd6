import { describe, expect, it } from 'vitest';
import { shownValue } from './claims';

describe('shownValue', () => {
  it('shows a course of sentiment by quarters with its trend', () => {
    expect(shownValue('sentiment_course', { quarters: ['negative', null, 'mixed', 'positive'], trend: 'improving' })).toEqual({
      kind: 'course', quarters: ['negative', null, 'mixed', 'positive'], trend: 'improving',
    });
  });

  it('shows conduct as a score with what the effort was', () => {
    const shown = shownValue('customer_conduct', { score: 2.4, effort: 3.1, repeats: 2, transfers: 0, minutes: null });
    expect(shown).toMatchObject({ kind: 'score', score: 2.4, low: null, details: [['effort', 3.1], ['repeats', 2], ['transfers', 0]] });
  });

  it('shows satisfaction with its interval', () => {
    expect(shownValue('satisfaction', { score: 3.4, low: 2, high: 5 })).toMatchObject({ kind: 'score', score: 3.4, low: 2, high: 5, details: [] });
  });

  it('shows the tone of each party', () => {
    expect(shownValue('tone', { agent: 'friendly', customer: 'neutral' })).toEqual({
      kind: 'parts', rows: [[['agent', 'friendly'], ['customer', 'neutral']]], group: 'tone',
    });
  });
});
