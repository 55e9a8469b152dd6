// The voices of a conversation, as corrections name them: the speaker, or the role where the source named nobody.
import type { Turn } from './api/types';

export interface Voice {
  name: string;
  role: string; // of most of its turns
  turns: number;
  talk_ms: number;
}

export function voiceName(turn: Turn): string {
  return turn.speaker || turn.role || 'other';
}

// In order of appearance.
export function voicesOf(turns: Turn[]): Voice[] {
  const voices = new Map<string, { votes: Map<string, number>; turns: number; talk_ms: number }>();
  for (const turn of turns) {
    const name = voiceName(turn);
    const voice = voices.get(name) ?? { votes: new Map<string, number>(), turns: 0, talk_ms: 0 };
    const role = turn.role ?? 'other';
    voice.votes.set(role, (voice.votes.get(role) ?? 0) + 1);
    voice.turns += 1;
    if (turn.start_ms !== null && turn.end_ms !== null) voice.talk_ms += turn.end_ms - turn.start_ms;
    voices.set(name, voice);
  }
  return [...voices].map(([name, { votes, turns: count, talk_ms }]) => ({
    name,
    role: [...votes].sort((a, b) => b[1] - a[1])[0]![0],
    turns: count,
    talk_ms,
  }));
}

// "voice 2" in the reader's language; any other name as it is.
export function voiceText(name: string, numbered: (n: string) => string): string {
  const number = /^voice (\d+)$/.exec(name)?.[1];
  return number ? numbered(number) : name;
}

// Whom to name beside the role: people with names, and numbered voices where the roles do not tell them apart.
export function namesShown(turns: Turn[]): boolean {
  const speakers = new Set(turns.map((turn) => turn.speaker).filter(Boolean));
  const roles = new Set(turns.map((turn) => turn.role));
  return [...speakers].some((name) => !/^voice \d+$/.test(name!)) || speakers.size > roles.size;
}
