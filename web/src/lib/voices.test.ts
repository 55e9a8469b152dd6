import { expect, test } from 'vitest';
import type { Turn } from './api/types';
import { namesShown, voiceName, voicesOf, voiceText } from './voices';

const turn = (role: string | null, speaker: string, start: number | null, end: number | null): Turn => ({
  id: `${role}${speaker}${start}`, role, speaker, start_ms: start, end_ms: end, text: 'x',
});

test('a voice is the speaker, else the role', () => {
  expect(voiceName(turn('agent', 'voice 1', 0, 1))).toBe('voice 1');
  expect(voiceName(turn('agent', '', 0, 1))).toBe('agent');
  expect(voiceName(turn(null, '', 0, 1))).toBe('other');
});

test('voices stand in order of appearance with the role of most turns', () => {
  const voices = voicesOf([turn('customer', 'voice 1', 0, 1000), turn('agent', 'voice 2', 1000, 1500), turn('agent', 'voice 2', null, null), turn('customer', 'voice 2', 2000, 2200)]);
  expect(voices).toEqual([
    { name: 'voice 1', role: 'customer', turns: 1, talk_ms: 1000 },
    { name: 'voice 2', role: 'agent', turns: 3, talk_ms: 700 },
  ]);
  expect(voicesOf([])).toEqual([]);
});

test('numbered voices read in the language of the page', () => {
  expect(voiceText('voice 2', (n) => `${n}. ses`)).toBe('2. ses');
  expect(voiceText('Ayşe', (n) => `${n}. ses`)).toBe('Ayşe');
});

test('names are shown where they say more than the roles', () => {
  expect(namesShown([turn('agent', 'voice 1', 0, 1), turn('customer', 'voice 2', 1, 2)])).toBe(false);
  expect(namesShown([turn('agent', 'Ayşe', 0, 1), turn('customer', '', 1, 2)])).toBe(true);
  expect(namesShown([turn('agent', 'voice 1', 0, 1), turn('customer', 'voice 2', 1, 2), turn('customer', 'voice 3', 2, 3)])).toBe(true);
});
