-- Version 3: parents arrive in an order, and tasks can be suspended, which is state 7.

-- Parents that have arrived so far, those counted that were put back since.
ALTER TABLE tasks4j_joins ADD COLUMN told INTEGER NOT NULL DEFAULT 0;

-- Of the parents of one task the one that ended first has the smallest.
ALTER TABLE tasks4j_arrivals ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

-- What is suspended, for counts and unique keys.
CREATE INDEX tasks4j_suspended ON tasks4j_tasks (queue, unique_key) WHERE state = 7;
