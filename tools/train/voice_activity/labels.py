"""Frame labels (10 ms) of a clean recording of one speaker, from its energy.

A pause counts as a pause from 100 ms on, as in the labels that voice activity is measured against; the closure of a
stop consonant does not.
"""

import numpy as np
from scipy.ndimage import maximum_filter1d
from scipy.signal import butter, lfilter

from features import HOP, RATE

_HIGH_PASS = butter(2, 100 / (RATE / 2), "high")


def energy_db(samples):
    y = lfilter(*_HIGH_PASS, samples).astype(np.float64)
    n = len(y) // HOP
    power = (y[: n * HOP].reshape(n, HOP) ** 2).mean(1)
    return 10 * np.log10(power + 1e-10)


def drop_runs(mask, value, shorter_than):
    """Flips the runs of `value` that are shorter than `shorter_than` frames and have a neighbour on both sides."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8))) + 1
    bounds = np.concatenate([[0], edges, [len(mask)]])
    out = mask.copy()
    for a, b in zip(bounds[:-1], bounds[1:]):
        if mask[a] == value and b - a < shorter_than and (a > 0 and b < len(mask)):
            out[a:b] = not value
    return out


def clean_speech(samples, below_peak_db=36.0, above_floor_db=7.0):
    energy = energy_db(samples)
    if len(energy) == 0:
        return np.zeros(0, bool)
    smooth = 10 * np.log10(np.convolve(10 ** (energy / 10), np.ones(3) / 3, "same") + 1e-10)
    peak = np.percentile(smooth, 98)
    floor = np.percentile(smooth, 4)
    threshold = max(peak - below_peak_db, min(floor + above_floor_db, peak - 20), -70)
    speech = smooth > threshold
    speech = drop_runs(speech, False, 9)
    speech = drop_runs(speech, True, 6)
    return speech


def agree(energy_labels, probabilities, threshold=0.3, reach=8):
    """Keeps the speech that a second opinion (one probability a frame) confirms within `reach` frames."""
    near = maximum_filter1d(probabilities, 2 * reach + 1)[: len(energy_labels)] > threshold
    return energy_labels & near
