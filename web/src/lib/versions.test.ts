import { describe, expect, it } from 'vitest';
import type { Analysis, Claim } from './api/types';
import { canonical, compare, figures } from './versions';

const claim = (field: string, value: unknown, more: Partial<Claim> = {}): Claim => ({ field, value, probability: 0.8, method: 'classifier', evidence: [], state: 'accepted', ...more });
const analysis = (more: Partial<Analysis> = {}): Analysis => ({
  schema: 'cxai.analysis/1', analysis_id: 'a', created_at: '2026-03-14T09:26:53.589Z', status: 'complete', skipped: [], recipe: {},
  turns: [{ id: 't0', role: 'agent', start_ms: 0, end_ms: 900, text: 'Buyurun.' }, { id: 't1', role: 'customer', start_ms: 1000, end_ms: 3000, text: 'Faturam yüksek.' }],
  measures: {}, claims: [], ...more,
});

describe('claims', () => {
  it('differ by value, by state, by being there', () => {
    const before = analysis({ claims: [claim('sentiment', 'negative'), claim('resolution', 'resolved'), claim('topic', 'billing'), claim('mood', 'sad')] });
    const after = analysis({ claims: [claim('sentiment', 'neutral'), claim('resolution', null, { state: 'abstained' }), claim('topic', 'billing', { probability: 0.1 }), claim('tone', 'formal')] });
    const { claims, same } = compare(before, after);
    expect(claims.map((c) => [c.field, c.before?.value ?? null, c.after?.value ?? null])).toEqual([
      ['sentiment', 'negative', 'neutral'], ['resolution', 'resolved', null], ['tone', null, 'formal'], ['mood', 'sad', null],
    ]);
    expect(same).toBe(1);
  });
  it('of a language model are compared with its own', () => {
    const before = analysis({ claims: [claim('topic', 'billing'), claim('topic', 'payment', { method: 'llm' })] });
    const after = analysis({ claims: [claim('topic', 'billing'), claim('topic', 'delivery', { method: 'llm' })] });
    expect(compare(before, after).claims).toMatchObject([{ field: 'topic', reader: true, value: true }]);
  });
  it('with other words as evidence say so, wherever those stand', () => {
    const with_ = (turn: string, chars: [number, number]) => analysis({ claims: [claim('problem', 'x', { evidence: [{ turn, chars }] })] });
    expect(compare(with_('t1', [0, 7]), with_('t1', [0, 7])).claims).toEqual([]);
    expect(compare(with_('t1', [0, 7]), with_('t1', [8, 14])).claims).toMatchObject([{ field: 'problem', value: false }]);
  });
  it('do not differ by the order of keys', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: 1 })).toBe(canonical({ a: 1, b: [{ c: 2, d: 1 }] }));
  });
});

describe('measures', () => {
  it('are taken apart by party', () => {
    expect([...figures({ span_ms: 5, talk_ms: { agent: 1, customer: null }, reply_gap_ms: { agent: { median: 3, p90: 9, n: 2 } }, silence: [{}], speech_source: 'none', aht_ms: null })]).toEqual([
      ['span_ms ', 5], ['talk_ms agent', 1], ['reply_gap_median agent', 3], ['reply_gap_p90 agent', 9],
    ]);
  });
  it('differ by more than rounding', () => {
    const before = analysis({ measures: { talk_share: { agent: 0.1 + 0.2, customer: 0.7 }, span_ms: 10, overlap_ms: null } });
    const after = analysis({ measures: { talk_share: { agent: 0.3, customer: 0.6 }, span_ms: null, overlap_ms: 4 } });
    expect(compare(before, after).measures).toEqual([
      { name: 'talk_share', party: 'customer', before: 0.7, after: 0.6 },
      { name: 'span_ms', party: null, before: 10, after: null },
      { name: 'overlap_ms', party: null, before: null, after: 4 },
    ]);
  });
});

describe('recipes and turns', () => {
  it('name the parts that differ, by digest where the names are the same', () => {
    const before = analysis({ recipe: { code_version: '1', definitions: 'metrics/1', models: [{ name: 'b/1', sha256: 'aaaaaaaaaa' }, { name: 'a/1', sha256: 'c' }] } });
    const after = analysis({ recipe: { code_version: '2', definitions: 'metrics/1', models: [{ name: 'a/1', sha256: 'c' }, { name: 'b/1', sha256: 'bbbbbbbbbb' }] }, corrections: [{ kind: 'swap_roles' }] });
    expect(compare(before, after).recipe).toEqual([
      { part: 'models', before: 'a/1 (c), b/1 (aaaaaaaa)', after: 'a/1 (c), b/1 (bbbbbbbb)' },
      { part: 'code_version', before: '1', after: '2' },
      { part: 'corrections', before: null, after: '1' },
    ]);
  });
  it('count turns', () => {
    const after = analysis();
    after.turns = [{ ...after.turns[0]!, role: 'customer' }, { ...after.turns[1]!, id: 't9' }];
    expect(compare(analysis(), after).turns).toEqual({ role: 1, text: 0, added: 1, removed: 1 });
    expect(compare(analysis(), analysis()).turns).toEqual({ role: 0, text: 0, added: 0, removed: 0 });
  });
});
