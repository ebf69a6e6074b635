-- Each table is prefixed, so that an application can keep its own in the same file.
-- state: -1 waiting for other tasks, 0 ready, 1 waiting for its due time, 2 running, 3 success, 4 cancelled, 5 failure,
-- 7 suspended.
-- Times are epoch milliseconds. Small columns that change come before the large ones, so that
-- a look at the state of a task with a large payload reads one page.

CREATE TABLE tasks4j_paused (
  queue TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks4j_tasks (
  seq              INTEGER PRIMARY KEY,         -- order of enqueueing
  state            INTEGER NOT NULL,
  rank             INTEGER NOT NULL,            -- smaller runs first
  due              INTEGER NOT NULL,
  lease            INTEGER,                     -- until when the claim is held
  token            INTEGER NOT NULL DEFAULT 0,  -- of the latest claim
  failures         INTEGER NOT NULL DEFAULT 0,
  losses           INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  expires          INTEGER,
  unknown_since    INTEGER,                     -- first time a worker did not know the name
  enqueued         INTEGER NOT NULL,
  started          INTEGER,
  finished         INTEGER,
  id               BLOB    NOT NULL UNIQUE,     -- 16 bytes of the UUID
  queue            TEXT    NOT NULL,
  name             TEXT    NOT NULL,
  priority         INTEGER NOT NULL,
  worker           TEXT    NOT NULL DEFAULT '',
  unique_key       TEXT,
  unique_scope     INTEGER,                     -- 0 while waiting, 1 while live, 2 within
  unique_until     INTEGER,                     -- scope 2: until when the key is held
  progress_done    INTEGER,
  progress_total   INTEGER,
  progress_note    TEXT,
  joined           INTEGER NOT NULL DEFAULT 0,  -- whether it has a row in tasks4j_joins
  links            BLOB,                        -- who waits for it: 16 bytes id, 4 slot, 1 flags each
  envelope         BLOB    NOT NULL,            -- the message as JSON
  error            BLOB,                        -- the latest failure as JSON
  result_type      TEXT,
  result           BLOB
) STRICT;

-- What tasks wait for, or waited for until they were released.
CREATE TABLE tasks4j_joins (
  seq           INTEGER PRIMARY KEY,
  parents       INTEGER NOT NULL,
  least         INTEGER NOT NULL,               -- failures that it needs
  most          INTEGER NOT NULL,               -- failures that it bears
  patient       INTEGER NOT NULL,
  gate          INTEGER NOT NULL,
  arrived       INTEGER NOT NULL DEFAULT 0,
  told          INTEGER NOT NULL DEFAULT 0,     -- arrived, with those that were put back since
  failures      INTEGER NOT NULL DEFAULT 0,
  released      INTEGER NOT NULL DEFAULT 0,
  ended         INTEGER NOT NULL DEFAULT 0,     -- whether what arrived has ended it
  due_after     INTEGER,                        -- from the release, as is the next
  expires_after INTEGER
) STRICT;

-- Parents that have ended, each in its slot. Seq is that of who waits.
CREATE TABLE tasks4j_arrivals (
  seq         INTEGER NOT NULL,
  slot        INTEGER NOT NULL,
  parent      BLOB    NOT NULL,
  name        TEXT    NOT NULL,
  state       INTEGER NOT NULL,
  place       INTEGER NOT NULL DEFAULT 0,       -- of those of one task, the first to end has the smallest
  error       BLOB,
  result_type TEXT,
  result      BLOB,
  PRIMARY KEY (seq, slot)
) STRICT, WITHOUT ROWID;

-- Whatever removes a task removes what arrived for it.
CREATE TRIGGER tasks4j_removed AFTER DELETE ON tasks4j_tasks WHEN OLD.joined = 1
BEGIN DELETE FROM tasks4j_joins WHERE seq = OLD.seq; DELETE FROM tasks4j_arrivals WHERE seq = OLD.seq; END;

-- What a claim reads, in the order in which it hands out. With names at their limit it reads the
-- name here, and so passes over them without their rows.
CREATE INDEX tasks4j_ready ON tasks4j_tasks (queue, rank, seq, name) WHERE state = 0;

-- What becomes ready by itself. The queue is there for the counts alone.
CREATE INDEX tasks4j_waiting ON tasks4j_tasks (due, queue) WHERE state = 1;

-- What waits for other tasks, for the counts alone.
CREATE INDEX tasks4j_blocked ON tasks4j_tasks (queue) WHERE state = -1;

-- Leases by the time they lapse. Queue and name are there for the limits.
CREATE INDEX tasks4j_running ON tasks4j_tasks (lease, queue, name) WHERE state = 2;

-- What expires unless it is started.
CREATE INDEX tasks4j_expiring ON tasks4j_tasks (expires) WHERE state <= 1 AND expires IS NOT NULL;

-- Live holders of unique keys; whether one holds its key depends on scope and state.
CREATE INDEX tasks4j_unique_live ON tasks4j_tasks (queue, unique_key)
  WHERE state <= 2 AND unique_scope <= 1;

-- Holders of unique keys for a time.
CREATE INDEX tasks4j_unique_within ON tasks4j_tasks (queue, unique_key, unique_until)
  WHERE unique_scope = 2;

-- Ended tasks by age, for retention and counts.
CREATE INDEX tasks4j_finished ON tasks4j_tasks (finished, queue, state) WHERE state IN (3, 4);
CREATE INDEX tasks4j_dead ON tasks4j_tasks (finished, queue) WHERE state = 5;

-- Waiting tasks that count as RETRY, for the counts.
CREATE INDEX tasks4j_retrying ON tasks4j_tasks (queue) WHERE state <= 1 AND failures + losses > 0;

INSERT INTO tasks4j_meta (name, value) VALUES ('token', 0);

-- What is suspended, for counts and unique keys.
CREATE INDEX tasks4j_suspended ON tasks4j_tasks (queue, unique_key) WHERE state = 7;

-- Schedules. What their data says is known to the library alone.

CREATE TABLE tasks4j_schedules (
  name    TEXT PRIMARY KEY,
  version INTEGER NOT NULL,  -- a token, so it only grows
  due     INTEGER,           -- when it wants to be looked at; null means never
  data    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tasks4j_schedules_due ON tasks4j_schedules (due, name) WHERE due IS NOT NULL;

-- Locks by key, of tasks that are exclusive and of the application.

CREATE TABLE tasks4j_locks (
  name   TEXT PRIMARY KEY,
  token  INTEGER NOT NULL,
  lapses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tasks4j_locks_lapses ON tasks4j_locks (lapses);
