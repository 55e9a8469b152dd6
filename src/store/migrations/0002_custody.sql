-- Who may do what, what is known of a conversation's people, and the account of what happened to their data.

ALTER TABLE conversation ADD COLUMN details_sha256 TEXT NOT NULL DEFAULT '';        -- sealed: what came as source and metadata
ALTER TABLE conversation ADD COLUMN words_sha256 TEXT NOT NULL DEFAULT '';          -- sealed: the turns before masking
ALTER TABLE conversation ADD COLUMN redacted_sha256 TEXT NOT NULL DEFAULT '';       -- sealed: the copy with tones in place of personal data
ALTER TABLE conversation ADD COLUMN redacted_peaks_sha256 TEXT NOT NULL DEFAULT ''; -- its drawn shape

ALTER TABLE app_user ADD COLUMN rights TEXT NOT NULL DEFAULT '';                    -- beyond those of the role, with spaces between

-- The blind index: keyed hashes of identifiers, so that a person is found without any clear value here.
CREATE TABLE person_key (
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  origin TEXT NOT NULL,               -- metadata | customer | agent | other: where it came up
  type TEXT NOT NULL,
  PRIMARY KEY (conversation_id, hash, origin)
) /* clustered */;
CREATE INDEX person_key_hash ON person_key (hash, conversation_id, origin);

CREATE TABLE consent (
  conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  notice TEXT NOT NULL,               -- given | not_given | '' unknown
  consent TEXT NOT NULL,              -- given | refused | withdrawn | not_needed | '' unknown
  basis TEXT NOT NULL,                -- legal basis, as the centre words it
  recorded_by TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- Only inserted. Each row's hash covers the one before.
CREATE TABLE audit (
  seq BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,                -- a user's id, or "cli:<login name>", or "system"
  action TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,               -- document
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_conversation ON audit (conversation_id, seq);
CREATE INDEX audit_actor ON audit (actor, seq);

CREATE TABLE retention_class (
  name TEXT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  document TEXT NOT NULL
);

CREATE TABLE legal_hold (
  id TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL,      -- '' where a person is held
  person TEXT NOT NULL,               -- hash of the blind index; '' where a conversation is held
  label TEXT NOT NULL,                -- what is held, for people, masked
  reason TEXT NOT NULL,
  placed_by TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  released_at BIGINT,
  release_reason TEXT NOT NULL
);
CREATE INDEX legal_hold_conversation ON legal_hold (conversation_id);
CREATE INDEX legal_hold_person ON legal_hold (person);

CREATE TABLE privacy_request (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,                 -- access | erasure
  state TEXT NOT NULL,                -- received | erasing | completed | refused
  received_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  closed_at BIGINT,
  document TEXT NOT NULL
);
CREATE INDEX privacy_request_due ON privacy_request (state, due_at, id);

-- What was destroyed, kept for three years.
CREATE TABLE destruction (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  conversation_id TEXT NOT NULL,
  what TEXT NOT NULL,                 -- sound | text | everything
  reason TEXT NOT NULL,
  basis TEXT NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  bytes BIGINT NOT NULL
);
CREATE INDEX destruction_at ON destruction (at, id);
