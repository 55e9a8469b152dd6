#!/usr/bin/env python3
"""Trains the network that turns a stretch of speech into an embedding of its voice (src/voices/models/).

Usage  voices_embedding.py train CLIPS.tsv OUT.f16 [--start OLD.f16] [--minutes N] [--seed N]
CLIPS  lines "path<TAB>speaker"; any audio file that ffmpeg reads, one person in each, a few seconds
Needs  Python 3.11, numpy, scipy, jax (CPU), ffmpeg

Each training step makes conversations up: voices drawn from the clips, each changed in pitch, tempo and vocal tract so
that it becomes a voice of its own, all heard over one line (its own frequency response, noise, mu-law, room). The
network learns to tell the voices of one conversation apart from two short stretches of each (prototypical loss).
docs/models/voice-embedding.md describes the model and its file.
"""
import argparse
import struct
import subprocess
import sys
import time

import numpy as np

RATE, FFT, HOP, MELS, BINS = 16000, 512, 320, 40, 129  # bins up to 4 kHz: what a telephone carries
LAYERS = [(MELS, 128, (-2, -1, 0, 1, 2)), (128, 128, (-2, 0, 2)), (128, 128, (-3, 0, 3)), (128, 128, (-4, 0, 4)),
          (128, 192, (0,))]
EMBEDDING = 64
SPEEDS = (0.82, 0.91, 1.0, 1.09, 1.2)
WARPS = np.linspace(0.88, 1.12, 13)


def mel_filters(warp=1.0):
    """Slaney mel filters on the bins from 0 to 4 kHz, [MELS, BINS]; warp stretches the frequency axis."""
    step = np.log(6.4) / 27.0
    to_mel = lambda hz: hz / (200 / 3) if hz < 1000 else 15 + np.log(hz / 1000) / step
    to_hz = lambda mel: mel * 200 / 3 if mel < 15 else 1000 * np.exp((mel - 15) * step)
    edges = np.array([to_hz(to_mel(4000.0) * i / (MELS + 1)) for i in range(MELS + 2)])
    hz = np.arange(BINS) * RATE / FFT * warp
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    height = np.minimum((hz - left) / (centre - left), (right - hz) / (right - centre))
    return (np.maximum(0, height) * 2 / (right - left)).astype(np.float32)


def load(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
                         capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.float32)


def power(samples):
    """Power spectrum, [frames, BINS]; frame t begins at sample t * HOP."""
    count = max(0, (len(samples) - FFT) // HOP + 1)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FFT)[::HOP][:count] if count else np.zeros((0, FFT))
    return (np.abs(np.fft.rfft(frames * window, axis=1)[:, :BINS]) ** 2).astype(np.float32)


def spoken(spectrum, below_peak_db=35.0):
    """The frames that are loud enough to be speech."""
    level = 10 * np.log10(spectrum.sum(1) + 1e-10)
    return level > np.percentile(level, 95) - below_peak_db


def mu_law(samples):
    peak = np.abs(samples).max() + 1e-9
    y = np.sign(samples) * np.log1p(255 * np.abs(samples / peak)) / np.log(256)
    y = np.round(y * 127) / 127
    return np.sign(y) * np.expm1(np.abs(y) * np.log(256)) / 255 * peak


def variants(samples, random):
    """Spectra of one clip at every speed, dry and changed by a room or a telephone codec."""
    from scipy import signal
    out = []
    for speed in SPEEDS:
        quick = signal.resample_poly(samples, 100, round(100 * speed)) if speed != 1.0 else samples
        other = quick
        if random.random() < 0.5:
            narrow = mu_law(signal.resample_poly(quick, 1, 2))
            other = signal.resample_poly(narrow, 2, 1)
        else:
            length = int(RATE * random.uniform(0.1, 0.5))
            room = random.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
            room *= random.uniform(0.2, 0.8) / np.sqrt((room ** 2).sum())
            room[0] = 1.0
            other = signal.fftconvolve(quick, room)[:len(quick)]
        for sound in (quick, other):
            spectrum = power(sound.astype(np.float32))
            out.append(spectrum[spoken(spectrum)].astype(np.float32))
    return out


def curve(random, size, deviation_nat, knots=6):
    """A smooth random frequency response over the mel bands, natural logarithm of power."""
    return np.interp(np.arange(size), np.linspace(0, size - 1, knots), random.normal(0, deviation_nat, knots))


def conversations(bank, speakers, random, groups, voices, frames, filters):
    """[groups * voices, 2, frames, MELS]: two stretches of every voice."""
    out = np.empty((groups * voices, 2, frames, MELS), np.float32)
    for g in range(groups):
        line = curve(random, MELS, 0.8)
        if random.random() < 0.6:  # a telephone line cuts at both ends
            ramp = np.zeros(MELS)
            ramp[:random.integers(1, 6)] -= random.uniform(1, 5)
            ramp[MELS - random.integers(1, 5):] -= random.uniform(1, 5)
            line = line + ramp
        noise = 10 ** (-random.uniform(1.2, 4.5)) * np.exp(curve(random, MELS, 1.0))
        drawn = random.choice(len(bank), voices, replace=False)
        drawn[1] = drawn[0]  # one person twice, changed differently: the hardest to tell apart
        speed0 = -1
        group = np.empty((voices, 2, frames, MELS), np.float32)
        for v, clip in enumerate(drawn):
            speed = random.integers(len(SPEEDS))
            if v == 1:
                speed = (speed0 + random.integers(1, len(SPEEDS))) % len(SPEEDS)
            speed0 = speed
            which = 2 * speed + random.integers(2)
            mels = filters[random.integers(len(WARPS))]
            own_line = curve(random, MELS, 0.25)
            level = random.normal(0, 0.5)
            same = speakers[bank[clip][0]]
            moved = random.random() < 0.35  # the second stretch is heard over another line, as after a transfer
            for k in range(2):
                if k == 1 and moved:
                    own_line = own_line + curve(random, MELS, 0.6)
                own_noise = noise * (np.exp(curve(random, MELS, 0.7)) if moved else 1.0)
                source = clip if len(same) < 2 or random.random() < 0.5 else same[random.integers(len(same))]
                spectrum = bank[source][1][which]
                need = min(frames, len(spectrum))
                half = len(spectrum) // 2
                lo, hi = (0, max(0, half - need)) if k == 0 else (min(half, len(spectrum) - need), len(spectrum) - need)
                start = random.integers(lo, hi + 1)
                part = spectrum[start:start + need] @ mels.T
                part = part / part.mean() * np.exp(level + random.normal(0, 0.3)) * np.exp(own_line)
                part = part + own_noise * random.uniform(0.5, 1.5)
                log = np.log(part + 1e-6) + line
                group[v, k] = np.resize(log, (frames, MELS)) if need < frames else log
        share = random.dirichlet(np.full(voices, 0.5))
        mean = (group.mean((1, 2)) * share[:, None]).sum(0)
        out[g * voices:(g + 1) * voices] = (group - mean) / 3.0
    return out


def network(jnp):
    def embed(weights, x, mask=None):
        """x [batch, frames, MELS] -> [batch, EMBEDDING] of length 1."""
        for (w, b), (_, _, taps) in zip(weights[:-1], LAYERS):
            reach = max(taps)
            padded = jnp.pad(x, ((0, 0), (reach, reach), (0, 0)), mode="edge")
            x = jnp.concatenate([padded[:, reach + t:reach + t + x.shape[1]] for t in taps], -1)
            x = jnp.maximum(x @ w + b, 0)
            x = x / jnp.sqrt((x * x).mean(-1, keepdims=True) + 1e-4)
        mean = x.mean(1)
        deviation = jnp.sqrt(((x - mean[:, None]) ** 2).mean(1) + 1e-4)
        w, b = weights[-1]
        e = jnp.concatenate([mean, deviation], -1) @ w + b
        return e / jnp.sqrt((e * e).sum(-1, keepdims=True) + 1e-8)
    return embed


def start_weights(random):
    weights = []
    for width, out, taps in LAYERS:
        fan = width * len(taps)
        weights.append((random.normal(0, np.sqrt(2 / fan), (fan, out)).astype(np.float32), np.zeros(out, np.float32)))
    fan = 2 * LAYERS[-1][1]
    weights.append((random.normal(0, np.sqrt(1 / fan), (fan, EMBEDDING)).astype(np.float32),
                    np.zeros(EMBEDDING, np.float32)))
    return weights


def save(path, weights):
    """Header "CXVOICE1", mels, embedding, number of layers, then for each layer: width, out, taps; float16 weights."""
    with open(path, "wb") as out:
        out.write(b"CXVOICE1" + struct.pack("<III", MELS, EMBEDDING, len(LAYERS)))
        for width, size, taps in LAYERS:
            out.write(struct.pack(f"<III{len(taps)}i", width, size, len(taps), *taps))
        for w, b in weights:  # [out, taps * width] row-major, then the bias [out]
            out.write(np.asarray(w).T.astype("<f2").tobytes() + np.asarray(b).astype("<f2").tobytes())


def load_weights(path):
    """What save() wrote with the layers of this script."""
    raw = open(path, "rb").read()
    if raw[:8] != b"CXVOICE1":
        sys.exit(f"{path}: not a file that this script wrote")
    at = 20 + sum(12 + 4 * len(taps) for _, _, taps in LAYERS)
    weights = []
    for width, out in [(w * len(t), o) for w, o, t in LAYERS] + [(2 * LAYERS[-1][1], EMBEDDING)]:
        matrix = np.frombuffer(raw, "<f2", out * width, at).reshape(out, width).T
        bias = np.frombuffer(raw, "<f2", out, at + 2 * out * width)
        at += 2 * out * (width + 1)
        weights.append((matrix.astype(np.float32), bias.astype(np.float32)))
    return weights


def train(args):
    import jax
    import jax.numpy as jnp
    random = np.random.default_rng(args.seed)
    clips = [line.rstrip("\n").split("\t") for line in open(args.clips, encoding="utf-8") if line.strip()]
    bank, speakers = [], {}
    for path, speaker in clips:
        spectra = variants(load(path), random)
        if min(len(s) for s in spectra) < 40:
            continue
        speakers.setdefault(speaker, []).append(len(bank))
        bank.append((speaker, spectra))
    print(f"{len(bank)} clips of {len(speakers)} speakers, "
          f"{sum(len(s[4]) for _, s in bank) * HOP / RATE / 60:.1f} minutes of speech", flush=True)
    filters = [mel_filters(w) for w in WARPS]
    embed = network(jnp)
    first = load_weights(args.start) if args.start else start_weights(random)
    params = {"net": [tuple(map(jnp.asarray, layer)) for layer in first], "scale": jnp.float32(8.0)}

    def loss(p, x):
        a, b = embed(p["net"], x[:, 0]), embed(p["net"], x[:, 1])
        likeness = p["scale"] * (a @ b.T)
        one = -jnp.diag(jax.nn.log_softmax(likeness, 1)).mean() - jnp.diag(jax.nn.log_softmax(likeness, 0)).mean()
        right = (likeness.argmax(1) == jnp.arange(len(a))).mean()
        return one / 2, right

    @jax.jit
    def step(p, m, v, t, rate, x):
        (value, right), g = jax.value_and_grad(loss, has_aux=True)(p, x)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.99 * a + 0.01 * b * b, v, g)
        p = jax.tree.map(lambda w, a, b: w - rate * (a / (1 - 0.9 ** t) / (jnp.sqrt(b / (1 - 0.99 ** t)) + 1e-7)
                                                     + 1e-2 * w * (w.ndim == 2)), p, m, v)
        return p, m, v, value, right

    m = jax.tree.map(jnp.zeros_like, params)
    v = jax.tree.map(jnp.zeros_like, params)
    began, t, seen = time.time(), 0, []
    while (done := (time.time() - began) / 60 / args.minutes) < 1:
        t += 1
        rate = args.rate * min(1, t / 50) * (0.5 + 0.5 * np.cos(np.pi * done))
        x = conversations(bank, speakers, random, 5, 10, int(random.choice([40, 75, 110])), filters)
        params, m, v, value, right = step(params, m, v, t, rate, x)
        seen.append((float(value), float(right)))
        if t % 50 == 0:
            last = np.mean(seen[-50:], 0)
            print(f"step {t} {time.time() - began:.0f} s loss {last[0]:.3f} right {last[1]:.3f} "
                  f"scale {float(params['scale']):.1f}", flush=True)
            save(args.out, params["net"])
    save(args.out, params["net"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["train"])
    parser.add_argument("clips")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--start", help="go on from this file")
    parser.add_argument("--rate", type=float, default=2e-3, help="of learning, at its highest")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
