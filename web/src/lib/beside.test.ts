import { describe, expect, it } from 'vitest';
import type { Claim } from './api/types';
import { beside, disputedByModel, notTaken } from './beside';

const claim = (field: string, state = 'accepted'): Claim => ({ field, state, value: 'x', probability: null, method: 'rule', evidence: [] });

describe('claims of one field', () => {
  const claims = [claim('mood', 'disputed'), claim('mood', 'disputed'), claim('problem'), claim('problem'), claim('topic', 'disputed')];
  it('are told apart by their states', () => {
    expect(claims.map((_, i) => beside(claims, i))).toEqual([null, 'disputed', null, 'reworded', null]);
  });
  it('are disputed by the model only as a pair', () => {
    expect(claims.map((_, i) => disputedByModel(claims, i))).toEqual([true, true, false, false, false]);
  });
});

describe('answers that were not taken', () => {
  it('are listed with their reasons', () => {
    const skipped = [{ feature: 'overlap', reason: 'mono_no_overlap' }, { feature: 'llm.mood', reason: 'quote_not_found' }, { feature: 'llm', reason: 'budget_spent' }];
    expect(notTaken({ skipped })).toEqual({ fields: [{ field: 'mood', reason: 'quote_not_found' }], whole: 'budget_spent' });
    expect(notTaken({ skipped: [] })).toEqual({ fields: [], whole: null });
  });
});
