"""Training scenes: speech, noise, music and tones together, through rooms and telephone lines, with frame labels.

    scenes.py --speech speech.npz --out DIR --shards N --seed S [--soundfont FILE.sf2]

Output   DIR/SEED-*.npz: features float16 [scenes, frames, 40], labels uint8 [scenes, frames]
"""

import argparse
import pathlib
import subprocess

import numpy as np
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

import music
import sounds
from features import HOP, RATE, log_mel

SECONDS = 20
SCENES = 40  # a shard
# (format, codec arguments, rate, weight); the rest of the shards stays as it is.
CODECS = [
    ("wav", ["-c:a", "pcm_mulaw"], 8000, 3), ("wav", ["-c:a", "pcm_alaw"], 8000, 2), ("gsm", ["-c:a", "libgsm"], 8000, 2),
    ("wav", ["-c:a", "g726", "-b:a", "32k"], 8000, 1), ("wav", ["-c:a", "g723_1", "-b:a", "6300"], 8000, 1),
    ("ogg", ["-c:a", "libspeex"], 8000, 1), ("ogg", ["-c:a", "libopus", "-b:a", "12k"], 16000, 1),
    ("wav", ["-c:a", "libmp3lame", "-b:a", "24k"], 16000, 1), ("wav", ["-c:a", "pcm_s16le"], 8000, 2),
    ("wav", ["-c:a", "pcm_s16le"], 16000, 7),
]


class Speech:
    def __init__(self, path):
        pack = np.load(path)
        self.samples, self.labels, self.ends = pack["samples"], pack["labels"], pack["ends"]
        self.starts = np.concatenate([[0], self.ends[:-1]])

    def clip(self, rng):
        """(samples, labels) of one utterance, as another speaker might say it."""
        i = rng.integers(len(self.ends))
        a, b = self.starts[i], self.ends[i]
        if b - a > 6 * RATE:
            start = a + rng.integers(0, (b - a - 4 * RATE) // HOP) * HOP
            a, b = start, min(b, start + rng.integers(300, 1000) * HOP)
        x = self.samples[a:b].astype(np.float32) / 32768
        y = self.labels[a // HOP : b // HOP]
        if rng.random() < 0.6:
            up = int(rng.integers(86, 116))
            x = resample_poly(x, 100, up).astype(np.float32)
            frames = len(x) // HOP
            x = x[: frames * HOP]
            y = y[np.minimum(np.arange(frames) * up // 100, len(y) - 1)]
        if rng.random() < 0.5:  # another microphone
            knee = np.exp(rng.uniform(np.log(150), np.log(5000)))
            x = x + rng.uniform(-0.7, 2) * sosfilt(butter(1, knee / (RATE / 2), rng.choice(["low", "high"]), output="sos"), x)
        power = np.sqrt(np.mean(x.reshape(-1, HOP)[y.astype(bool)] ** 2) + 1e-12) if y.any() else 0.1
        return x / power * 0.1, y


def level(x):
    """The level of the loud parts of a sound."""
    power = np.sort((x[: len(x) // HOP * HOP].reshape(-1, HOP) ** 2).mean(1))
    return np.sqrt(power[len(power) // 2 :].mean() + 1e-12)


def normal(x):
    return x / max(level(x), np.abs(x).max() / 30, 1e-9) * 0.1


def room(rng, x):
    seconds = rng.uniform(0.08, 0.5)
    t = np.arange(int(seconds * RATE)) / RATE
    response = rng.standard_normal(len(t)) * np.exp(-6.9 * t / seconds) * rng.uniform(0.02, 0.12)
    response[0] = 1
    return fftconvolve(x, response)[: len(x)].astype(np.float32)


def other_sound(rng, n, font):
    r = rng.random()
    if r < 0.08:
        return music.keyboard(rng, n)
    if r < 0.45:
        return music.song(rng, n, font)
    if r < 0.7:
        return sounds.SIGNALS[rng.integers(len(sounds.SIGNALS))](rng, n)
    return sounds.NOISES[rng.integers(len(sounds.NOISES))](rng, n)


def background(rng, n):
    return sum(normal(sounds.NOISES[rng.integers(len(sounds.NOISES))](rng, n)) for _ in range(rng.integers(1, 3)))


def scene(rng, speech, font, silent=False, other_sound=other_sound):
    n = SECONDS * RATE
    x, y = np.zeros(n, np.float32), np.zeros(n // HOP, np.uint8)
    kind = rng.choice(["speech", "mixed", "nothing"], p=[0.55, 0.17, 0.28])
    kind = "nothing" if silent else kind
    pause = rng.choice([0.15, 0.5, 2.5])
    if kind == "nothing":
        parts = rng.integers(1, 4)
        for _ in range(parts):
            a = 0 if parts == 1 else int(rng.integers(0, n // 2) // HOP * HOP)
            length = n - a if parts == 1 else int(rng.uniform(2, 16) * RATE)
            piece = normal(other_sound(rng, min(n - a, max(length, RATE)), font)) * 10 ** (rng.uniform(-18, 3) / 20)
            x[a : a + len(piece)] += piece
    else:
        at = int(rng.exponential(pause) * 100) * HOP
        while at < n:
            if kind == "mixed" and rng.random() < 0.4:
                piece = other_sound(rng, int(rng.uniform(1.2, 7) * RATE), font)[: n - at]
                x[at : at + len(piece)] += normal(piece) * 10 ** (rng.uniform(-12, 6) / 20)
                at += len(piece) // HOP * HOP
                continue
            piece, marks = speech.clip(rng)
            end = min(n, at + len(piece))
            gain = 10 ** (rng.normal(0, 3) / 20)
            x[at:end] += gain * piece[: end - at]
            y[at // HOP : end // HOP] |= marks[: (end - at) // HOP]
            at = end + int(rng.exponential(pause) * 100) * HOP
    if rng.random() < 0.3:
        x = room(rng, x)
    if rng.random() < 0.72:
        snr = rng.uniform(0, 40) if rng.random() < 0.75 else rng.uniform(2, 18)
        noise = background(rng, n) if rng.random() < 0.85 else normal(music.song(rng, n, font)) * 0.6
        x = x + noise * 10 ** (-snr / 20)
    if rng.random() < 0.15 and kind != "nothing":  # a line that is cut to digital silence between words
        keep = np.convolve(y, np.ones(41), "same")[: len(y)] > 0
        x *= np.repeat(keep, HOP)
    peak = 10 ** (rng.uniform(-34, 0) / 20)
    x = x / (np.abs(x).max() + 1e-9) * peak
    if rng.random() < 0.06:
        x = np.clip(x * rng.uniform(1.5, 6), -peak, peak)
    return x.astype(np.float32), y


def through(x, form, arguments, rate, rng):
    """The sound after encoding and decoding, in step with what went in."""
    if rate == 8000 and rng.random() < 0.8:
        x = sosfilt(butter(rng.integers(2, 5), [rng.uniform(120, 330) / 8000, rng.uniform(3100, 3800) / 8000], "band", output="sos"), x)
    pcm = (np.clip(x, -1, 1) * 32767).astype(np.int16).tobytes()
    ff = ["ffmpeg", "-v", "error"]
    coded = subprocess.run(ff + ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-ar", str(rate), *arguments, "-f", form, "-"], input=pcm, capture_output=True, check=True).stdout
    out = subprocess.run(ff + ["-f", form, "-i", "-", "-ar", str(RATE), "-f", "s16le", "-"], input=coded, capture_output=True, check=True).stdout
    out = np.frombuffer(out, np.int16).astype(np.float32) / 32768
    take = min(len(x), len(out), 200 * RATE)
    product = np.fft.irfft(np.fft.rfft(out[:take], 2 * take) * np.conj(np.fft.rfft(x[:take], 2 * take)))
    lags = np.concatenate([product[:2000], product[-2000:]])
    lag = int(np.argmax(lags))
    lag = lag if lag < 2000 else lag - 4000
    out = out[lag:] if lag >= 0 else np.concatenate([np.zeros(-lag, np.float32), out])
    return np.concatenate([out, np.zeros(max(0, len(x) - len(out)), np.float32)])[: len(x)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--speech", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--soundfont")
    parser.add_argument("--silent", action="store_true", help="scenes without speech only")
    parser.add_argument("--keyboards", action="store_true", help="electric pianos for half of the other sounds")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    speech = Speech(options.speech)
    font = music.SoundFont(options.soundfont) if options.soundfont else None
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    weights = np.array([c[3] for c in CODECS], float)

    def other(rng, n, font):
        return music.keyboard(rng, n) if options.keyboards and rng.random() < 0.5 else other_sound(rng, n, font)

    for shard in range(options.shards):
        pairs = [scene(rng, speech, font, options.silent, other) for _ in range(SCENES)]
        x = np.concatenate([p[0] for p in pairs])
        form, arguments, rate, _ = CODECS[rng.choice(len(CODECS), p=weights / weights.sum())]
        x = through(x, form, arguments, rate, rng)
        features = np.stack([log_mel(piece) for piece in x.reshape(SCENES, -1)]).astype(np.float16)
        np.savez(out / f"{options.seed}-{shard:03}.npz", features=features, labels=np.stack([p[1] for p in pairs]))


if __name__ == "__main__":
    main()
