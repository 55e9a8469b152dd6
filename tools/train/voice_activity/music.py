"""Music made from scratch: random songs in many styles, played by synthetic instruments and, where a SoundFont file is
given, by its recorded ones (no voices, no choirs).

Output   float32 of the length asked for
Source   SoundFont 2.04 specification, section 7 (sample headers)
"""

import struct

import numpy as np
from scipy.signal import butter, sosfilt

from features import RATE

SCALES = [[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 3, 5, 7, 8, 11], [0, 1, 4, 5, 7, 8, 10], [0, 2, 4, 7, 9], [0, 3, 5, 7, 10]]
NO_VOICES = ("voice", "vox", "choir", "aah", "ooh", "breath", "whistle", "speech", "laugh", "applause", "scream")


class SoundFont:
    """The samples of a SoundFont file: pitched ones by their root key, and drums."""

    def __init__(self, path):
        data = open(path, "rb").read()
        start = data.index(b"smpl") + 8
        self.samples = np.frombuffer(data, np.int16, struct.unpack("<I", data[start - 4 : start])[0] // 2, start)
        at = data.rindex(b"shdr")
        size = struct.unpack("<I", data[at + 4 : at + 8])[0]
        self.pitched, self.drums = {}, []
        for i in range(at + 8, at + 8 + size - 46, 46):
            raw, a, b, la, lb, rate, key, _, _, kind = struct.unpack("<20sIIIIIBbHH", data[i : i + 46])
            name = raw.split(b"\0")[0].decode("latin1").lower()
            if any(word in name for word in NO_VOICES) or b - a < 500 or rate < 8000:
                continue
            drum = any(w in name for w in ("drum", "snare", "kick", "tom", "hat", "cymbal", "crash", "ride", "clap", "conga", "bongo", "shaker", "tamb"))
            entry = (a, b, la, lb, rate, key if key < 128 else 60)
            if drum:
                self.drums.append(entry)
            else:
                stem = "".join(c for c in name if c.isalpha())[:6]
                self.pitched.setdefault(stem, []).append(entry)
        self.names = [n for n in sorted(self.pitched) if len(self.pitched[n]) >= 1]

    def play(self, entry, key, length, loop=True):
        a, b, la, lb, rate, root = entry
        step = 2 ** ((key - root) / 12) * rate / RATE
        position = np.arange(length) * step + a
        if loop and lb - la > 16:
            over = position >= lb
            position[over] = la + (position[over] - la) % (lb - la)
        keep = position < b - 1
        index = np.minimum(position.astype(np.int64), b - 2)
        part = position - index
        out = self.samples[index] * (1 - part) + self.samples[index + 1] * part
        return (out * keep / 32768).astype(np.float32)


def envelope(rng, length, attack, decay, sustain):
    t = np.arange(length) / RATE
    shape = np.minimum(1, t / attack) * (sustain + (1 - sustain) * np.exp(-t / decay))
    tail = min(length, int(0.04 * RATE))
    shape[length - tail :] *= np.linspace(1, 0, tail)
    return shape


def synthetic(rng):
    """An instrument: a function (hz, samples) -> tone."""
    kind = rng.choice(["additive", "fm", "pluck", "saw", "square", "organ", "bell", "sine", "tine", "sweep"])
    attack, decay, sustain = np.exp(rng.uniform(np.log(0.003), np.log(0.2))), np.exp(rng.uniform(np.log(0.08), np.log(2))), rng.uniform(0, 0.9)
    vibrato, depth = rng.uniform(3, 7), rng.choice([0, rng.uniform(0.001, 0.012)])
    slope, count = rng.uniform(0.5, 2.2), rng.integers(3, 16)
    weights = rng.uniform(0.05, 1, count) / np.arange(1, count + 1) ** slope
    ratio, index = rng.choice([1, 2, 3, 1.41, 3.5, 0.5]), rng.uniform(0.5, 6)
    detune, tine = rng.uniform(0.001, 0.01), rng.choice([7, 9, 11, 14, 15])
    cut = np.exp(rng.uniform(np.log(400), np.log(6000)))

    def tone(hz, length):
        t = np.arange(length) / RATE
        phase = 2 * np.pi * hz * (t + depth / (2 * np.pi * vibrato) * np.sin(2 * np.pi * vibrato * t))
        if kind == "sine":
            x = np.sin(phase)
        elif kind == "additive" or kind == "organ":
            x = sum(w * np.sin((k + 1) * phase) for k, w in enumerate(weights) if hz * (k + 1) < 7600)
        elif kind == "bell":
            x = sum(np.sin(phase * r) * np.exp(-t * d) for r, d in ((1, 2), (2.76, 4), (5.4, 7), (8.9, 11)) if hz * r < 7600)
        elif kind == "tine":  # electric pianos: a struck high partial that dies quickly over a slow one
            strike = index * 0.15 * np.exp(-t / 0.3) * np.sin(tine * phase)
            x = np.sin(phase + strike + index * 0.25 * np.exp(-t / decay) * np.sin(phase)) * np.exp(-t / (decay + 0.3))
        elif kind == "sweep":  # a filter that moves over a chord, near to vowels
            raw = sum(2 * ((hz * d * t) % 1) - 1 for d in (1 - detune, 1, 1 + detune))
            x = np.zeros(length)
            for a in range(0, length, 800):
                low = cut * 0.4 * (1.3 + np.sin(2 * np.pi * vibrato / 15 * (a / RATE)))
                piece = raw[max(0, a - 400) : a + 800]
                edges = [min(low, 3000) / (RATE / 2), min(low * 2, 7000) / (RATE / 2)]
                x[a : a + 800] = sosfilt(butter(2, edges, "band", output="sos"), piece)[-min(800, length - a) :]
        elif kind == "fm":
            x = np.sin(phase + index * np.exp(-t / decay) * np.sin(ratio * phase))
        elif kind == "pluck":
            x = sum(np.sin(k * phase) * np.exp(-t * k * 1.5) / k ** slope for k in range(1, 18) if hz * k < 7600)
        else:
            x = np.zeros(length)
            for d in (1 - detune, 1, 1 + detune):
                p = (hz * d * t) % 1
                x += 2 * p - 1 if kind == "saw" else np.sign(p - 0.5)
            x = sosfilt(butter(2, cut / (RATE / 2), output="sos"), x)
        return x * envelope(rng, length, attack, decay, 0.9 if kind == "organ" else sustain)

    return tone


def recorded(rng, font):
    name = font.names[rng.integers(len(font.names))]
    entries = font.pitched[name]

    def tone(hz, length):
        key = 69 + 12 * np.log2(hz / 440)
        entry = min(entries, key=lambda e: abs(e[5] - key))
        return font.play(entry, key, length) * envelope(rng, length, 0.003, 3, 0.5) * 3

    return tone


def drum_kit(rng, font):
    if font is not None and font.drums and rng.random() < 0.6:
        chosen = [font.drums[i] for i in rng.integers(0, len(font.drums), 3)]
        return [lambda e=e: font.play(e, e[5], int(0.3 * RATE), loop=False) * 2 for e in chosen]
    t = np.arange(int(0.25 * RATE)) / RATE
    kick = np.sin(2 * np.pi * (rng.uniform(40, 60) * t + 8 * (1 - np.exp(-t * 30)))) * np.exp(-t * 15)
    snare = (rng.standard_normal(len(t)) + np.sin(2 * np.pi * 190 * t)) * np.exp(-t * 22) * 0.5
    hat = np.diff(rng.standard_normal(len(t) + 1)) * np.exp(-t * 60) * 0.25
    return [lambda: kick, lambda: hat, lambda: snare]


def keyboard(rng, n):
    """Chords of an electric piano: struck partials over slow fundamentals, tremolo, an amplifier's grit."""
    out = np.zeros(n)
    scale, root = SCALES[rng.integers(len(SCALES))], rng.integers(45, 64)
    ratio, depth = rng.choice([1, 2, 3, 5, 7, 11, 14]), rng.uniform(0.2, 3)
    strike, ring = np.exp(rng.uniform(np.log(0.05), np.log(0.8))), rng.uniform(0.2, 1.2)
    own = rng.uniform(0, 1.2)  # how far a note bends its own wave
    beat, voices = 60 / rng.uniform(60, 200), rng.integers(1, 5)
    length = int(rng.uniform(0.3, 2.5) * RATE)
    t = np.arange(length) / RATE
    at = rng.uniform(0, 1)
    while at < n / RATE:
        a = int(at * RATE)
        for d in rng.choice(10, voices, False):
            hz = 440 * 2 ** ((root + 12 * (d // len(scale)) + scale[d % len(scale)] - 69) / 12)
            wave = 2 * np.pi * hz * t
            bend = depth * np.exp(-t / strike) * np.sin(ratio * wave) / max(1, ratio / 4) + own * np.exp(-t / ring) * np.sin(wave)
            tone = np.sin(wave + bend) * np.exp(-t / ring) * np.minimum(1, t / 0.004) * rng.uniform(0.5, 1)
            tone[-160:] *= np.linspace(1, 0, 160)
            out[a : a + length] += tone[: n - a]
        at += beat * rng.choice([0.5, 1, 1, 1.5, 2])
    if rng.random() < 0.5:
        out *= 1 + rng.uniform(0.1, 0.6) * np.sin(2 * np.pi * rng.uniform(2, 8) * np.arange(n) / RATE)
    if rng.random() < 0.4:
        out = np.tanh(out * rng.uniform(0.5, 3))
    return out.astype(np.float32)


def song(rng, n, font=None):
    out = np.zeros(n + RATE)
    instrument = lambda: recorded(rng, font) if font is not None and rng.random() < 0.6 else synthetic(rng)
    beat = 60 / rng.uniform(55, 180)
    scale, root = SCALES[rng.integers(len(SCALES))], rng.integers(40, 58)
    degree = lambda d: root + 12 * (d // len(scale)) + scale[d % len(scale)]
    hz = lambda key: 440 * 2 ** ((key - 69) / 12)
    swing = rng.choice([0, 0, 0.15])

    def put(at, tone, gain):
        a = int(at * RATE)
        if a < n:
            end = min(len(out), a + len(tone))
            out[a:end] += tone[: end - a] * gain

    layers = rng.random(4) < [0.8, 0.7, 0.55, 0.45]  # melody, chords, bass, drums
    if not layers.any():
        layers[0] = True
    chords = rng.integers(0, 7, 4)
    bar = 4 * beat
    bars = int(n / RATE / bar) + 1
    if layers[1]:
        play, arpeggio, style = instrument(), rng.random() < 0.4, rng.choice([1, 2, 4])
        for b in range(bars):
            notes = [int(chords[b % 4]) + 7 * rng.integers(0, 2) + k for k in (0, 2, 4)]
            for s in range(style):
                for i, d in enumerate(notes):
                    at = b * bar + s * bar / style + (i * beat / 2 if arpeggio else 0)
                    put(at, play(hz(degree(d)), int(bar / style * RATE)), 0.35)
    if layers[2]:
        play = instrument()
        for b in range(bars):
            for s in range(4):
                if rng.random() < 0.8:
                    put(b * bar + s * beat, play(hz(degree(int(chords[b % 4])) - 12), int(beat * RATE)), 0.5)
    if layers[0]:
        play, d = instrument(), int(rng.integers(7, 18))
        t = 0.0
        while t < n / RATE:
            length = beat * rng.choice([0.25, 0.5, 0.5, 1, 1, 2, 4])
            if rng.random() < 0.88:
                put(t + swing * beat * (rng.random() < 0.5), play(hz(degree(d)), int(max(0.06, length * rng.uniform(0.5, 1.2)) * RATE)), rng.uniform(0.4, 0.9))
            d = int(np.clip(d + rng.integers(-3, 4), 0, 24))
            t += length
    if layers[3]:
        kit = drum_kit(rng, font)
        pattern = rng.random((3, 16)) < np.array([[0.25], [0.5], [0.2]])
        pattern[0, 0] = pattern[2, 4] = True
        for b in range(bars):
            for s in range(16):
                for k in range(3):
                    if pattern[k, s]:
                        put(b * bar + s * beat / 4, kit[k](), rng.uniform(0.4, 0.9))
    out = out[:n]
    if rng.random() < 0.4:  # a room
        for delay, gain in ((0.031, 0.4), (0.047, 0.35), (0.073, 0.25), (0.113, 0.2), (0.19, 0.12)):
            k = int(delay * RATE * rng.uniform(0.8, 1.3))
            out[k:] += gain * out[:-k]
    if rng.random() < 0.3:  # pressed by a station's or an exchange's compressor
        out = np.tanh(out / (np.abs(out).mean() * 3 + 1e-9))
    return out.astype(np.float32)
