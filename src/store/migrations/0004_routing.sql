-- What the router said of a conversation, and what a person says instead.

ALTER TABLE conversation ADD COLUMN route_label TEXT NOT NULL DEFAULT '';         -- what counts: the person's label, else the answer; '': not routed
ALTER TABLE conversation ADD COLUMN route_said TEXT NOT NULL DEFAULT '';          -- the answer: a label or Unknown
ALTER TABLE conversation ADD COLUMN route_best TEXT NOT NULL DEFAULT '';          -- the most probable label but Unknown
ALTER TABLE conversation ADD COLUMN route_second TEXT NOT NULL DEFAULT '';        -- the one after it
ALTER TABLE conversation ADD COLUMN route_confidence DOUBLE PRECISION NOT NULL DEFAULT 0; -- of route_best; 0 where Unknown was most probable
ALTER TABLE conversation ADD COLUMN route_top TEXT NOT NULL DEFAULT '';           -- document: [["label", probability], …]
ALTER TABLE conversation ADD COLUMN route_model TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN route_person TEXT NOT NULL DEFAULT '';        -- the label a person gave

-- Labels people gave; one of a conversation, the last. The audit chain has those before.
CREATE TABLE routing_label (
  conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  said TEXT NOT NULL,                 -- what the model had answered
  model TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_at BIGINT NOT NULL
);
CREATE INDEX routing_label_at ON routing_label (given_at, conversation_id);

-- As before, with the label: filters and statistics never touch the wide rows.
DROP INDEX conversation_at;
CREATE INDEX conversation_at ON conversation (at, id, kind, state, language, agent_id, agent_label, team, company,
  sentiment, resolution, topic, duration_ms, silence_ms, route_label, route_said, route_second, route_person);
CREATE INDEX conversation_route ON conversation (route_label, at, id);
