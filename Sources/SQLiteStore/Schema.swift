package import GRDB

/// The tables, by migrations that are never changed once released.
///
/// `jobs` has the narrow rows that claims, leases and progress rewrite all the time; what is
/// written once and may be large (specs, results, artifacts) is in tables of its own.
package enum Schema {
  /// All migrations, in their order.
  package static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { db in
      try db.execute(sql: "PRAGMA application_id = \(PageOne.applicationID)")
      try db.execute(sql: version1)
    }
    migrator.registerMigration("owners and keys") { try $0.execute(sql: ownersAndKeys) }
    migrator.registerMigration("datasets") { try $0.execute(sql: datasets) }
    migrator.registerMigration("sweeps") { try $0.execute(sql: sweeps) }
    migrator.registerMigration("sizes and shared specs") { try $0.execute(sql: sizes) }
    migrator.registerMigration("fair shares and suspects") { try $0.execute(sql: fairShares) }
    migrator.registerMigration("inline rows") { try $0.execute(sql: inlineRows) }
    migrator.registerMigration("checkpoints") { try $0.execute(sql: checkpoints) }
    migrator.registerMigration("webhooks") { try $0.execute(sql: WebhookSchema.tables) }
    migrator.registerMigration("repeated settling") { try $0.execute(sql: repeatedSettling) }
    migrator.registerMigration("engines") { db in
      // Jobs from before there were numbers are for every worker.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN engine INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("later names") { try $0.execute(sql: laterNames) }
    return migrator
  }

  /// `renamed` tells what has another name or other labels than it was handed in with, so that its
  /// idempotency key stands for its digest alone. `revision` of a sweep counts these changes.
  private static let laterNames = """
    ALTER TABLE specs ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sweeps ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sweeps ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    """

  /// `bytes` of a job are those of its spec, result and artifacts as they are packed, `bytes` of a
  /// sweep those of its table and of the text that its jobs' specs are told by. `owner_usage` sums
  /// both, and counts jobs, by triggers: whatever adds or deletes a row keeps it true.
  ///
  /// A spec that `is_difference` is what it has another than the `sweep_bases` of its sweep.
  private static let sizes = """
    ALTER TABLE jobs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sweeps ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE specs ADD COLUMN is_difference INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_ended ON jobs (owner, finished_at) WHERE finished_at IS NOT NULL;

    CREATE TABLE sweep_bases (
      sequence INTEGER PRIMARY KEY REFERENCES sweeps ON DELETE CASCADE,
      inflated_length INTEGER,
      body BLOB NOT NULL
    ) STRICT;

    UPDATE jobs SET bytes =
      (SELECT length(body) FROM specs s WHERE s.sequence = jobs.sequence)
      + COALESCE((SELECT length(body) FROM results r WHERE r.sequence = jobs.sequence), 0)
      + COALESCE((SELECT SUM(length(body)) FROM artifacts a WHERE a.sequence = jobs.sequence), 0);
    UPDATE sweeps SET bytes =
      COALESCE((SELECT length(body) FROM sweep_tables t WHERE t.sequence = sweeps.sequence), 0);

    CREATE TABLE owner_usage (
      owner TEXT NOT NULL PRIMARY KEY,
      jobs INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO owner_usage (owner, jobs, bytes)
      SELECT owner, SUM(jobs), SUM(bytes) FROM (
        SELECT owner, 1 AS jobs, bytes FROM jobs UNION ALL SELECT owner, 0, bytes FROM sweeps
      ) GROUP BY owner;

    CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
      INSERT INTO owner_usage (owner, jobs, bytes) VALUES (new.owner, 1, new.bytes)
        ON CONFLICT (owner) DO UPDATE SET jobs = jobs + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER jobs_resized AFTER UPDATE OF bytes ON jobs BEGIN
      UPDATE owner_usage SET bytes = bytes + new.bytes - old.bytes WHERE owner = new.owner;
    END;
    CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
      UPDATE owner_usage SET jobs = jobs - 1, bytes = bytes - old.bytes WHERE owner = old.owner;
    END;
    CREATE TRIGGER sweeps_added AFTER INSERT ON sweeps BEGIN
      INSERT INTO owner_usage (owner, jobs, bytes) VALUES (new.owner, 0, new.bytes)
        ON CONFLICT (owner) DO UPDATE SET bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER sweeps_removed AFTER DELETE ON sweeps BEGIN
      UPDATE owner_usage SET bytes = bytes - old.bytes WHERE owner = old.owner;
    END;
    """

  /// `rank` is the order of claims (`QueueRank`); jobs that wait get those that they would have had.
  /// `memory` and `shared_memory` are bytes, 0 for jobs from before they were known. `had_company`
  /// tells whether others ran in the process since the job was claimed. `losses` counts ends of
  /// processes that ran the job alone from now on, `suspicions` those of processes that ran others
  /// beside it, `suspected_step` is how far it had come at the last of either.
  private static let fairShares = """
    ALTER TABLE jobs ADD COLUMN rank REAL NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN memory INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN shared_memory INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN max_seconds INTEGER;
    ALTER TABLE jobs ADD COLUMN had_company INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE jobs ADD COLUMN suspicions INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN suspected_step INTEGER NOT NULL DEFAULT 0;
    UPDATE jobs SET suspicions = losses, losses = 0
      WHERE losses > 0 AND state IN ('queued', 'running');
    UPDATE jobs SET rank = waiting.rank FROM (
      SELECT sequence, TOTAL(1 + cost / 1e7) OVER (
        PARTITION BY owner ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS rank FROM jobs WHERE state = 'queued'
    ) AS waiting WHERE jobs.sequence = waiting.sequence;
    DROP INDEX jobs_queued_by_batch;
    CREATE INDEX jobs_queued_by_batch ON jobs (batch_key, rank, sequence) WHERE state = 'queued';
    CREATE INDEX jobs_queued_by_rank ON jobs (rank, sequence) WHERE state = 'queued';

    CREATE TABLE queue_clock (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      time REAL NOT NULL
    ) STRICT;
    INSERT INTO queue_clock (id, time) VALUES (1, 0);
    CREATE TABLE owner_shares (
      owner TEXT NOT NULL PRIMARY KEY,
      served REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// A data set that came with a job's spec goes with the last job that names it, however that job
  /// is removed; so does the row that a deleted upload has left behind.
  private static let inlineRows = """
    ALTER TABLE datasets ADD COLUMN inline INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX datasets_by_id ON datasets (id);
    CREATE TRIGGER datasets_unnamed AFTER DELETE ON specs WHEN old.dataset IS NOT NULL BEGIN
      DELETE FROM datasets
      WHERE id = old.dataset AND (inline OR deleted_at IS NOT NULL) AND NOT EXISTS (
        SELECT 1 FROM specs s JOIN jobs j USING (sequence)
        WHERE s.dataset = datasets.id AND j.owner = datasets.owner);
    END;
    """

  /// The attempt whose worker last said how it ended, and what that was: the state that it brought the
  /// job to, or `released`. So a call whose answer was lost is known when it comes again.
  private static let repeatedSettling = """
    ALTER TABLE jobs ADD COLUMN settled_attempt INTEGER;
    ALTER TABLE jobs ADD COLUMN settlement TEXT;
    """

  /// How far unfinished jobs have come. By triggers, so that no change of a state, however it comes
  /// about, leaves a part behind or shows steps that are not to be trained again as undone.
  private static let checkpoints = """
    CREATE TABLE checkpoints (
      sequence INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
      step INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE checkpoint_parts (
      sequence INTEGER NOT NULL REFERENCES checkpoints ON DELETE CASCADE,
      name TEXT NOT NULL,
      inflated_length INTEGER,
      body BLOB NOT NULL,
      PRIMARY KEY (sequence, name)
    ) STRICT;

    CREATE TRIGGER checkpoint_of_unfinished AFTER UPDATE OF state ON jobs
    WHEN NEW.state IN ('queued', 'running') BEGIN
      UPDATE jobs SET step = checkpoints.step FROM checkpoints
      WHERE jobs.sequence = NEW.sequence AND checkpoints.sequence = NEW.sequence;
    END;
    CREATE TRIGGER checkpoint_of_ended AFTER UPDATE OF state ON jobs
    WHEN NEW.state IN ('failed', 'cancelled') BEGIN
      DELETE FROM checkpoint_parts WHERE sequence = NEW.sequence AND name = 'state';
    END;
    CREATE TRIGGER checkpoint_of_succeeded AFTER UPDATE OF state ON jobs
    WHEN NEW.state = 'succeeded' BEGIN
      DELETE FROM checkpoints WHERE sequence = NEW.sequence;
    END;
    """

  /// A job's sweep is written once, as its spec is: the rows that workers rewrite stay narrow.
  /// `sweep_position` counts the jobs that a sweep was handed in with, from 0.
  private static let sweeps = """
    CREATE TABLE sweeps (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      owner TEXT NOT NULL,
      summary BLOB NOT NULL,
      digest TEXT NOT NULL,
      idempotency_key TEXT UNIQUE,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sweeps_by_owner ON sweeps (owner, sequence);

    CREATE TABLE sweep_tables (
      sequence INTEGER PRIMARY KEY REFERENCES sweeps ON DELETE CASCADE,
      inflated_length INTEGER,
      body BLOB NOT NULL
    ) STRICT;

    ALTER TABLE specs ADD COLUMN sweep INTEGER REFERENCES sweeps;
    ALTER TABLE specs ADD COLUMN sweep_position INTEGER;
    CREATE INDEX specs_by_sweep ON specs (sweep, sweep_position) WHERE sweep IS NOT NULL;
    """

  /// `bytes` is the content's length before it is packed. A row whose `deleted_at` is set has no
  /// content and stays while specs name it.
  private static let datasets = """
    CREATE TABLE datasets (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      owner TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT,
      summary BLOB NOT NULL,
      bytes INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      deleted_at INTEGER,
      UNIQUE (owner, id)
    ) STRICT;

    CREATE TABLE dataset_contents (
      sequence INTEGER PRIMARY KEY REFERENCES datasets ON DELETE CASCADE,
      inflated_length INTEGER,
      body BLOB NOT NULL
    ) STRICT;

    ALTER TABLE specs ADD COLUMN dataset TEXT;
    CREATE INDEX specs_by_dataset ON specs (dataset, sequence) WHERE dataset IS NOT NULL;
    """

  /// Times are milliseconds since 1970; `digest` is SHA-256 of a key's secret, `scopes` words with a
  /// space between.
  private static let ownersAndKeys = """
    ALTER TABLE jobs ADD COLUMN owner TEXT NOT NULL DEFAULT 'local';
    ALTER TABLE jobs ADD COLUMN cost REAL NOT NULL DEFAULT 0;
    CREATE INDEX jobs_by_owner ON jobs (owner, state, sequence);

    CREATE TABLE access_keys (
      id TEXT NOT NULL PRIMARY KEY,
      owner TEXT NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      revoked_at INTEGER
    ) STRICT, WITHOUT ROWID;
    """

  /// `sequence` is the order of arrival, never used twice, and the cursor of lists. `attempt` is
  /// the fencing token too: it grows at each claim and never goes back. `losses` counts the ends of
  /// attempts that no worker announced. Times are milliseconds since 1970.
  private static let version1 = """
    CREATE TABLE jobs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
      batch_key TEXT NOT NULL,
      step INTEGER NOT NULL DEFAULT 0,
      steps INTEGER NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 0,
      losses INTEGER NOT NULL DEFAULT 0,
      revision INTEGER NOT NULL DEFAULT 1,
      cancel_requested INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      finished_at INTEGER,
      worker TEXT,
      lease_expires_at INTEGER,
      CHECK ((state = 'running') = (worker IS NOT NULL)),
      CHECK ((state = 'running') = (lease_expires_at IS NOT NULL)),
      CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state, sequence);
    CREATE INDEX jobs_queued_by_batch ON jobs (batch_key, sequence) WHERE state = 'queued';
    CREATE INDEX jobs_leased ON jobs (lease_expires_at) WHERE state = 'running';

    CREATE TABLE specs (
      sequence INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
      digest TEXT NOT NULL,
      scheme TEXT NOT NULL,
      name TEXT,
      idempotency_key TEXT UNIQUE,
      inflated_length INTEGER,
      body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX specs_by_scheme ON specs (scheme, sequence);
    CREATE INDEX specs_by_name ON specs (name, sequence) WHERE name IS NOT NULL;

    CREATE TABLE labels (
      sequence INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (sequence, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX labels_by_value ON labels (key, value, sequence);

    CREATE TABLE results (
      sequence INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
      inflated_length INTEGER,
      body BLOB NOT NULL
    ) STRICT;

    CREATE TABLE failures (
      sequence INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
      code TEXT NOT NULL,
      message TEXT NOT NULL
    ) STRICT;

    CREATE TABLE artifacts (
      sequence INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
      name TEXT NOT NULL,
      inflated_length INTEGER,
      body BLOB NOT NULL,
      PRIMARY KEY (sequence, name)
    ) STRICT;
    """
}
