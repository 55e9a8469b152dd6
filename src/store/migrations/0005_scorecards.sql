-- Scorecards with their revisions, and what people and the machine answered by them.

CREATE TABLE scorecard (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,                 -- of the draft, else of the published revision
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  draft TEXT NOT NULL,                -- document; '': none
  draft_version BIGINT NOT NULL,      -- grows with every change, so that nobody overwrites what they have not seen
  draft_by TEXT NOT NULL,
  draft_at BIGINT NOT NULL,
  published TEXT NOT NULL,            -- the revision in use; '': none
  archived BIGINT NOT NULL            -- 1: no longer offered
);

-- Only inserted, except for the end of being in use.
CREATE TABLE scorecard_revision (
  id TEXT NOT NULL PRIMARY KEY,       -- of the content
  scorecard_id TEXT NOT NULL REFERENCES scorecard (id) ON DELETE CASCADE,
  number BIGINT NOT NULL,             -- from 1
  document TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  archived_at BIGINT                  -- NULL: in use
);
CREATE INDEX scorecard_revision_card ON scorecard_revision (scorecard_id, number);

CREATE TABLE evaluation (
  id TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  scorecard_id TEXT NOT NULL REFERENCES scorecard (id),
  revision_id TEXT NOT NULL REFERENCES scorecard_revision (id),
  analysis_id TEXT NOT NULL,          -- what the machine answered from
  agent_id TEXT NOT NULL,             -- whose work it is, as the conversation had it
  agent_label TEXT NOT NULL,
  evaluator TEXT NOT NULL,            -- user id
  started_at BIGINT NOT NULL,
  finished_at BIGINT,                 -- NULL: open
  score_milli BIGINT,                 -- thousandths of 0 … 5
  compliant BIGINT NOT NULL,
  summary TEXT NOT NULL               -- document: the score with sections and failures; '' while open
);
CREATE INDEX evaluation_conversation ON evaluation (conversation_id, started_at, id);
CREATE INDEX evaluation_card ON evaluation (scorecard_id, finished_at, agent_id, agent_label, score_milli, compliant);

-- Only inserted: the last answer of an origin is the one that counts, those before stay.
CREATE TABLE evaluation_answer (
  evaluation_id TEXT NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL,                -- from 1
  question TEXT NOT NULL,
  origin TEXT NOT NULL,               -- machine | person
  author TEXT NOT NULL,               -- user id, or the analysis' id
  answer TEXT NOT NULL,               -- '': the machine abstained
  note TEXT NOT NULL,                 -- of a person, masked
  reason TEXT NOT NULL,               -- of an abstention
  probability DOUBLE PRECISION,
  measured DOUBLE PRECISION,
  evidence TEXT NOT NULL,             -- document
  counts BIGINT NOT NULL,             -- 1: the machine's answer counted without a person
  saw_machine BIGINT NOT NULL,        -- 1: the person had the machine's answer before their eyes
  at BIGINT NOT NULL,
  PRIMARY KEY (evaluation_id, seq)
) /* clustered */;

CREATE TABLE evaluation_section (
  evaluation_id TEXT NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  section TEXT NOT NULL,
  score_milli BIGINT NOT NULL,
  PRIMARY KEY (evaluation_id, section)
) /* clustered */;

-- What machine and person said to the same question of a finished evaluation, for their agreement.
CREATE TABLE answer_pair (
  evaluation_id TEXT NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  scorecard_id TEXT NOT NULL,
  question_key TEXT NOT NULL,         -- the same for the same question, scorecards/card.hpp
  machine TEXT NOT NULL,
  person TEXT NOT NULL,
  blind BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (evaluation_id, question_key)
);
CREATE INDEX answer_pair_key ON answer_pair (scorecard_id, question_key, at, evaluation_id);
