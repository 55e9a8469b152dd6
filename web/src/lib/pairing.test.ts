import { File as NodeFile } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { bundle, isTranscriptJson, stemOf } from './pairing';

// A global in browsers and newer Node; Node 18 has it in this module.
const file = (name: string, text = '', type = '') => new NodeFile([text], name, { type }) as unknown as File;

describe('files that belong together', () => {
  it('share a stem', async () => {
    const result = await bundle([
      file('b.vtt'), file('a.wav'), file('a.metadata.json', '{"agent_name":"Elif"}'), file('b.MP3'), file('a.json', '{"turns":[]}'),
    ]);
    expect(result.map((b) => [b.name, b.recording?.name, b.transcript?.name, b.metadata?.name])).toEqual([
      ['b.MP3', 'b.MP3', 'b.vtt', undefined],
      ['a.wav', 'a.wav', 'a.json', 'a.metadata.json'],
    ]);
  });

  it('go alone where nothing fits', async () => {
    const result = await bundle([file('m.csv'), file('x.exe'), file('only.json', '{"team":"x"}'), file('call', '', 'audio/x-wav')]);
    expect(result.map((b) => [b.name, b.messages?.name, b.problem])).toEqual([
      ['m.csv', 'm.csv', undefined],
      ['x.exe', undefined, 'unsupported'],
      ['only.json', undefined, 'metadataOnly'],
      ['call', undefined, undefined],
    ]);
  });

  it('a second recording of one name starts anew', async () => {
    expect((await bundle([file('a.wav'), file('a.mp3')])).map((b) => b.recording?.name)).toEqual(['a.wav', 'a.mp3']);
  });

  it('reads names and JSON', () => {
    expect(['x.tr.vtt', 'x.whisper.json', 'x.y.wav', 'x'].map(stemOf)).toEqual(['x', 'x', 'x.y', 'x']);
    expect(['[]', '{"segments":[]}', '{"team":1}', 'broken'].map(isTranscriptJson)).toEqual([true, true, false, true]);
  });
});
