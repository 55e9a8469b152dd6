import { describe, expect, it } from 'vitest';
import type { PersonConversation } from './api/privacy';
import { daysLeft, erasure, identifierFault, isTckn, readFound, readLabel, readList, unmasked } from './desk';

describe('the 30-day clock', () => {
  const due = '2026-04-13T10:00:00Z';
  it('counts days of the calendar, not hours', () => {
    expect(daysLeft(due, Date.parse('2026-03-14T10:00:01Z'), 180)).toBe(30);
    expect(daysLeft(due, Date.parse('2026-04-12T23:30:00Z'), 0)).toBe(1);
    expect(daysLeft(due, Date.parse('2026-04-13T20:00:00Z'), 180)).toBe(0);
    expect(daysLeft(due, Date.parse('2026-04-15T10:00:00Z'), 180)).toBe(-2);
  });
  it('uses the wall clock of the centre', () => {
    // 22:00 UTC is already the next day in Istanbul.
    expect(daysLeft(due, Date.parse('2026-04-11T22:00:00Z'), 180)).toBe(1);
    expect(daysLeft(due, Date.parse('2026-04-11T22:00:00Z'), 0)).toBe(2);
  });
});

describe('identifiers', () => {
  it('checks the digits of a TCKN', () => {
    expect(isTckn('10000000146')).toBe(true);
    expect(isTckn('100 000 001 46')).toBe(true);
    for (const wrong of ['10000000145', '00000000146', '1000000014', '1000000014a', '']) expect(isTckn(wrong), wrong).toBe(false);
  });
  it('says what is wrong with a value', () => {
    expect(identifierFault('TCKN', '12345678901')).toBe('tcknWrong');
    expect(identifierFault('EMAIL', 'ayse@example')).toBe('emailWrong');
    expect(identifierFault('EMAIL', ' ayse@example.com ')).toBe(null);
    expect(identifierFault('PHONE', '532 111 22')).toBe('phoneWrong');
    expect(identifierFault('PHONE', '0532 111 22 33')).toBe(null);
    expect(identifierFault('CUSTOMER_NO', 'A-1')).toBe(null);
  });
  it('reads what the server shows of them', () => {
    expect(readFound('PHONE (customer)')).toEqual({ type: 'PHONE', origin: 'customer' });
    expect(readLabel('PHONE ••33')).toEqual({ type: 'PHONE', rest: '••33' });
    expect(readLabel('EMAIL')).toEqual({ type: 'EMAIL', rest: '' });
    expect(readList(' satış, , destek')).toEqual(['satış', 'destek']);
  });
});

describe('an erasure', () => {
  const match = (id: string, holds: string[] = []): PersonConversation => ({ id, found: [], as_customer: true, holds, conversation: null });
  it('tells what goes, what a hold keeps and what was left out', () => {
    const found = [match('a'), match('b', ['h_1']), match('c'), match('d', ['h_1'])];
    expect(erasure(found, new Set())).toEqual({ goes: 2, held: 2, left: 0 });
    expect(erasure(found, new Set(['a', 'd']))).toEqual({ goes: 1, held: 1, left: 2 });
  });
});

describe('the original', () => {
  it('puts the words back and keeps who was found to speak', () => {
    const turn = { id: 't0', role: 'customer', start_ms: 0, end_ms: 900, text: 'Numaram [PHONE_1]', pii: [{ type: 'PHONE', chars: [8, 17] as [number, number] }] };
    const [shown, other] = unmasked([turn, { ...turn, id: 't9' }], [{ ...turn, role: 'agent', text: 'Numaram 0532' }]);
    expect(shown!.text).toBe('Numaram 0532');
    expect(shown!.role).toBe('customer');
    expect(shown!.pii).toBeUndefined();
    expect(other!.text).toBe('Numaram [PHONE_1]');
  });
});
