"""A folder of generated conversations, the program that takes it in, and what the database says afterwards."""
import json
import math
import os
import sqlite3
import struct
import subprocess
import wave
from pathlib import Path

CALLS = 40
TWEETS = 12
RATE = 8000


def write_wav(path, seconds, hz):
    """One voice that speaks every other second; no two calls sound the same."""
    frames = bytearray()
    for i in range(int(seconds * RATE)):
        loud = (i // RATE) % 2 == 0
        frames += struct.pack("<h", int(9000 * math.sin(2 * math.pi * hz * i / RATE)) if loud else 0)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(frames))


def make_folder(folder, seconds=4):
    folder.mkdir(parents=True)
    for i in range(CALLS):
        write_wav(folder / f"call{i:02}.wav", seconds, 200 + 7 * i)
        turns = [{"role": "agent", "text": f"Merhaba, {i} numaralı masa.", "start_ms": 0, "end_ms": 1000},
                 {"role": "customer", "text": "Faturam yanlış geldi.", "start_ms": 2000, "end_ms": 3000}]
        (folder / f"call{i:02}.json").write_text(json.dumps({"language": "tr", "turns": turns}), encoding="utf-8")
    rows = ["tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id"]
    for i in range(TWEETS):
        rows.append(f"{2 * i + 1},{1000 + i},True,2026-03-14T09:{i:02}:00Z,@Mavi {i}. kargom nerede,{2 * i + 2},")
        rows.append(f"{2 * i + 2},Mavi,False,2026-03-14T10:{i:02}:00Z,@{1000 + i} bakıyoruz,,{2 * i + 1}")
    (folder / "tweets.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def start_ingest(data, folder, **popen):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CXAI_")}
    command = [os.environ["CXAI_BINARY"], "ingest", "--json", "--data", str(data), "--set", "workers.count=2", str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **popen)


def ingest(data, folder, timeout=120, **popen):
    process = start_ingest(data, folder, **popen)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"cxai ingest did not end within {timeout} s; it said:\n{err[-2000:]}")
    return process.returncode, out, err


def query(data, sql, patience_s=10):
    """Rows of the database; none while there is no table yet."""
    if not (data / "cxai.db").exists():
        return []
    connection = sqlite3.connect(f"file:{data}/cxai.db?mode=ro", uri=True, timeout=patience_s)
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
    finally:
        connection.close()


def blob_path(data, conversation, kind, sha256):
    return data / "blobs" / conversation[-2:] / conversation / kind / sha256


def assert_whole(test, data):
    """Every conversation is ready exactly once with exactly one analysis, and all that it names is there."""
    states = query(data, "SELECT state, COUNT(*) FROM conversation GROUP BY state")
    test.assertEqual(states, [("ready", CALLS + TWEETS)], query(data, "SELECT DISTINCT failure FROM conversation"))
    test.assertEqual(query(data, "SELECT state, COUNT(*) FROM job GROUP BY state"), [("succeeded", CALLS + TWEETS)])
    test.assertEqual(query(data, "SELECT c.id FROM conversation c LEFT JOIN analysis a ON a.conversation_id = c.id "
                                 "GROUP BY c.id HAVING COUNT(a.id) <> 1 OR MAX(a.id) <> c.analysis_id"), [])
    test.assertEqual(query(data, "SELECT subject FROM job GROUP BY subject HAVING COUNT(*) <> 1"), [])
    test.assertEqual(query(data, "SELECT id FROM conversation WHERE id NOT IN (SELECT conversation_id FROM posting)"), [])
    columns = {"recording_sha256": "sound", "listen_sha256": "sound", "peaks_sha256": "sound",
               "transcript_sha256": "text", "words_sha256": "text"}
    calls = 0
    for row in query(data, f"SELECT id, source, {', '.join(columns)} FROM conversation"):
        blobs = dict(zip(columns, row[2:]))
        is_call = blobs["recording_sha256"] != ""
        calls += is_call
        wanted = set(columns) if is_call else {"transcript_sha256", "words_sha256"}
        test.assertEqual({name for name, sha256 in blobs.items() if sha256}, wanted, row[1])
        for name in wanted:
            path = blob_path(data, row[0], columns[name], blobs[name])
            test.assertEqual(path.read_bytes()[:8], b"CXSEAL01", f"{row[1]}: {name}")
    test.assertEqual(calls, CALLS)
    test.assertEqual(query(data, "PRAGMA integrity_check"), [("ok",)])
    test.assertEqual(query(data, "PRAGMA foreign_key_check"), [])


def documents(data):
    """Analyses by id, without the time they were made."""
    found = {}
    for key, text in query(data, "SELECT id, document FROM analysis"):
        found[key] = json.loads(text)
        del found[key]["created_at"]
    return found
