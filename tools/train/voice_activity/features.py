"""Log-mel features, the same numbers as src/speech/neural_features.cpp computes.

Input    float32 samples at 16 kHz
Output   [frames, 40] float32; frame i is centred on the middle of samples 160 i … 160 (i + 1)
"""

import numpy as np

RATE = 16000
HOP = 160
WINDOW = 400
FFT = 512
MELS = 40
FLOOR = 1e-9
LEAD = (WINDOW - HOP) // 2  # zeros before the first sample


def mel_filters():
    """[MELS, FFT / 2 + 1], Slaney 1998: linear below 1 kHz, logarithmic above, triangles of unit area."""
    linear, break_hz, step = 200.0 / 3, 1000.0, np.log(6.4) / 27
    to_mel = lambda hz: hz / linear if hz < break_hz else break_hz / linear + np.log(hz / break_hz) / step
    to_hz = lambda mel: mel * linear if mel < break_hz / linear else break_hz * np.exp(step * (mel - break_hz / linear))
    edges = np.array([to_hz(to_mel(RATE / 2) * i / (MELS + 1)) for i in range(MELS + 2)])
    hz = np.arange(FFT // 2 + 1) * RATE / FFT
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    height = np.minimum((hz - left) / (centre - left), (right - hz) / (right - centre))
    return (np.maximum(height, 0) * 2 / (right - left)).astype(np.float32)


_FILTERS = mel_filters()
_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def log_mel(samples):
    frames = len(samples) // HOP
    padded = np.concatenate([np.zeros(LEAD, np.float32), samples.astype(np.float32), np.zeros(WINDOW, np.float32)])
    view = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[:: HOP][:frames]
    out = np.empty((frames, MELS), np.float32)
    for start in range(0, frames, 4096):
        spectrum = np.fft.rfft(view[start : start + 4096] * _HANN, FFT)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        out[start : start + 4096] = (np.log(power @ _FILTERS.T + FLOOR) + 10) / 5
    return out
