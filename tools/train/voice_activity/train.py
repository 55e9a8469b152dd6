"""Trains the voice activity network and writes its weights.

    train.py --scenes DIR --out own.vad [--both-ways] [--units U] [--minutes M | --steps N]
             [--resume FILE.pt] [--blend FILE.pt --share S]

--both-ways  the second layer runs backwards in time: for recordings, which are there as a whole

Input    the shards of scenes.py
Output   the weights (format: docs/models/voice-activity.md), and FILE.pt to go on from
"""

import argparse
import pathlib
import struct
import time

import numpy as np
import torch
from scipy.signal import lfilter
from torch import nn

STEP = 2  # frames of 10 ms that the network takes at once
DELAY = 6  # steps between the last frame seen and the frames judged; none in a network that hears both ways
CROP = 1000  # frames that are learned from at once
SHORT_PAUSE = 18  # frames


class Network(nn.Module):
    def __init__(self, mels=40, units=64, both_ways=False):
        super().__init__()
        self.delay = 0 if both_ways else DELAY
        self.dense = nn.Linear(mels * STEP, units)
        self.first = nn.GRU(units, units, batch_first=True)
        self.second = nn.GRU(units, units, batch_first=True)
        self.out = nn.Linear(units, STEP)

    def forward(self, x):  # [scenes, steps, mels * STEP] -> logits [scenes, steps, STEP], `delay` steps late
        h = torch.relu(self.dense(x))
        h, _ = self.first(h)
        if self.delay:
            h, _ = self.second(h)
        else:
            h = self.second(h.flip(1))[0].flip(1)
        return self.out(h)


def judge(network, features):
    """[frames, mels] -> probability of voice [frames], in step with the frames."""
    frames = len(features) // STEP * STEP
    x = torch.from_numpy(np.asarray(features[:frames], np.float32)).reshape(1, -1, features.shape[1] * STEP)
    quiet = torch.full((1, network.delay, x.shape[2]), QUIET)
    with torch.no_grad():
        p = torch.sigmoid(network(torch.cat([x, quiet], 1)))[0, network.delay :]
    p = p.reshape(-1).numpy()
    return np.concatenate([p, np.repeat(p[-1:], len(features) - frames)])


QUIET = float((np.log(1e-9) + 10) / 5)  # a mel band of digital silence


def write(network, path):
    """Magic "CXAIVAD1", uint32 version, mels, step, delay, dense, recurrent; then float32 arrays, little-endian.

    Version 1: both layers forwards. Version 2: the second one backwards.
    """
    s = {k: v.detach().cpu().numpy().astype("<f4") for k, v in network.state_dict().items()}
    with open(path, "wb") as f:
        units, inputs = s["dense.weight"].shape
        f.write(b"CXAIVAD1" + struct.pack("<6I", 1 if network.delay else 2, inputs // STEP, STEP, network.delay, units, units))
        for name in ("dense.weight", "dense.bias"):
            f.write(s[name].tobytes())
        for layer in ("first", "second"):
            for part in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
                f.write(s[f"{layer}.{part}"].tobytes())
        f.write(s["out.weight"].tobytes() + s["out.bias"].tobytes())


def without_short_pauses(labels):
    """Pauses under 180 ms become speech: the decision merges them, and whoever labels by ear passes over them."""
    out = labels.copy()
    for row in out:
        edges = np.flatnonzero(np.diff(row.astype(np.int8))) + 1
        for a, b in zip(edges[:-1], edges[1:]):
            if row[a] == 0 and b - a < SHORT_PAUSE:
                row[a:b] = 1
    return out


def drawn_noise(rng, count, frames, mels):
    """Power of steady noises straight in mel bands: a colour, some loud bands, a slow or fast swell."""
    place = np.linspace(-1, 1, mels)
    db = rng.normal(0, 12, (count, 1)) * place - 8 * np.abs(rng.normal(0, 1, (count, 1))) * place**2
    for _ in range(3):
        centre, width = rng.uniform(-1, 1, (count, 1)), np.exp(rng.uniform(np.log(0.02), np.log(0.4), (count, 1)))
        db += rng.uniform(-5, 40, (count, 1)) * (rng.random((count, 1)) < 0.4) * np.exp(-0.5 * ((place - centre) / width) ** 2)
    t = np.arange(frames)[None] / 100
    rate = np.exp(rng.uniform(np.log(0.2), np.log(25), (count, 1)))
    swell = rng.exponential(3, (count, 1)) * np.sin(2 * np.pi * rate * t + rng.uniform(0, 7, (count, 1)))
    freedom = np.linspace(1.2, 6, mels)  # independent bins in a band
    grain = rng.standard_gamma(freedom, (count, frames, mels)) / freedom
    return (grain * 10 ** ((db[:, None] + swell[:, :, None]) / 10)).astype(np.float32)


def echoing(rng, power):
    """A distant microphone: every band dies away over the time of a room; the labels stay those of the mouth."""
    for i in np.flatnonzero(rng.random(len(power)) < 0.25):
        fade = 10 ** (-6 / (rng.uniform(0.15, 0.7) * 100))  # a frame; 60 dB over the reverberation time
        tail = lfilter([0, 0, 1 - fade], [1, -fade], power[i], axis=0)
        power[i] += tail.astype(np.float32) * 10 ** (rng.uniform(-14, -1) / 10)


def crowd(rng, power, labels):
    """Many voices at once, none of them to be heard out."""
    speaking = np.flatnonzero(labels.mean(1) > 0.3)
    if len(speaking) < 8:
        return None
    out = np.zeros(power.shape[1:], np.float32)
    for i in rng.choice(speaking, rng.integers(6, min(14, len(speaking))), False):
        out += np.roll(power[i], rng.integers(len(out)), 0) / (power[i].sum(1).mean() + 1e-9)
    return out


def louder_noise(rng, power, labels):
    """Adds to most crops the sound of a crop without speech, a drawn noise, or a crowd, at a chosen ratio to the speech."""
    silent = np.flatnonzero(labels.sum(1) == 0)
    clean = power.copy()
    for i in range(len(power)):
        r = rng.random()
        if r < 0.3:
            continue
        noise = None
        if r < 0.6 and len(silent):
            noise = power[silent[rng.integers(len(silent))]].copy()
        elif r < 0.64:
            noise = crowd(rng, clean, labels)
        if noise is None:
            noise = drawn_noise(rng, 1, power.shape[1], power.shape[2])[0]
        speech = labels[i] > 0
        reference = power[i][speech].sum(1).mean() if speech.any() else 10 ** rng.uniform(-5, 1)
        ratio_db = rng.uniform(-5, 18) if rng.random() < 0.75 else rng.uniform(10, 35)
        power[i] += noise * (reference / (noise.sum(1).mean() + 1e-9) * 10 ** (-ratio_db / 10))


def batches(files, rng, size):
    """Shards in random order, a few mixed at a time; levels and colours changed a little, noise added."""
    order = rng.permutation(len(files))
    for group in range(0, len(order), 8):
        packs = [np.load(files[i]) for i in order[group : group + 8]]
        x = np.concatenate([p["features"] for p in packs])
        y = np.concatenate([p["labels"] for p in packs])
        x = x[:, : x.shape[1] // CROP * CROP].reshape(-1, CROP, x.shape[2])
        y = y[:, : y.shape[1] // CROP * CROP].reshape(-1, CROP)
        mixed = rng.permutation(len(x))
        for a in range(0, len(mixed), size):
            take = mixed[a : a + size]
            power = np.exp(x[take].astype(np.float32) * 5 - 10)
            echoing(rng, power)
            louder_noise(rng, power, y[take])
            mels = power.shape[2]
            tilt = rng.normal(0, 0.6, (len(take), 1, 1)) * np.linspace(-1, 1, mels) + rng.normal(0, 1.2, (len(take), 1, 1))
            level = np.minimum(tilt, 12 - np.log(power.max((1, 2), keepdims=True) + 1e-9)).astype(np.float32)
            piece = (np.log(power * np.exp(level) + 1e-9) + 10) / 5
            yield torch.from_numpy(piece.astype(np.float32)), torch.from_numpy(without_short_pauses(y[take]).astype(np.float32))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scenes", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--both-ways", action="store_true")
    parser.add_argument("--units", type=int, default=64, help="of each layer")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--steps", type=int, help="instead of minutes")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--resume")
    parser.add_argument("--blend", help="an earlier state of the same training, averaged into the result")
    parser.add_argument("--share", type=float, default=0.4, help="of the earlier state")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(3)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng()
    network = Network(units=options.units, both_ways=options.both_ways)
    if options.resume:
        network.load_state_dict(torch.load(options.resume))
    average = {k: v.clone() for k, v in network.state_dict().items()}  # over about fifty steps: calmer than the last one
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-3)
    start, step, running = time.time(), 0, []
    while True:
        for x, y in batches(sorted(pathlib.Path(options.scenes).glob("*.npz")), rng, 64):
            minutes = (time.time() - start) / 60
            done = step / options.steps if options.steps else minutes / max(options.minutes, 1e-6)
            if done >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = options.rate * min(1, step / 50 + 0.02) * 0.5 * (1 + np.cos(np.pi * min(1, done)))
            logits = network(x.reshape(len(x), -1, x.shape[2] * STEP))[:, network.delay :].reshape(len(x), -1)
            y = y[:, : logits.shape[1]]
            loss = nn.functional.binary_cross_entropy_with_logits(logits, y)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            running.append(loss.item())
            step += 1
            with torch.no_grad():
                for k, v in network.state_dict().items():
                    average[k].lerp_(v, max(0.02, 1 / step))
            if step % 20 == 0:
                print(f"step {step} loss {np.mean(running[-20:]):.4f} {time.time() - start:.0f} s, {time.process_time():.0f} s of CPU", flush=True)
                torch.save(average, options.out + ".pt")
        else:
            continue
        break
    if options.blend:
        for k, v in torch.load(options.blend).items():
            average[k].lerp_(v, options.share)
    network.load_state_dict(average)
    torch.save(average, options.out + ".pt")
    write(network, options.out)


if __name__ == "__main__":
    main()
