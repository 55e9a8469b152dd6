// A small two-channel telephone recording made of tones, and the transcript that goes with it.

const rate = 8000;
const seconds = 12;
// [channel, from, to] in seconds
const spoken = [[0, 0.5, 2.5], [1, 3, 6], [0, 6.5, 9], [1, 9.5, 11]];

export function recording() {
  const frames = rate * seconds;
  const wav = Buffer.alloc(44 + frames * 4);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + frames * 4, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(2, 22); // channels
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(frames * 4, 40);
  for (const [channel, from, to] of spoken) {
    for (let i = from * rate; i < to * rate; i++) {
      // A vowel-like tone with syllables, so that voice activity finds it.
      const t = i / rate;
      const syllable = 0.35 + 0.65 * Math.abs(Math.sin(2 * Math.PI * 2.2 * t));
      const pitch = channel === 0 ? 210 : 120;
      let value = 0;
      for (let k = 1; k <= 12; k++) value += Math.sin(2 * Math.PI * pitch * k * t) / k;
      wav.writeInt16LE(Math.round(5000 * syllable * value), 44 + (i * 2 + channel) * 2);
    }
  }
  return wav;
}

export const transcript = `WEBVTT

00:00.500 --> 00:02.500
<v Temsilci>Merhaba, nasıl yardımcı olabilirim?

00:03.000 --> 00:06.000
<v Müşteri>Bu ay faturam iki katı geldi, çok sinirliyim.

00:06.500 --> 00:09.000
<v Temsilci>Özür dilerim, hemen düzeltiyorum.

00:09.500 --> 00:11.000
<v Müşteri>Teşekkür ederim.
`;
