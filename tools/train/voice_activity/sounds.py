"""Sounds that are no voice, made from scratch: noises, machines, tones of telephone lines, and small events.

Every maker takes (rng, samples) and returns float32 of that length, peak or level of no meaning (the mixer sets it).
"""

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from features import RATE


def coloured(rng, n, slope_db_per_octave):
    spectrum = np.fft.rfft(rng.standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / RATE)
    hz[0] = hz[1]
    return np.fft.irfft(spectrum * (hz / 100) ** (slope_db_per_octave / 6.02), n)


def slow(rng, n, rate_hz, depth_db):
    """A gain that wanders by about `depth_db`, `rate_hz` times a second."""
    points = max(4, int(n / RATE * rate_hz) + 4)
    curve = np.interp(np.linspace(0, points - 1, n), np.arange(points), rng.standard_normal(points))
    return 10 ** (curve * depth_db / 20)


def band(rng, x, low, high, order=2):
    high = min(high, RATE / 2 - 100)
    return sosfilt(butter(order, [low / (RATE / 2), high / (RATE / 2)], "band", output="sos"), x)


def stationary(rng, n):
    return coloured(rng, n, rng.uniform(-9, 4))


def shaped(rng, n):
    x = coloured(rng, n, rng.uniform(-6, 0))
    out = np.zeros(n)
    for _ in range(rng.integers(1, 5)):
        low = np.exp(rng.uniform(np.log(60), np.log(4000)))
        out += band(rng, x, low, low * rng.uniform(1.2, 4)) * 10 ** rng.uniform(-0.5, 0.5)
    return out * slow(rng, n, rng.uniform(0.2, 6), rng.uniform(0, 6))


def wind(rng, n):
    return coloured(rng, n, rng.uniform(-12, -6)) * slow(rng, n, rng.uniform(0.5, 3), rng.uniform(4, 10))


def hum(rng, n):
    t = np.arange(n) / RATE
    base = rng.choice([50, 60, 100, 120]) * rng.uniform(0.995, 1.005)
    out = 0.02 * coloured(rng, n, -3)
    for k in range(1, rng.integers(3, 25)):
        out += np.sin(2 * np.pi * base * k * t + rng.uniform(0, 7)) * rng.uniform(0, 1) / k ** rng.uniform(0.3, 1.5)
    return out


def engine(rng, n):
    """A motor or fan: harmonics of a wandering speed, in noise."""
    speed = rng.uniform(12, 160) * (1 + 0.15 * np.interp(np.arange(n), np.linspace(0, n, 12), rng.standard_normal(12)))
    phase = 2 * np.pi * np.cumsum(speed) / RATE
    out = np.zeros(n)
    for k in range(1, rng.integers(4, 30)):
        out += np.sin(k * phase + rng.uniform(0, 7)) * rng.exponential(1) / k ** rng.uniform(0.3, 1.3)
    return out + coloured(rng, n, rng.uniform(-8, -2)) * rng.uniform(0.1, 4)


def traffic(rng, n):
    out = coloured(rng, n, -7) * 0.3
    t = np.arange(n) / RATE
    for _ in range(rng.integers(1, 8)):
        at, width = rng.uniform(0, n / RATE), rng.uniform(0.4, 3)
        pass_by = np.exp(-0.5 * ((t - at) / width) ** 2)
        out += (engine(rng, n) * 0.3 + coloured(rng, n, rng.uniform(-7, -2))) * pass_by
    return out


def impulses(rng, n):
    """Keys, clicks, knocks, footsteps: short decaying resonances."""
    out = np.zeros(n)
    rate = np.exp(rng.uniform(np.log(0.5), np.log(14)))
    kind = rng.uniform(np.log(120), np.log(5000))
    regular = rng.random() < 0.3
    t = rng.uniform(0, 0.5)
    while t < n / RATE:
        length = int(RATE * np.exp(rng.uniform(np.log(0.004), np.log(0.15))))
        tt = np.arange(length) / RATE
        hz = np.exp(kind + rng.normal(0, 0.25))
        decay = np.exp(-tt * rng.uniform(3, 8) / (length / RATE))
        hit = (rng.standard_normal(length) * rng.uniform(0, 1) + np.sin(2 * np.pi * hz * tt)) * decay
        at = int(t * RATE)
        end = min(n, at + length)
        out[at:end] += hit[: end - at] * rng.uniform(0.2, 1)
        t += 1 / rate if regular else rng.exponential(1 / rate)
    return out + 1e-3 * coloured(rng, n, -3) * rng.uniform(0, 3)


def rustle(rng, n):
    """Paper, cloth, a handset that is moved, breath on the microphone: bursts of shaped noise."""
    x = coloured(rng, n, rng.uniform(-8, 3))
    low = np.exp(rng.uniform(np.log(80), np.log(2500)))
    x = band(rng, x, low, low * rng.uniform(2, 8))
    gate = np.zeros(n)
    t = rng.uniform(0, 1)
    while t < n / RATE:
        length = np.exp(rng.uniform(np.log(0.05), np.log(1.2)))
        a, b = int(t * RATE), min(n, int((t + length) * RATE))
        if b > a + 2:
            gate[a:b] = np.sin(np.linspace(0, np.pi, b - a)) ** rng.uniform(0.3, 3) * rng.uniform(0.2, 1)
        t += length + rng.exponential(rng.choice([0.2, 1.5]))
    return x * gate + 1e-4 * coloured(rng, n, -3)


def breath(rng, n):
    """In and out, through nose and mouth: noise through two or three broad resonances."""
    x = coloured(rng, n, -2)
    bands = [(250, 700), (700, 1600), (1500, 3000), (2500, 6000)]
    gate = np.zeros(n)
    out = np.zeros(n)
    t = rng.uniform(0, 1)
    while t < n / RATE:
        length = rng.uniform(0.25, 1.6)
        a, b = int(t * RATE), min(n, int((t + length) * RATE))
        if b > a + 10:
            piece = sum(band(rng, x[a:b], *bands[i]) * rng.uniform(0.1, 1) for i in rng.choice(4, 3, False))
            out[a:b] += piece * np.sin(np.linspace(0, np.pi, b - a)) ** rng.uniform(0.5, 2) * rng.uniform(0.3, 1)
        t += length + rng.uniform(0.1, 3)
    return out + 1e-4 * coloured(rng, n, -3)


def rain(rng, n):
    drops = (rng.random(n) < rng.uniform(1e-4, 2e-2)) * rng.standard_normal(n)
    ring = np.sin(2 * np.pi * rng.uniform(600, 5000) * np.arange(400) / RATE) * np.exp(-np.arange(400) / rng.uniform(10, 90))
    return fftconvolve(drops, ring)[:n] + coloured(rng, n, -1) * rng.uniform(0, 0.3)


# Frequencies (Hz) and cadence (on, off, … in seconds) of call-progress tones.
TONES = [
    ([425], [1, 4]), ([425], [2, 4]), ([450], [2, 4]), ([440, 480], [2, 4]), ([400, 450], [0.4, 0.2, 0.4, 2]), ([425], [0.5, 0.5]),
    ([425], [0.2, 0.2]), ([480, 620], [0.5, 0.5]), ([480, 620], [0.25, 0.25]), ([350, 440], [1]), ([425], [1]), ([400], [0.375, 0.375]),
    ([425], [0.2, 0.2, 0.2, 0.6]), ([1400], [0.5, 0.5]), ([440], [0.3, 10]), ([950], [0.33, 0.03]), ([1000], [0.2, 3]), ([1400], [0.4, 5]),
    ([2100], [3, 2]), ([1100], [0.5, 3]), ([1004], [1]),
]
DTMF = [(low, high) for low in (697, 770, 852, 941) for high in (1209, 1336, 1477, 1633)]


def keyed(rng, n, parts):
    """`parts` yields (frequencies, seconds); silence for no frequency. Edges of a few milliseconds."""
    out = np.zeros(n)
    at = 0
    for frequencies, seconds in parts:
        length = min(n - at, int(seconds * RATE))
        if length <= 0:
            break
        t = np.arange(length) / RATE
        if frequencies:
            edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (RATE * 0.003))
            twist = rng.uniform(0.6, 1.4)
            out[at : at + length] = edge * sum(
                np.sin(2 * np.pi * f * t + rng.uniform(0, 7)) * (twist if i else 1) for i, f in enumerate(frequencies)
            )
        at += length
    return out


def progress_tone(rng, n):
    frequencies, cadence = TONES[rng.integers(len(TONES))]
    if rng.random() < 0.4:  # other countries' and other exchanges' tones
        frequencies = list(np.exp(rng.uniform(np.log(200), np.log(2600), rng.integers(1, 4))))
        cadence = list(rng.uniform(0.1, 3, 2 * rng.integers(1, 3)))
    shift = rng.uniform(0.985, 1.015)

    def parts():
        while True:
            for i, seconds in enumerate(cadence):
                yield ([f * shift for f in frequencies] if i % 2 == 0 else []), seconds

    out = keyed(rng, n, parts())
    if rng.random() < 0.2:  # a bell's warble
        out *= 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * rng.uniform(8, 30) * np.arange(n) / RATE))
    return out


def dtmf(rng, n):
    on, off = rng.uniform(0.05, 0.3), rng.uniform(0.04, 0.6)

    def parts():
        yield [], rng.uniform(0, 1)
        while True:
            yield list(DTMF[rng.integers(16)]), on
            yield [], off if rng.random() < 0.8 else rng.uniform(0.3, 3)

    return keyed(rng, n, parts())


def information_tone(rng, n):
    """The three rising tones before an announcement, beeps of menus and recorders, sweeps of modems."""
    if rng.random() < 0.4:
        def parts():
            while True:
                for f in (950, 1400, 1800):
                    yield [f], 0.33
                yield [], rng.uniform(0.5, 2)

        return keyed(rng, n, parts())
    if rng.random() < 0.5:
        def beeps():
            while True:
                yield [], rng.uniform(0.05, 3)
                yield [np.exp(rng.uniform(np.log(300), np.log(3500)))], rng.uniform(0.03, 1)

        return keyed(rng, n, beeps())
    hz = np.interp(np.arange(n), np.linspace(0, n, 30), np.exp(rng.uniform(np.log(200), np.log(3500), 30)))
    return np.sin(2 * np.pi * np.cumsum(hz) / RATE)


def siren(rng, n):
    """An alarm or siren: a tone with overtones that glides up and down."""
    t = np.arange(n) / RATE
    sweep = rng.choice([0.3, 1, 4]) * rng.uniform(0.7, 1.4)
    hz = rng.uniform(400, 1200) * 2 ** (rng.uniform(0.1, 0.8) * np.sin(2 * np.pi * sweep * t))
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    return sum(np.sin(k * phase) / k ** rng.uniform(0.7, 2) for k in range(1, 6))


def bark(rng, n):
    """Short harmonic cries with a falling pitch, as of animals and squeaking doors."""
    out = np.zeros(n)
    t = rng.uniform(0, 1)
    pitch = np.exp(rng.uniform(np.log(250), np.log(3500)))
    while t < n / RATE - 0.5:
        length = int(RATE * rng.uniform(0.05, 0.3))
        glide = pitch * np.linspace(rng.uniform(0.8, 1.6), rng.uniform(0.5, 1.1), length)
        phase = 2 * np.pi * np.cumsum(glide) / RATE
        cry = sum(np.sin(k * phase) * rng.uniform(0.1, 1) / k for k in range(1, 9)) + rng.uniform(0, 1.5) * rng.standard_normal(length)
        a = int(t * RATE)
        out[a : a + length] += cry * np.hanning(length) ** 0.5
        t += rng.choice([0.25, 0.6, 2.5]) * rng.uniform(0.7, 1.3)
    return out + 1e-4 * coloured(rng, n, -3)


def crackle(rng, n):
    """A bad line: gaps of packets, bursts, quantisation, ticking interference."""
    out = coloured(rng, n, rng.uniform(-4, 2)) * 0.05
    period = int(RATE * rng.uniform(0.004, 0.2))
    out[::period] += rng.uniform(0.2, 1)
    for _ in range(rng.integers(0, 40)):
        a = rng.integers(0, n)
        b = min(n, a + rng.integers(20, 3000))
        out[a:b] += rng.standard_normal(b - a) * rng.uniform(0.02, 1)
    if rng.random() < 0.5:  # the buzz of a mobile telephone beside a loudspeaker
        burst = (np.arange(n) * 217 // RATE) % 8 < rng.integers(1, 5)
        out += burst * np.sign(np.sin(2 * np.pi * 217 * np.arange(n) / RATE)) * rng.uniform(0.05, 0.6)
    return out


NOISES = [stationary, stationary, shaped, shaped, wind, hum, engine, traffic, impulses, impulses, rustle, rustle, breath, rain, crackle]
SIGNALS = [progress_tone, progress_tone, dtmf, information_tone, siren, bark]
