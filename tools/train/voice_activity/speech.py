"""The clean speech that scenes are made of: recordings with their frame labels, and sentences spoken by espeak-ng.

    speech.py --out speech.npz --recordings DIR… [--texts FILE…] [--spoken N] [--second-opinion MODEL.onnx]

Input    folders of recordings of one speaker each (anything ffmpeg reads), files of sentences (one a line)
Output   speech.npz: samples int16, labels uint8 (10 ms), offsets of the clips in both
"""

import argparse
import pathlib
import subprocess
import sys

import numpy as np

import labels
from features import HOP, RATE

VOICES = "tr tr tr tr tr tr de de en-us en-gb fr-fr es it nl pl ru ar az el fi hu pt sv ro uk fa".split()
VARIANTS = [""] + [f"+{v}" for v in "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 linda steph3 klatt3 Alex Andrea Annie Diogo Gene Hugo Lee Mario Michael anika ed edward2 john robert shelby travis victor zac adam aunty belinda grandma grandpa".split()]


def decode(path):
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True).stdout, np.int16)


def spoken(rng, sentence):
    voice = VOICES[rng.integers(len(VOICES))] + VARIANTS[rng.integers(len(VARIANTS))]
    command = ["espeak-ng", "-v", voice, "-s", str(rng.integers(120, 210)), "-p", str(rng.integers(15, 85)), "--stdout", sentence]
    wav = subprocess.run(command, capture_output=True).stdout
    command = ["ffmpeg", "-v", "error", "-f", "wav", "-i", "-", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, input=wav, capture_output=True).stdout, np.int16)


class SecondOpinion:
    """Silero VAD (MIT) through onnxruntime: one probability a 10 ms frame."""

    def __init__(self, path):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options)

    def __call__(self, samples):
        state, context, out = np.zeros((2, 1, 128), np.float32), np.zeros((1, 64), np.float32), []
        padded = np.concatenate([samples, np.zeros(-len(samples) % 512, np.float32)])
        for i in range(0, len(padded), 512):
            piece = np.concatenate([context, padded[None, i : i + 512]], 1)
            p, state = self.session.run(None, {"input": piece, "state": state, "sr": np.array(RATE, np.int64)})
            out.append(p[0, 0])
            context = piece[:, -64:]
        return np.array(out)[(np.arange(len(samples) // HOP) * HOP + HOP // 2) // 512]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--recordings", nargs="+", default=[])
    parser.add_argument("--texts", nargs="*", default=[])
    parser.add_argument("--spoken", type=int, default=0)
    parser.add_argument("--second-opinion")
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    opinion = SecondOpinion(options.second_opinion) if options.second_opinion else None
    clips, marks = [], []

    def add(samples, confirmed_by):
        samples = samples[: len(samples) // HOP * HOP]
        as_float = samples.astype(np.float32) / 32768
        if len(samples) < RATE // 2 or np.abs(as_float).max() < 0.01:
            return
        speech = labels.clean_speech(as_float)
        if confirmed_by:
            energy = labels.energy_db(as_float)
            if np.percentile(energy, 95) - np.percentile(energy, 5) < 25:  # too noisy for labels from energy
                return
            speech = labels.agree(speech, confirmed_by(as_float))
        if speech.any():
            clips.append(samples)
            marks.append(speech.astype(np.uint8))

    for folder in options.recordings:
        files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".wav", ".mp3", ".flac", ".ogg"))
        for path in files:
            add(decode(path), opinion)
        print(folder, len(files), "files,", len(clips), "clips so far", file=sys.stderr)
    sentences = [line.strip() for path in options.texts for line in open(path) if len(line.strip()) > 10]
    for _ in range(options.spoken):
        add(spoken(rng, sentences[rng.integers(len(sentences))]), None)
    ends = np.cumsum([len(c) for c in clips])
    np.savez(options.out, samples=np.concatenate(clips), labels=np.concatenate(marks), ends=ends)
    print(len(clips), "clips,", round(ends[-1] / RATE / 60, 1), "minutes,", round(100 * np.concatenate(marks).mean(), 1), "% speech", file=sys.stderr)


if __name__ == "__main__":
    main()
