"""Trains the voice activity network and writes its weights.

    train.py --scenes DIR --out own.vad [--minutes M] [--resume FILE.pt]

Input    the shards of scenes.py
Output   the weights (format: docs/models/voice-activity.md), and FILE.pt to go on from
"""

import argparse
import pathlib
import struct
import time

import numpy as np
import torch
from torch import nn

STEP = 2  # frames of 10 ms that the network takes at once
DELAY = 6  # steps between the last frame seen and the frames judged
DENSE, RECURRENT = 64, 64
CROP = 1000  # frames that are learned from at once


class Network(nn.Module):
    def __init__(self, mels=40):
        super().__init__()
        self.dense = nn.Linear(mels * STEP, DENSE)
        self.first = nn.GRU(DENSE, RECURRENT, batch_first=True)
        self.second = nn.GRU(RECURRENT, RECURRENT, batch_first=True)
        self.out = nn.Linear(RECURRENT, STEP)

    def forward(self, x):  # [scenes, steps, mels * STEP] -> logits [scenes, steps, STEP], DELAY steps late
        h = torch.relu(self.dense(x))
        h, _ = self.first(h)
        h, _ = self.second(h)
        return self.out(h)


def judge(network, features):
    """[frames, mels] -> probability of voice [frames], in step with the frames."""
    frames = len(features) // STEP * STEP
    x = torch.from_numpy(np.asarray(features[:frames], np.float32)).reshape(1, -1, features.shape[1] * STEP)
    quiet = torch.full((1, DELAY, x.shape[2]), QUIET)
    with torch.no_grad():
        p = torch.sigmoid(network(torch.cat([x, quiet], 1)))[0, DELAY:]
    p = p.reshape(-1).numpy()
    return np.concatenate([p, np.repeat(p[-1:], len(features) - frames)])


QUIET = float((np.log(1e-9) + 10) / 5)  # a mel band of digital silence


def write(network, path):
    """Magic "CXAIVAD1", uint32 version, mels, step, delay, dense, recurrent; then float32 arrays, little-endian."""
    s = {k: v.detach().cpu().numpy().astype("<f4") for k, v in network.state_dict().items()}
    with open(path, "wb") as f:
        f.write(b"CXAIVAD1" + struct.pack("<6I", 1, s["dense.weight"].shape[1] // STEP, STEP, DELAY, DENSE, RECURRENT))
        for name in ("dense.weight", "dense.bias"):
            f.write(s[name].tobytes())
        for layer in ("first", "second"):
            for part in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
                f.write(s[f"{layer}.{part}"].tobytes())
        f.write(s["out.weight"].tobytes() + s["out.bias"].tobytes())


def batches(files, rng, size):
    """Shards in random order, a few mixed at a time; levels and colours changed a little."""
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
            piece = x[take].astype(np.float32)
            mels = piece.shape[2]
            tilt = rng.normal(0, 0.12, (len(take), 1, 1)) * np.linspace(-1, 1, mels)[None, None] + rng.normal(0, 0.2, (len(take), 1, 1))
            piece = np.log(np.exp(np.clip(piece + tilt, QUIET, 3) * 5 - 10) + 1e-9) / 5 + 2
            yield torch.from_numpy(piece.astype(np.float32)), torch.from_numpy(y[take].astype(np.float32))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scenes", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--resume")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(3)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(3)
    network = Network()
    if options.resume:
        network.load_state_dict(torch.load(options.resume))
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-3)
    start, step, running = time.time(), 0, []
    while True:
        for x, y in batches(sorted(pathlib.Path(options.scenes).glob("*.npz")), rng, 64):
            done = (time.time() - start) / 60 / options.minutes
            if done >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = options.rate * min(1, step / 50 + 0.02) * 0.5 * (1 + np.cos(np.pi * min(1, done)))
            logits = network(x.reshape(len(x), -1, x.shape[2] * STEP))[:, DELAY:].reshape(len(x), -1)
            y = y[:, : logits.shape[1]]
            loss = nn.functional.binary_cross_entropy_with_logits(logits, y)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            running.append(loss.item())
            step += 1
            if step % 20 == 0:
                print(f"step {step} loss {np.mean(running[-20:]):.4f} {time.time() - start:.0f} s, {time.process_time():.0f} s of CPU", flush=True)
                torch.save(network.state_dict(), options.out + ".pt")
        else:
            continue
        break
    torch.save(network.state_dict(), options.out + ".pt")
    write(network, options.out)


if __name__ == "__main__":
    main()
