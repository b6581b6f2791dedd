/// The tables.
///
/// `jobs` is the history: written when a job is taken in and when a lease ends. What waits and what
/// runs stands in small tables of its own, `ready` and `leases`, whose rows come and go with every claim:
/// were the states columns of the history, each claim would leave a dead entry in its indices, and the
/// head of the queue would be found behind thousands of them while a long transaction keeps them.
enum SchemaTables {
  /// Times are milliseconds since 1970. A job without an `outcome` runs where it has a lease and waits
  /// where it has none. Its `attempt` and `step` are those of the last lease that has ended; `revision` is
  /// without what its lease counts. `bytes` is what is kept of it. `owner_usage` sums
  /// that; `served` there is the end of what the owner was given last (`next_rank`). `length` of a lease is
  /// that which it was last given for.
  ///
  /// `renamed` tells what has another name or other labels than it was handed in with, so that its
  /// idempotency key stands for its digest alone; `revision` of a sweep counts these changes.
  ///
  /// A job's spec that `is_difference` is what it has another than the `base` of its sweep, whose own
  /// `bytes` are those of its table and of that text.
  static let text = """
    CREATE TABLE symbreak.sweeps (
      sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      owner text COLLATE "C" NOT NULL,
      summary bytea NOT NULL,
      digest text COLLATE "C" NOT NULL,
      idempotency_key text COLLATE "C" UNIQUE,
      created_at bigint NOT NULL,
      bytes bigint NOT NULL,
      renamed boolean NOT NULL DEFAULT false,
      revision bigint NOT NULL DEFAULT 0,
      members bytea NOT NULL,
      members_length bigint,
      base bytea,
      base_length bigint
    );
    ALTER TABLE symbreak.sweeps ALTER COLUMN members SET STORAGE EXTERNAL;
    CREATE INDEX sweeps_by_owner ON symbreak.sweeps (owner, sequence);

    CREATE TABLE symbreak.jobs (
      sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      owner text COLLATE "C" NOT NULL,
      batch_key text COLLATE "C" NOT NULL,
      scheme text COLLATE "C" NOT NULL,
      name text COLLATE "C",
      labels jsonb NOT NULL,
      renamed boolean NOT NULL DEFAULT false,
      spec_digest text COLLATE "C" NOT NULL,
      idempotency_key text COLLATE "C" UNIQUE,
      spec bytea NOT NULL,
      spec_length bigint,
      steps bigint NOT NULL,
      cost double precision NOT NULL,
      rank double precision NOT NULL,
      memory bigint NOT NULL,
      shared_memory bigint NOT NULL,
      max_seconds bigint,
      engine integer NOT NULL,
      outcome text CHECK (outcome IN ('succeeded', 'failed', 'cancelled')),
      step bigint NOT NULL DEFAULT 0,
      attempt bigint NOT NULL DEFAULT 0,
      losses integer NOT NULL DEFAULT 0,
      suspicions integer NOT NULL DEFAULT 0,
      suspected_step bigint NOT NULL DEFAULT 0,
      revision bigint NOT NULL DEFAULT 1,
      cancel_requested boolean NOT NULL DEFAULT false,
      created_at bigint NOT NULL,
      started_at bigint,
      finished_at bigint,
      settled_attempt bigint,
      settlement text,
      bytes bigint NOT NULL,
      dataset text COLLATE "C",
      sweep bigint REFERENCES symbreak.sweeps,
      sweep_position bigint,
      is_difference boolean NOT NULL DEFAULT false,
      result bytea,
      result_length bigint,
      error_code text,
      error_message text,
      CHECK ((outcome IS NULL) = (finished_at IS NULL)),
      CHECK ((result IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'succeeded')),
      CHECK ((error_code IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'failed'))
    );
    ALTER TABLE symbreak.jobs ALTER COLUMN result SET STORAGE EXTERNAL;
    ALTER TABLE symbreak.jobs ALTER COLUMN spec SET STORAGE EXTERNAL;
    CREATE INDEX jobs_by_owner ON symbreak.jobs (owner, sequence);
    CREATE INDEX jobs_by_creation ON symbreak.jobs (created_at);
    CREATE INDEX jobs_by_end ON symbreak.jobs (finished_at) WHERE finished_at IS NOT NULL;
    CREATE INDEX jobs_ended ON symbreak.jobs (owner, finished_at, sequence)
      WHERE finished_at IS NOT NULL;
    CREATE INDEX jobs_by_sweep ON symbreak.jobs (sweep, sweep_position) WHERE sweep IS NOT NULL;
    CREATE INDEX jobs_unfinished_by_sweep ON symbreak.jobs (sweep)
      WHERE sweep IS NOT NULL AND outcome IS NULL;
    CREATE INDEX jobs_by_dataset ON symbreak.jobs (owner, dataset, sequence)
      WHERE dataset IS NOT NULL;
    CREATE INDEX jobs_by_scheme ON symbreak.jobs (scheme, sequence);
    CREATE INDEX jobs_by_name ON symbreak.jobs (name, sequence) WHERE name IS NOT NULL;
    CREATE INDEX jobs_by_label ON symbreak.jobs USING gin (labels jsonb_path_ops);

    CREATE TABLE symbreak.ready (
      rank double precision NOT NULL,
      sequence bigint NOT NULL REFERENCES symbreak.jobs ON DELETE CASCADE,
      batch_key text COLLATE "C" NOT NULL,
      owner text COLLATE "C" NOT NULL,
      cost double precision NOT NULL,
      memory bigint NOT NULL,
      shared_memory bigint NOT NULL,
      engine integer NOT NULL,
      attempt bigint NOT NULL,
      suspicions integer NOT NULL,
      PRIMARY KEY (rank, sequence)
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
    CREATE INDEX ready_by_key ON symbreak.ready (batch_key, rank, sequence);
    CREATE UNIQUE INDEX ready_by_job ON symbreak.ready (sequence);
    CREATE INDEX ready_by_owner ON symbreak.ready (owner, sequence);

    CREATE TABLE symbreak.leases (
      sequence bigint PRIMARY KEY REFERENCES symbreak.jobs ON DELETE CASCADE,
      owner text COLLATE "C" NOT NULL,
      process text COLLATE "C" NOT NULL,
      number bigint GENERATED ALWAYS AS IDENTITY,
      attempt bigint NOT NULL,
      step bigint NOT NULL,
      revision bigint NOT NULL DEFAULT 1,
      had_company boolean NOT NULL,
      cancel_requested boolean NOT NULL DEFAULT false,
      cost double precision NOT NULL,
      started_at bigint NOT NULL,
      length bigint NOT NULL,
      expires_at bigint NOT NULL
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
    CREATE INDEX leases_by_process ON symbreak.leases (process, number);
    CREATE INDEX leases_alone ON symbreak.leases (process, number) WHERE NOT had_company;
    CREATE INDEX leases_by_owner ON symbreak.leases (owner);

    CREATE TABLE symbreak.artifacts (
      sequence bigint NOT NULL REFERENCES symbreak.jobs ON DELETE CASCADE,
      name text COLLATE "C" NOT NULL,
      body bytea NOT NULL,
      PRIMARY KEY (sequence, name)
    );
    ALTER TABLE symbreak.artifacts ALTER COLUMN body SET STORAGE EXTERNAL;

    CREATE TABLE symbreak.checkpoints (
      sequence bigint PRIMARY KEY REFERENCES symbreak.jobs ON DELETE CASCADE,
      step bigint NOT NULL
    );
    CREATE TABLE symbreak.checkpoint_parts (
      sequence bigint NOT NULL REFERENCES symbreak.checkpoints ON DELETE CASCADE,
      name text COLLATE "C" NOT NULL,
      body bytea NOT NULL,
      PRIMARY KEY (sequence, name)
    );
    ALTER TABLE symbreak.checkpoint_parts ALTER COLUMN body SET STORAGE EXTERNAL;

    CREATE TABLE symbreak.owner_usage (
      owner text COLLATE "C" PRIMARY KEY,
      jobs bigint NOT NULL,
      bytes bigint NOT NULL,
      served double precision NOT NULL DEFAULT 0
    );

    -- What came to it since: one row that every claim and result of an owner had to wait for would be
    -- slower.
    CREATE TABLE symbreak.usage_changes (
      owner text COLLATE "C" NOT NULL,
      jobs bigint NOT NULL,
      bytes bigint NOT NULL,
      served double precision NOT NULL DEFAULT 0
    );
    CREATE INDEX usage_changes_by_owner ON symbreak.usage_changes (owner);

    CREATE VIEW symbreak.job_rows AS
      SELECT j.sequence, j.id, j.owner, j.batch_key, j.scheme, j.name, j.labels::text AS labels,
        j.spec_digest, j.spec, j.spec_length, j.steps, j.bytes,
        CASE WHEN j.outcome IS NOT NULL THEN j.outcome
          WHEN l.sequence IS NOT NULL THEN 'running' ELSE 'queued' END AS state,
        COALESCE(l.step, j.step) AS step,
        COALESCE(l.attempt, j.attempt) AS attempt,
        j.revision + COALESCE(l.revision, 0) AS revision,
        j.cancel_requested OR COALESCE(l.cancel_requested, false) AS cancel_requested,
        j.created_at, COALESCE(l.started_at, j.started_at) AS started_at, j.finished_at,
        j.result, j.result_length, j.error_code, j.error_message,
        j.cost, j.memory, j.shared_memory, j.max_seconds,
        (j.losses + j.suspicions)::bigint AS suspicions, j.suspected_step,
        w.id AS sweep, j.sweep AS sweep_sequence, j.sweep_position, j.is_difference,
        CASE WHEN j.is_difference THEN w.base END AS base,
        CASE WHEN j.is_difference THEN w.base_length END AS base_length
      FROM symbreak.jobs j LEFT JOIN symbreak.leases l USING (sequence)
        LEFT JOIN symbreak.sweeps w ON w.sequence = j.sweep;
    """
}
