-- Instants and lengths are whole milliseconds; an unknown text is '', an unknown number is NULL; documents are JSON text.

CREATE TABLE conversation (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  lookup TEXT NOT NULL,               -- id, source and agent's name, folded for comparison
  language TEXT NOT NULL,
  started_at BIGINT,
  at BIGINT NOT NULL,                 -- started_at, or created_at where that is unknown
  duration_ms BIGINT,
  agent_id TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  agent_label TEXT NOT NULL,          -- agent_name, or agent_id where that is unknown
  team TEXT NOT NULL,
  company TEXT NOT NULL,
  direction TEXT NOT NULL,
  customer_ref TEXT NOT NULL,
  surveyed_csat_milli BIGINT,         -- thousandths of 1 … 5
  hold_ms BIGINT,
  after_call_work_ms BIGINT,
  metadata TEXT NOT NULL,             -- document
  recording TEXT NOT NULL,            -- document or ''
  created_at BIGINT NOT NULL,
  recording_sha256 TEXT NOT NULL,     -- original inputs, in the blobs
  transcript_sha256 TEXT NOT NULL,
  state TEXT NOT NULL,                -- queued | ready | failed
  failure TEXT NOT NULL,
  analysis_id TEXT NOT NULL,          -- the current one
  listen_sha256 TEXT NOT NULL,
  peaks_sha256 TEXT NOT NULL,
  sentiment TEXT NOT NULL,
  resolution TEXT NOT NULL,
  topic TEXT NOT NULL,
  silence_ms BIGINT,
  overlap_ms BIGINT,
  talk_agent_ms BIGINT,
  talk_customer_ms BIGINT,
  words_agent BIGINT,
  words_customer BIGINT,
  turns BIGINT,
  first_words TEXT NOT NULL
);

-- Holds every column that filters and statistics read, so that they never touch the wide rows.
CREATE INDEX conversation_at ON conversation (at, id, kind, state, language, agent_id, agent_label, team, company,
  sentiment, resolution, topic, duration_ms, silence_ms);
CREATE INDEX conversation_lookup ON conversation (lookup, id);
CREATE INDEX conversation_duration ON conversation (duration_ms, id);
CREATE INDEX conversation_silence ON conversation (silence_ms, id);
CREATE INDEX conversation_agent ON conversation (agent_label, id);
CREATE INDEX conversation_sentiment ON conversation (sentiment, id);
CREATE INDEX conversation_resolution ON conversation (resolution, id);

CREATE TABLE analysis (
  id TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  supersedes TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX analysis_conversation ON analysis (conversation_id, created_at, id);

CREATE TABLE posting (
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  term TEXT NOT NULL,
  form TEXT NOT NULL,                 -- as people read it; '': not listed
  occurrences BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, term)
) /* clustered */;
CREATE INDEX posting_term ON posting (term, conversation_id, form);

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,                -- queued | running | succeeded | failed
  attempts BIGINT NOT NULL,
  progress DOUBLE PRECISION NOT NULL,
  stage TEXT NOT NULL,
  error TEXT NOT NULL,
  worker TEXT NOT NULL,               -- who holds or held it
  lease_until BIGINT NOT NULL,
  queued_at BIGINT NOT NULL,          -- when it last went into the queue
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX job_state ON job (state, queued_at, id);
CREATE INDEX job_subject ON job (subject);
CREATE INDEX job_created ON job (created_at, id);

CREATE TABLE app_user (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT NOT NULL
);

CREATE TABLE session (
  token_sha256 TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX session_user ON session (user_id);

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
