#!/usr/bin/env python3
"""Conversations seeded with known personal data are taken in; then every table, file, index, log, event, export and
answer of the API is searched for each value: nothing outside what is sealed. After an erasure nothing is left anywhere
and the certificate verifies; one changed row of the audit chain is found.

CXAI_BINARY names the program.
"""
import json
import math
import os
import re
import sqlite3
import struct
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import seeds

RATE = 8000
PASSWORD = "uzun bir parola"


def write_wav(path, tag):
    """Two seconds of a voice-like tone, with a comment in its INFO chunk as telephone systems write one."""
    frames = b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * 220 * i / RATE))) for i in range(2 * RATE))
    comment = tag.encode() + b"\0" * (2 - len(tag) % 2)
    info = b"INFOICMT" + struct.pack("<I", len(comment)) + comment
    chunks = (b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16) +
              b"LIST" + struct.pack("<I", len(info)) + info + b"data" + struct.pack("<I", len(frames)) + frames)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


def make_folder(folder):
    folder.mkdir(parents=True)
    for number, seed in enumerate(seeds.SEEDS):
        turns = [{"role": "agent", "text": "Merhaba, Mavi Telekom, nasıl yardımcı olabilirim?"},
                 {"role": "customer", "text": f"Faturam yanlış geldi. {seed.text} ({number})"},
                 {"role": "agent", "text": "Hemen bakıyorum."}]
        (folder / f"chat{number:02}.json").write_text(json.dumps({"language": "tr", "turns": turns}), encoding="utf-8")
    everything = " ".join(seed.text for seed in seeds.SEEDS)
    (folder / "hepsi.txt").write_text(f"Temsilci: Buyurun.\nMüşteri: {everything}\n", encoding="utf-8")
    call = folder / f"arama_{seeds.FILE_PHONE}_gelen.wav"
    write_wav(call, f"arayan {seeds.TAG_PHONE}")
    call.with_suffix(".json").write_text(json.dumps({"language": "tr", "turns": [
        {"role": "customer", "text": f"Numaram {seeds.PHONE}.", "start_ms": 0, "end_ms": 1500}]}), encoding="utf-8")
    call.with_suffix(".meta.json").write_text(json.dumps({
        "customer_ref": seeds.CUSTOMER, "caller": seeds.META_PHONE, "customer_name": seeds.META_NAME,
        "note": f"geri ara {seeds.PHONE}", "agent_id": "a1", "agent_name": "Elif"}), encoding="utf-8")
    rows = ["tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id",
            f"1,1001,True,2026-03-14T09:00:00Z,@Mavi telefonum {seeds.PHONE} arayın,2,",
            "2,Mavi,False,2026-03-14T10:00:00Z,@1001 bakıyoruz,,1"]
    (folder / "tweets.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


class Leak(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.root = Path(self.temporary.name)
        self.data = self.root / "data"
        self.logs = b""

    def tearDown(self):
        self.temporary.cleanup()

    # ---- the program

    def command(self, *arguments):
        return [os.environ["CXAI_BINARY"], *arguments, "--data", str(self.data), "--log-level", "debug"]

    def environment(self):
        return {key: value for key, value in os.environ.items() if not key.startswith("CXAI_")}

    def cxai(self, *arguments, given="", code=0):
        done = subprocess.run(self.command(*arguments), input=given.encode(), capture_output=True, timeout=300,
                              env=self.environment())
        self.logs += done.stderr
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stderr.decode()[-2000:]}")
        return done.stdout.decode()

    def start_server(self):
        self.server = subprocess.Popen(self.command("serve", "--port", "0"), stderr=subprocess.PIPE,
                                       env=self.environment())
        address = None
        while address is None:
            line = self.server.stderr.readline()
            self.assertTrue(line, "the server ended before it said its address")
            self.logs += line
            address = re.search(rb"http://localhost:(\d+)", line)
        self.base = f"http://127.0.0.1:{int(address[1])}"

        def read_log():
            for more in self.server.stderr:
                self.logs += more

        self.reader = threading.Thread(target=read_log)
        self.reader.start()

    def stop_server(self):
        self.server.terminate()
        self.server.wait(timeout=60)
        self.reader.join()
        self.server.stderr.close()

    def call(self, method, path, token=None, body=None, content_type="application/json", expect=200):
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method,
                                         headers={"Content-Type": content_type, "X-CXAI": "1"})
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, content = answer.status, answer.read() + str(answer.headers).encode()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        self.assertEqual(status, expect, f"{method} {path}: {content[:500]}")
        return content

    def json(self, *arguments, **more):
        content = self.call(*arguments, **more)
        return json.JSONDecoder().raw_decode(content.decode())[0]

    # ---- the search

    def assert_clean(self, content, where):
        for needle in seeds.needles():
            self.assertNotIn(needle, content, f"{needle.decode()} stands in {where}")

    def assert_disk_clean(self):
        files = 0
        for folder in (self.data, Path(str(self.data) + ".keys")):
            for path in folder.rglob("*"):
                self.assert_clean(str(path).encode(), "a file's name")
                if path.is_file():
                    files += 1
                    self.assert_clean(path.read_bytes(), path)
        self.assertGreater(files, 10)

    def assert_tables_clean(self):
        """Row by row, since a database may store text in another form than it was given."""
        for database in (self.data / "cxai.db", Path(str(self.data) + ".keys") / "keys.db"):
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
            tables = [name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            self.assertGreater(len(tables), 2)
            for table in tables:
                for row in connection.execute(f"SELECT * FROM {table}"):
                    self.assert_clean(repr(row).encode(), f"table {table}")
            connection.close()

    def rows(self, sql):
        connection = sqlite3.connect(f"file:{self.data}/cxai.db?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    # ---- what is asked of the API

    def assert_api_clean(self, token):
        page = self.json("GET", "/v1/conversations?limit=1000", token=token)
        ids = [row["id"] for row in page["items"]]
        paths = ["/v1/conversations?limit=1000", "/v1/conversations?q=faturam", "/v1/agents", "/v1/facets", "/v1/jobs",
                 "/v1/statistics/overview?from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z",
                 "/v1/conversations/export?format=csv", "/v1/conversations/export?format=xlsx", "/metrics"]
        for key in ids:
            paths += [f"/v1/conversations/{key}"] + [f"/v1/conversations/{key}/transcript.{form}"
                                                     for form in ("vtt", "srt", "txt", "json")]
        for path in paths:
            self.assert_clean(self.call("GET", path, token=token), path)
        for needle in (seeds.PHONE, seeds.FILE_PHONE, seeds.TCKN):
            found = self.json("GET", "/v1/conversations?q=" + urllib.request.quote(needle), token=token)
            self.assertEqual(found["total"], 0, f"the search finds {needle}")
        return ids

    def test_nothing_leaks_and_what_is_erased_is_gone(self):
        folder = self.root / "in"
        make_folder(folder)
        summary = json.loads(self.cxai("ingest", "--json", str(folder)))
        self.assertEqual(summary["failures"], [])
        self.assertEqual(summary["conversations"], len(seeds.SEEDS) + 3)
        self.assert_disk_clean()
        self.assert_tables_clean()
        for login, role in (("mudur", "manager"), ("kvkk", "privacy_officer")):
            self.cxai("users", "add", login, "--role", role, given=PASSWORD + "\n")

        self.start_server()
        try:
            token = {login: self.json("POST", "/v1/session", body={"login": login, "password": PASSWORD})["token"]
                     for login in ("mudur", "kvkk")}
            events = urllib.request.urlopen(urllib.request.Request(
                self.base + "/v1/events", headers={"Authorization": f"Bearer {token['mudur']}"}), timeout=60)
            upload = folder / "upload.wav"
            write_wav(upload, f"arayan {seeds.TAG_PHONE}!")
            taken = self.call("POST", f"/v1/conversations?filename={seeds.UPLOAD_PHONE}.wav", token=token["mudur"],
                              body=upload.read_bytes() + b"\0\0", content_type="audio/wav", expect=202)
            self.assert_clean(taken, "the answer to an upload")
            heard = b""
            while b'"succeeded"' not in heard:
                line = events.readline()
                self.assertTrue(line, "the events ended")
                heard += line
            events.close()
            self.assert_clean(heard, "the events")
            ids = self.assert_api_clean(token["mudur"])
            self.assertEqual(len(ids), len(seeds.SEEDS) + 4)

            # Who has the right reads what was said, and leaves a trace; who has not is refused.
            reason = {"reason": "itiraz incelemesi"}
            sealed = [key for key in ids if self.has_words(key)]
            original = b"".join(self.call("POST", f"/v1/conversations/{key}/original", token=token["kvkk"], body=reason)
                                for key in sealed)
            for seed in seeds.SEEDS:
                self.assertIn(seed.value.encode(), original,
                              f"{seed.kind} is not in the originals: then the test would prove nothing")
            self.assertIn(seeds.FILE_PHONE.encode(), original)
            self.assertIn(b"Uzunkavak", original)
            self.call("POST", f"/v1/conversations/{ids[0]}/original", token=token["mudur"], body=reason, expect=403)
            self.call("GET", "/v1/audit", token=token["mudur"], expect=403)
            entries = self.json("GET", "/v1/audit?action=original.read&limit=1000", token=token["kvkk"])["items"]
            self.assertEqual(len(entries), len(sealed))
            self.assertTrue(self.json("GET", "/v1/audit/verify", token=token["kvkk"])["intact"])

            # A request through the API, its export, and the dry run of an erasure on the command line.
            wish = {"kind": "access", "identifiers": [{"type": "PHONE", "value": "+90" + seeds.PHONE[1:]}]}
            request = self.json("POST", "/v1/privacy/requests", token=token["kvkk"], body=wish, expect=201)
            self.assert_clean(json.dumps(request).encode(), "the request")
            found = self.json("GET", f"/v1/privacy/requests/{request['id']}/conversations", token=token["kvkk"])["items"]
            self.assertEqual(len(found), 4, "the chat, the one with all, the call and the tweet")
            export = self.call("POST", f"/v1/privacy/requests/{request['id']}/export", token=token["kvkk"], body=reason)
            self.assertIn(seeds.PHONE.encode(), export)
            for other in (seeds.TCKN, seeds.EMAIL):
                self.assertNotIn(other.encode(), export, "the export shows an identifier that was not asked for")
        finally:
            self.stop_server()
        self.assert_clean(self.logs, "the log")
        self.assert_disk_clean()

        preview = self.cxai("privacy", "erase", seeds.PHONE).split()
        self.assertEqual(len(preview), 4)
        certificate = self.root / "belge.json"
        self.cxai("privacy", "erase", seeds.PHONE, "--yes", "--reason", "KVKK başvurusu", "--out", str(certificate))
        erased = [entry["conversation_id"] for entry in json.loads(certificate.read_text(encoding="utf-8"))["destroyed"]]
        self.assertEqual(sorted(erased), sorted(preview))
        self.assertIn("genuine", self.cxai("privacy", "verify-certificate", str(certificate)))
        self.assert_clean(certificate.read_bytes(), "the certificate")
        forged = self.root / "sahte.json"
        forged.write_text(certificate.read_text(encoding="utf-8").replace(erased[0], "c_x"), encoding="utf-8")
        self.cxai("privacy", "verify-certificate", str(forged), code=1)
        for key in erased:
            for table, column in (("conversation", "id"), ("analysis", "conversation_id"), ("posting", "conversation_id"),
                                  ("job", "subject"), ("person_key", "conversation_id"), ("consent", "conversation_id")):
                self.assertEqual(self.rows(f"SELECT COUNT(*) FROM {table} WHERE {column} = '{key}'"), [(0,)], table)
            self.assertEqual([path for path in self.data.rglob(key)], [], "files of what was erased")
        self.assertEqual(self.cxai("privacy", "find", seeds.PHONE, "--reason", "denetim"), "")
        self.assert_disk_clean()
        self.assert_tables_clean()
        # What was erased does not come back with the folder it came from.
        again = json.loads(self.cxai("ingest", "--json", str(folder), code=3))
        self.assertEqual(len(again["failures"]), 4)
        self.assert_clean(self.logs, "the log")

        self.assertIn("intact", self.cxai("audit", "verify"))
        connection = sqlite3.connect(self.data / "cxai.db")
        connection.execute("UPDATE audit SET actor = 'kimse' WHERE seq = 7")
        connection.commit()
        connection.close()
        self.assertIn("row 7", self.cxai("audit", "verify", code=1))

    def has_words(self, key):
        return self.rows(f"SELECT words_sha256 <> '' OR details_sha256 <> '' FROM conversation WHERE id = '{key}'") == [(1,)]


if __name__ == "__main__":
    unittest.main()
