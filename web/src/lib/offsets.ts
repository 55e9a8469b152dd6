// The server counts Unicode code points, JavaScript strings count UTF-16 units. These functions translate.
import type { CharSpan } from './api/types';

// UTF-16 index of each of the given code point offsets; offsets past the end give the length.
export function utf16Index(text: string, codePoint: number): number {
  let index = 0;
  for (let i = 0; i < codePoint && index < text.length; i++) {
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  }
  return index;
}

export function sliceCodePoints(text: string, [begin, end]: CharSpan): string {
  return text.slice(utf16Index(text, begin), utf16Index(text, end));
}

export interface Mark {
  begin: number; // UTF-16, end exclusive
  end: number;
  name: string;
}

export interface Run {
  text: string;
  begin: number; // UTF-16 offset of the run in the text
  marks: string[]; // names of all marks that cover the run
}

// Cuts a text at every border of the marks, so that overlapping marks can be drawn as nested styles.
export function runs(text: string, marks: Mark[]): Run[] {
  const borders = new Set([0, text.length]);
  for (const mark of marks) {
    if (mark.begin >= mark.end) continue;
    borders.add(Math.min(mark.begin, text.length));
    borders.add(Math.min(mark.end, text.length));
  }
  const sorted = [...borders].sort((a, b) => a - b);
  const result: Run[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const begin = sorted[i]!;
    const end = sorted[i + 1]!;
    const names = marks.filter((m) => m.begin <= begin && end <= m.end).map((m) => m.name);
    result.push({ text: text.slice(begin, end), begin, marks: names });
  }
  return result;
}

// Where each word of a turn stands in its text; -1 where it was not found (masked away). Words come in order.
export function wordPositions(text: string, words: { text: string }[]): number[] {
  let from = 0;
  return words.map((word) => {
    const needle = word.text.trim();
    if (needle === '') return -1;
    const at = text.indexOf(needle, from);
    if (at >= 0) from = at + needle.length;
    return at;
  });
}

const placeholder = /\[([A-Z][A-Z_]*?)_(\d+)\]/g;

export interface Placeholder {
  begin: number;
  end: number;
  type: string;
  number: number;
}

// Placeholders of masked personal data, such as [PHONE_1].
export function placeholders(text: string): Placeholder[] {
  return [...text.matchAll(placeholder)].map((m) => ({
    begin: m.index,
    end: m.index + m[0].length,
    type: m[1]!,
    number: Number(m[2]),
  }));
}
