-- Version 2: schedules. What their data says is known to the library alone.

CREATE TABLE tasks4j_schedules (
  name    TEXT PRIMARY KEY,
  version INTEGER NOT NULL,  -- a token, so it only grows
  due     INTEGER,           -- when it wants to be looked at; null means never
  data    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tasks4j_schedules_due ON tasks4j_schedules (due, name) WHERE due IS NOT NULL;
