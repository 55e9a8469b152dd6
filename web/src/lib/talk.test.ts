import { describe, expect, it } from 'vitest';
import type { Analysis, Turn } from './api/types';
import { shownValue } from './claims';
import { channelRoles, perParty, quote, reasonFor, silences, timeOf, turnAt } from './talk';

const turns: Turn[] = [
  { id: 't0', role: 'agent', channel: 0, start_ms: 1000, end_ms: 3000, text: 'Merhaba, buyurun.' },
  {
    id: 't1', role: 'customer', channel: 1, start_ms: 4000, end_ms: 8000, text: '😡 Faturam iki katı!',
    words: [
      { text: 'Faturam', start_ms: 4200, end_ms: 4900 },
      { text: 'iki', start_ms: 5000, end_ms: 5300 },
      { text: 'katı!', start_ms: 5400, end_ms: 6000 },
    ],
  },
  { id: 't2', role: 'agent', channel: 0, start_ms: null, end_ms: null, text: 'Anladım.' },
];
const analysis = {
  turns,
  measures: {
    silence: [{ start_ms: 8000, end_ms: 14000 }, { start_ms: 3000, end_ms: 4000 }],
    reply_gap_ms: { agent: { median: 300, p90: 700, n: 2 }, customer: { median: null, p90: null, n: 0 } },
  },
  skipped: [{ feature: 'overlap', reason: 'mono_no_overlap' }, { feature: 'talk', reason: 'no_times' }],
} as unknown as Analysis;

describe('transcript and sound', () => {
  it('find the turn that is heard', () => {
    expect([0, 1000, 3500, 4000, 99_000].map((ms) => turnAt(turns, ms))).toEqual([-1, 0, 0, 1, 1]);
  });

  it('find where a quote is heard, in code points', () => {
    expect(timeOf(turns[1]!, { turn: 't1', chars: [10, 18] })).toBe(5000);
    expect(quote(turns, { turn: 't1', chars: [10, 18] })).toBe('iki katı');
    expect(timeOf(turns[2]!, { turn: 't2', chars: [0, 3] })).toBeNull();
    expect(timeOf(turns[0]!, { turn: 't0', chars: [9, 16] })).toBe(1000 + Math.round((2000 * 9) / 17));
  });

  it('know who sits on which channel', () => {
    expect(channelRoles(turns, 2)).toEqual(['agent', 'customer']);
    expect(channelRoles(turns, 1)).toEqual([null]);
  });
});

describe('measures', () => {
  it('say why they are missing', () => {
    expect(reasonFor(analysis, 'overlap_ms')).toBe('mono_no_overlap');
    expect(reasonFor(analysis, 'talk_share')).toBe('no_times');
    expect(reasonFor(analysis, 'words_per_minute')).toBe('no_times');
    expect(reasonFor(analysis, 'hold_ms')).toBeNull();
  });

  it('are read per party', () => {
    expect(perParty(analysis.measures, 'reply_gap_ms', 'median')).toEqual({ agent: 300, customer: null });
    expect(perParty(analysis.measures, 'nothing')).toBeNull();
    expect(silences(analysis, 5000)).toHaveLength(1);
  });
});

describe('values of claims', () => {
  it('are shown by their kind', () => {
    expect(shownValue('sentiment', 'negative')).toEqual({ kind: 'label', group: 'sentiment', id: 'negative' });
    expect(shownValue('follow_up', true)).toEqual({ kind: 'label', group: 'yesNo', id: 'true' });
    expect(shownValue('time_to_resolution', 41_000)).toEqual({ kind: 'duration', ms: 41_000 });
    expect(shownValue('empathy', 4)).toMatchObject({ kind: 'score', score: 4 });
    expect(shownValue('satisfaction', { score: 2.5, low: 2, high: 3, sentence: 's' })).toMatchObject({ score: 2.5, low: 2, sentence: 's' });
    expect(shownValue('keywords', [{ text: 'fatura', count: 3 }])).toEqual({ kind: 'terms', groups: [{ party: null, terms: [{ text: 'fatura', count: 3 }] }] });
    expect(shownValue('repeated_words', { agent: [], customer: [{ text: 'kargo', count: 2 }] })).toEqual({
      kind: 'terms', groups: [{ party: 'customer', terms: [{ text: 'kargo', count: 2 }] }],
    });
    expect(shownValue('repeated_words', { agent: [], customer: [] })).toEqual({ kind: 'nothing' });
    expect(shownValue('tone', { agent: 'formal' })).toEqual({ kind: 'parts', rows: [[['agent', 'formal']]], group: 'tone' });
    expect(shownValue('empathy', { score: 2.5, out_of: 5, items: { apologised: { answer: 'yes' }, acknowledged: { answer: 'na' }, named_feeling: { answer: 'no' } } })).toMatchObject({
      kind: 'score', items: [['apologised', true], ['acknowledged', null], ['named_feeling', false]],
    });
    expect(shownValue('commitments', [{ who: 'agent', what: 'ararız', when: 'yarın', due: '2026-06-10', probability: 0.9 }, { who: 'customer', what: 'bakarım', when: 'sonra', due: null }])).toEqual({
      kind: 'parts', group: null, rows: [[['who', 'agent'], ['what', 'ararız'], ['due', '2026-06-10']], [['who', 'customer'], ['what', 'bakarım'], ['when', 'sonra']]],
    });
    expect(shownValue('problem', null)).toEqual({ kind: 'nothing' });
  });
});
