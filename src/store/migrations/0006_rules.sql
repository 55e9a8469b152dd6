-- Books of rules, which of them is in use, and which categories conversations belong to.

-- Only inserted.
CREATE TABLE rule_revision (
  id TEXT NOT NULL PRIMARY KEY,       -- of the content
  document TEXT NOT NULL,
  created_by TEXT NOT NULL,           -- user id; '': this program's owner, at the terminal
  created_at BIGINT NOT NULL,
  note TEXT NOT NULL
);

-- Only inserted: the last is in use. An earlier book that is published again has two.
CREATE TABLE rule_publication (
  number BIGINT NOT NULL PRIMARY KEY, -- from 1
  revision_id TEXT NOT NULL REFERENCES rule_revision (id),
  published_by TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  note TEXT NOT NULL
);

-- By which book a conversation was last read, and from which analysis; also where it belongs to no category.
CREATE TABLE rule_reading (
  conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  revision_id TEXT NOT NULL,
  analysis_id TEXT NOT NULL
) /* clustered */;
CREATE INDEX rule_reading_revision ON rule_reading (revision_id, conversation_id);

CREATE TABLE rule_match (
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  category TEXT NOT NULL,
  evidence TEXT NOT NULL,             -- document
  PRIMARY KEY (conversation_id, category)
) /* clustered */;
CREATE INDEX rule_match_category ON rule_match (category, conversation_id);
