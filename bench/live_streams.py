#!/usr/bin/env python3
"""Streams many calls into a running server at once, as a telephone system would, and says what that costs.

Each stream is a WebSocket on /v1/live that sends Twilio media messages: 20 ms of mu-law, two tracks, in real time.
The sound alternates between the tracks: 3 s of a voice-like buzz, 2 s of silence, so that events come all the time.
Delay of an event: from sending the packet that made it known (known_ms) to receiving it.

    bench/live_streams.py --binary build/release/cxai --streams 200 --seconds 60
    bench/live_streams.py --binary build/release/cxai --streams 8 --seconds 60 --model ggml-tiny.bin

With a model the text is timed as well: from sending the packet in which a stretch ended to receiving its final words.
Prints one JSON object. Only Python's standard library; load processes are counted apart from the server.
"""
import argparse
import base64
import json
import math
import multiprocessing
import os
import random
import re
import selectors
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

PACKET_MS = 20


def mulaw(sample):
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = max(0, magnitude.bit_length() - 8)
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3)) & 0x0F) & 0xFF


def voice(milliseconds, pitch):
    """A buzz with moving formants and syllables, as base64 packets."""
    samples, phase = [], 0.0
    for i in range(milliseconds * 8):
        t = i / 8000
        hz = pitch + 20 * math.sin(2 * math.pi * 1.7 * t)
        phase += 2 * math.pi * hz / 8000
        vowel = 500 + 250 * math.sin(2 * math.pi * 2.3 * t)
        value = sum(math.sin(h * phase) * (1 / (1 + ((h * hz - vowel) / 150) ** 2) + 0.5 / (1 + ((h * hz - 1500) / 200) ** 2))
                    for h in range(1, 20))
        samples.append(int(max(-1, min(1, 0.15 * value * (0.55 + 0.45 * math.sin(2 * math.pi * 4 * t))
                                        + random.gauss(0, 0.003))) * 32000))
    codes = bytes(mulaw(s) for s in samples)
    size = PACKET_MS * 8
    return [base64.b64encode(codes[i:i + size]).decode() for i in range(0, len(codes), size)]


def frame(text):
    """A masked text frame with a mask of zeros."""
    payload = text.encode()
    head = struct.pack("!BB", 0x81, 0x80 | len(payload)) if len(payload) < 126 else \
        struct.pack("!BBH", 0x81, 0x80 | 126, len(payload))
    return head + b"\0\0\0\0" + payload


class Stream:
    def __init__(self, port, token, number):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall((f"GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(4096)
        if b" 101 " not in answer.split(b"\r\n")[0]:
            raise RuntimeError(answer.decode(errors="replace"))
        self.pending = answer.split(b"\r\n\r\n", 1)[1]
        self.socket.sendall(frame(json.dumps({"event": "start", "start": {
            "streamSid": f"MZ{number}", "callSid": f"CA{number}", "tracks": ["inbound", "outbound"],
            "customParameters": {"events": "1"}}})))
        self.offset = number * 37 % 250  # packets, so that the calls are not in step
        self.sent_at = []
        self.closed = False

    def send(self, i, talk, quiet):
        out = b""
        for track, name in enumerate(("inbound", "outbound")):
            place = (i + self.offset + track * 125) % 250
            payload = talk[track][place] if place < len(talk[track]) else quiet
            out += frame('{"event":"media","media":{"track":"%s","chunk":"%d","timestamp":"%d","payload":"%s"}}'
                         % (name, i + 1, i * PACKET_MS, payload))
        self.socket.sendall(out)
        self.sent_at.append(time.monotonic())

    def receive(self, delays, kinds, texts):
        now = time.monotonic()
        data = self.socket.recv(65536)
        if not data:
            self.closed = True
        self.pending += data
        while len(self.pending) >= 2:
            opcode, length = self.pending[0] & 0x0F, self.pending[1] & 0x7F
            at = 2
            if length == 126:
                length, at = struct.unpack("!H", self.pending[2:4])[0], 4
            if len(self.pending) < at + length:
                break
            payload, self.pending = self.pending[at:at + length], self.pending[at + length:]
            if opcode == 8:
                self.closed = True
                kinds["close " + payload[2:].decode()] = kinds.get("close " + payload[2:].decode(), 0) + 1
            if opcode == 9:
                self.socket.sendall(struct.pack("!BB", 0x8A, 0x80 | length) + b"\0\0\0\0" + payload)
            if opcode != 1:
                continue
            event = json.loads(payload)
            kinds[event["event"]] = kinds.get(event["event"], 0) + 1
            packet = min(max(0, event["known_ms"] // PACKET_MS - 1), len(self.sent_at) - 1)
            delays.append(now - self.sent_at[packet])
            if event["event"] == "stable":
                texts.append(now - self.sent_at[min(event["until_ms"] // PACKET_MS, len(self.sent_at) - 1)])


def load(port, token, numbers, seconds, begin, results):
    random.seed(numbers[0])
    talk = [voice(3000, 120), voice(3000, 190)]
    quiet = base64.b64encode(b"\xff" * (PACKET_MS * 8)).decode()
    streams = [Stream(port, token, n) for n in numbers]
    selector = selectors.DefaultSelector()
    for stream in streams:
        selector.register(stream.socket, selectors.EVENT_READ, stream)
    delays, kinds, texts, late = [], {}, [], 0.0
    start = max(begin, time.monotonic())
    for i in range(int(seconds * 1000 / PACKET_MS)):
        for k, stream in enumerate(streams):
            due = start + (i + k / len(streams)) * PACKET_MS / 1000  # spread over the 20 ms
            while (wait := due - time.monotonic()) > 0.0005 or k == 0:
                for key, _ in selector.select(max(0, wait)):
                    key.data.receive(delays, kinds, texts)
                if k == 0 and time.monotonic() >= due:
                    break
            late = max(late, time.monotonic() - due)
            stream.send(i, talk, quiet)
    for stream in streams:
        stream.socket.sendall(frame('{"event":"stop"}'))
    usage = os.times()
    results.put({"delays": delays, "kinds": kinds, "texts": texts, "late": late, "cpu": usage.user + usage.system,
                 "closed": sum(s.closed for s in streams)})
    time.sleep(2)


def process_figures(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    status = open(f"/proc/{pid}/status").read()
    memory = {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM")}
    return (int(fields[11]) + int(fields[12])) / ticks, memory


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", required=True)
    options.add_argument("--streams", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--model", help="of the speech engine; none: no engine")
    options.add_argument("--senders", type=int, default=2, help="load processes")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as data:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CXAI_")}
        engine = ["--set", "speech.engine=whisper", "--set", f"speech.model={asked.model}"] if asked.model else \
            ["--set", "speech.engine=none"]
        server = subprocess.Popen([asked.binary, "serve", "--data", data, "--port", "0", *engine,
                                   "--set", f"live.max_streams={asked.streams}", "--set", "workers.count=1"],
                                  stderr=subprocess.PIPE, text=True, env=environment)
        banner = ""
        while not ("CX AI: http" in banner and "login:" in banner):
            banner += server.stderr.readline()
        port = int(re.search(r"http://[^:]+:(\d+)", banner)[1])
        password = re.search(r"login: \S+ / (\S+)", banner)[1]
        body = json.dumps({"login": "admin", "password": password}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/session", body, {"Content-Type": "application/json"})
        token = json.load(urllib.request.urlopen(request))["token"]
        _, idle_memory = process_figures(server.pid)
        results = multiprocessing.Queue()
        begin = time.monotonic() + 5
        parts = [list(range(i, asked.streams, asked.senders)) for i in range(asked.senders)]
        senders = [multiprocessing.Process(target=load, args=(port, token, part, asked.seconds, begin, results))
                   for part in parts]
        for sender in senders:
            sender.start()
        time.sleep(max(0, begin - time.monotonic()) + 2)
        cpu, _ = process_figures(server.pid)
        measured_from = time.monotonic()
        time.sleep(asked.seconds - 4)
        cpu_end, memory = process_figures(server.pid)
        measured = time.monotonic() - measured_from
        outcomes = [results.get() for _ in senders]
        for sender in senders:
            sender.join()
        server.terminate()
        server.wait()
    delays = sorted(d for outcome in outcomes for d in outcome["delays"])
    texts = sorted(t for outcome in outcomes for t in outcome["texts"])
    kinds = {}
    for outcome in outcomes:
        for kind, n in outcome["kinds"].items():
            kinds[kind] = kinds.get(kind, 0) + n

    def percentile(p, values=delays):
        return round(1000 * values[min(len(values) - 1, int(p * len(values)))], 1) if values else None

    json.dump({"streams": asked.streams, "seconds": asked.seconds, "cores": os.cpu_count(),
               "messages_per_s": asked.streams * 2 * 1000 // PACKET_MS,
               "server_cpu_cores": round((cpu_end - cpu) / measured, 3),
               "load_cpu_cores": round(sum(o["cpu"] for o in outcomes) / asked.seconds, 3),
               "server_rss_mib": round(memory["VmRSS"] / 1024, 1), "server_peak_mib": round(memory["VmHWM"] / 1024, 1),
               "memory_per_stream_kib": round((memory["VmRSS"] - idle_memory["VmRSS"]) / asked.streams, 1),
               "events": len(delays), "event_kinds": kinds,
               "event_delay_ms": {"p50": percentile(0.5), "p90": percentile(0.9), "p99": percentile(0.99),
                                  "max": percentile(1)},
               "text_delay_ms": {"n": len(texts), **{f"p{p}": percentile(p / 100, texts) for p in (50, 90, 99)}},
               "latest_packet_ms": round(1000 * max(o["late"] for o in outcomes), 1),
               "closed_early": sum(o["closed"] for o in outcomes)}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
