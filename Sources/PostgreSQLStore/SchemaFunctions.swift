/// What changes jobs, as functions of one schema for each version of them: processes of several versions
/// may call theirs side by side, workers need the right to call these and none to the tables, and their
/// plans are kept without statements that have names, which poolers of connections lose.
///
/// Every function takes `p_at`, the time in milliseconds since 1970, NULL for the database's clock (the
/// running one: `now()` would stand while a transaction waits). Whoever locks rows of `leases` locks
/// them in the order of their sequences, and before the row of `jobs`: so no two wait for each other.
enum SchemaFunctions {
  static let text =
    shared + taking + claiming + leaving + takingBack + sweeps + rights

  private static let kind =
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

  private static let shared = """
    CREATE FUNCTION symbreak_v1.clock(p_at bigint) RETURNS bigint \(kind) AS $$
    BEGIN
      RETURN COALESCE(p_at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
    END $$;

    -- Refuses with a state that the program knows and what it is about.
    CREATE FUNCTION symbreak_v1.refuse(p_state text, p_subject text) RETURNS void \(kind) AS $$
    BEGIN
      RAISE EXCEPTION 'refused' USING ERRCODE = p_state, DETAIL = p_subject;
    END $$;

    -- What a job of this cost takes of its owner's share: every job takes a claim and a result, about as
    -- long as ten million multiply-adds.
    CREATE FUNCTION symbreak_v1.share(p_cost double precision) RETURNS double precision \(kind) AS $$
    BEGIN
      RETURN 1 + p_cost / 1e7;
    END $$;

    """

  /// A job's rank is the later of the front of the queue and of the end of its owner's job before it
  /// (start-time fair queueing: Goyal, Vin & Cheng, SIGCOMM 1996). The front is the lowest rank that
  /// waits: a counter of what was served would be one row that every claim has to wait for.
  private static let taking = """
    CREATE FUNCTION symbreak_v1.next_rank(p_owner text) RETURNS double precision \(kind) AS $$
    DECLARE
      v_front double precision;
      v_own double precision;
    BEGIN
      SELECT rank INTO v_front FROM symbreak.ready ORDER BY rank, sequence LIMIT 1;
      IF v_front IS NULL THEN
        -- Nobody waits: what owners had before is forgotten, and all begin alike.
        RETURN COALESCE((SELECT max(share_end) FROM symbreak.leases), 0);
      END IF;
      SELECT rank + symbreak_v1.share(cost) INTO v_own FROM symbreak.ready
        WHERE owner = p_owner ORDER BY sequence DESC LIMIT 1;
      IF v_own IS NULL THEN
        SELECT max(share_end) INTO v_own FROM symbreak.leases WHERE owner = p_owner;
      END IF;
      RETURN GREATEST(v_front, v_own);
    END $$;

    -- Locks the owner's row, so that no two calls share the last place of a quota or one rank, and adds to
    -- it what has changed since.
    CREATE FUNCTION symbreak_v1.lock_owner(p_owner text) RETURNS bigint \(kind) AS $$
    DECLARE
      v_bytes bigint;
    BEGIN
      INSERT INTO symbreak.owner_usage (owner, jobs, bytes) VALUES (p_owner, 0, 0)
        ON CONFLICT DO NOTHING;
      PERFORM FROM symbreak.owner_usage WHERE owner = p_owner FOR UPDATE;
      WITH gone AS (DELETE FROM symbreak.usage_changes WHERE owner = p_owner RETURNING jobs, bytes)
        UPDATE symbreak.owner_usage
          SET jobs = jobs + (SELECT COALESCE(sum(gone.jobs), 0) FROM gone),
            bytes = bytes + (SELECT COALESCE(sum(gone.bytes), 0) FROM gone)
          WHERE owner = p_owner RETURNING bytes INTO v_bytes;
      RETURN v_bytes;
    END $$;

    -- The id of the job, and whether it is an earlier one that the key belongs to.
    CREATE FUNCTION symbreak_v1.take_in(
      p_id text, p_owner text, p_batch_key text, p_scheme text, p_name text, p_labels jsonb,
      p_digest text, p_key text, p_spec bytea, p_spec_length bigint, p_steps bigint,
      p_cost double precision, p_memory bigint, p_shared_memory bigint, p_max_seconds bigint,
      p_engine integer, p_most_queued bigint, p_most_cost double precision, p_most_bytes bigint,
      p_at bigint, OUT id text, OUT is_earlier boolean
    ) \(kind) AS $$
    DECLARE
      v_known symbreak.jobs;
      v_bytes bigint;
      v_count bigint;
      v_cost double precision;
      v_rank double precision;
      v_sequence bigint;
    BEGIN
      v_bytes := symbreak_v1.lock_owner(p_owner);
      is_earlier := false;
      id := p_id;
      SELECT * INTO v_known FROM symbreak.jobs j WHERE j.id = p_id;
      IF FOUND THEN
        IF v_known.owner <> p_owner OR v_known.spec_digest <> p_digest
          OR v_known.name IS DISTINCT FROM p_name OR v_known.labels <> p_labels
          OR v_known.idempotency_key IS DISTINCT FROM p_key
        THEN PERFORM symbreak_v1.refuse('SB002', p_id); END IF;
        RETURN;
      END IF;
      IF p_key IS NOT NULL THEN
        -- Keys of one owner come under its lock; those of others are others.
        SELECT * INTO v_known FROM symbreak.jobs j WHERE j.idempotency_key = p_key;
        IF FOUND THEN
          IF v_known.spec_digest <> p_digest OR v_known.name IS DISTINCT FROM p_name
            OR v_known.labels <> p_labels
          THEN PERFORM symbreak_v1.refuse('SB003', v_known.id); END IF;
          id := v_known.id;
          is_earlier := true;
          RETURN;
        END IF;
      END IF;
      IF p_most_bytes IS NOT NULL AND octet_length(p_spec) > p_most_bytes - v_bytes THEN
        PERFORM symbreak_v1.refuse('SB004', 'stored_bytes');
      END IF;
      IF p_most_queued IS NOT NULL THEN
        SELECT count(*), COALESCE(sum(cost), 0) INTO v_count, v_cost FROM symbreak.ready r
          WHERE r.owner = p_owner;
        IF v_count + 1 > p_most_queued THEN PERFORM symbreak_v1.refuse('SB004', 'queued'); END IF;
        SELECT v_cost + COALESCE(sum(cost), 0) INTO v_cost FROM symbreak.leases l
          WHERE l.owner = p_owner;
        IF v_cost + p_cost > p_most_cost THEN PERFORM symbreak_v1.refuse('SB004', 'cost'); END IF;
      END IF;
      v_rank := symbreak_v1.next_rank(p_owner);
      INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest,
          idempotency_key, spec, spec_length, steps, cost, rank, memory, shared_memory, max_seconds,
          engine, created_at, bytes)
        VALUES (p_id, p_owner, p_batch_key, p_scheme, p_name, p_labels, p_digest, p_key, p_spec,
          p_spec_length, p_steps, p_cost, v_rank, p_memory, p_shared_memory, p_max_seconds, p_engine,
          symbreak_v1.clock(p_at), octet_length(p_spec))
        RETURNING sequence INTO v_sequence;
      INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
          engine, suspicions)
        VALUES (v_rank, v_sequence, p_batch_key, p_owner, p_cost, p_memory, p_shared_memory, p_engine, 0);
      UPDATE symbreak.owner_usage u SET jobs = jobs + 1, bytes = bytes + octet_length(p_spec)
        WHERE u.owner = p_owner;
    END $$;

    """

  private static let claiming = """
    -- One row a claimed job; `waiting` is the job whose turn it is and that does not fit, in every row, or
    -- in one without a job.
    CREATE FUNCTION symbreak_v1.claim(
      p_process text, p_limit bigint, p_lease bigint, p_engine integer, p_alone boolean,
      p_memory bigint, p_overtaking double precision, p_at bigint
    ) RETURNS TABLE (waiting text, job symbreak.job_rows) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_head symbreak.ready;
      v_next symbreak.ready;
      v_most double precision := 'infinity';
      v_left bigint;
      v_waiting text;
      v_sequences bigint[];
      v_alone boolean;
      v_now bigint;
    BEGIN
      SELECT * INTO v_head FROM symbreak.ready WHERE engine <= p_engine
        ORDER BY rank, sequence LIMIT 1 FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN RETURN; END IF;
      IF NOT p_alone AND (v_head.suspicions > 0 OR v_head.memory > p_memory) THEN
        SELECT id INTO v_waiting FROM symbreak.jobs WHERE sequence = v_head.sequence;
        v_most := p_overtaking;
        SELECT r.* INTO v_head FROM (
            SELECT sequence FROM symbreak.ready WHERE engine <= p_engine
            ORDER BY rank, sequence LIMIT 64) AS near
          JOIN symbreak.ready r USING (sequence)
          WHERE r.suspicions = 0 AND r.memory <= p_memory AND r.cost <= p_overtaking
          ORDER BY r.rank, r.sequence LIMIT 1 FOR UPDATE OF r SKIP LOCKED;
        IF NOT FOUND THEN
          RETURN QUERY SELECT v_waiting, NULL::symbreak.job_rows;
          RETURN;
        END IF;
      END IF;
      v_sequences := ARRAY[v_head.sequence];
      IF p_limit > 1 AND v_head.suspicions = 0 THEN
        v_left := p_memory - v_head.memory;
        FOR v_next IN SELECT * FROM symbreak.ready
          WHERE batch_key = v_head.batch_key
            AND (rank, sequence) > (v_head.rank, v_head.sequence)
            AND suspicions = 0 AND engine <= p_engine
          ORDER BY rank, sequence LIMIT p_limit - 1 FOR UPDATE SKIP LOCKED
        LOOP
          EXIT WHEN v_next.memory - v_next.shared_memory > v_left OR v_next.cost > v_most;
          v_left := v_left - (v_next.memory - v_next.shared_memory);
          v_sequences := v_sequences || v_next.sequence;
        END LOOP;
      END IF;
      v_alone := p_alone AND cardinality(v_sequences) = 1
        AND NOT EXISTS (SELECT FROM symbreak.leases WHERE process = p_process);
      UPDATE symbreak.leases SET had_company = true WHERE process = p_process AND NOT had_company;
      v_now := symbreak_v1.clock(p_at);
      WITH gone AS (DELETE FROM symbreak.ready WHERE sequence = ANY (v_sequences) RETURNING *)
        INSERT INTO symbreak.leases (sequence, owner, process, attempt, step, had_company, cost,
            share_end, started_at, expires_at)
          SELECT gone.sequence, gone.owner, p_process, j.attempt + 1, j.step, NOT v_alone, gone.cost,
            gone.rank + symbreak_v1.share(gone.cost), GREATEST(v_now, j.created_at), v_now + p_lease
          FROM gone JOIN symbreak.jobs j USING (sequence);
      RETURN QUERY SELECT v_waiting, r FROM unnest(v_sequences) WITH ORDINALITY AS s (sequence, place)
        JOIN symbreak.job_rows r USING (sequence) ORDER BY s.place;
    END $$;

    -- One row a lease that is held yet. One that is just being settled is held, and not waited for.
    CREATE FUNCTION symbreak_v1.renew(
      p_ids text[], p_attempts bigint[], p_steps bigint[], p_lease bigint, p_at bigint
    ) RETURNS TABLE (id text, cancel_requested boolean) \(kind) AS $$
    #variable_conflict use_column
    BEGIN
      RETURN QUERY WITH wanted AS MATERIALIZED (
          SELECT l.sequence, j.id, u.step, l.cancel_requested
          FROM unnest(p_ids, p_attempts, p_steps) AS u (id, attempt, step)
            JOIN symbreak.jobs j USING (id)
            JOIN symbreak.leases l ON l.sequence = j.sequence AND l.attempt = u.attempt),
        locked AS MATERIALIZED (
          SELECT l.sequence FROM symbreak.leases l
          WHERE l.sequence IN (SELECT sequence FROM wanted)
          ORDER BY l.sequence FOR UPDATE SKIP LOCKED),
        moved AS (
          UPDATE symbreak.leases l SET expires_at = symbreak_v1.clock(p_at) + p_lease,
            step = GREATEST(l.step, w.step), revision = l.revision + (w.step > l.step)::integer
          FROM wanted w JOIN locked USING (sequence) WHERE l.sequence = w.sequence
          RETURNING l.sequence, l.cancel_requested)
        SELECT w.id, COALESCE(m.cancel_requested, w.cancel_requested)
        FROM wanted w LEFT JOIN moved m USING (sequence);
    END $$;

    """

  private static let leaving = """
    -- Stores named blobs that come as one value, one after the other.
    CREATE FUNCTION symbreak_v1.parts(p_names text[], p_lengths bigint[], p_bodies bytea)
      RETURNS TABLE (name text, body bytea) \(kind) AS $$
    DECLARE
      v_start bigint := 1;
    BEGIN
      FOR i IN 1 .. cardinality(p_names) LOOP
        name := p_names[i];
        body := substring(p_bodies FROM v_start::integer FOR p_lengths[i]::integer);
        v_start := v_start + p_lengths[i];
        RETURN NEXT;
      END LOOP;
    END $$;

    -- The lease's row, locked; NULL where the job does not run under this token.
    CREATE FUNCTION symbreak_v1.lock_lease(p_id text, p_attempt bigint) RETURNS symbreak.leases \(kind)
    AS $$
    DECLARE
      v_lease symbreak.leases;
    BEGIN
      SELECT l.* INTO v_lease FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
        WHERE j.id = p_id AND l.attempt = p_attempt FOR UPDATE OF l;
      RETURN v_lease;
    END $$;

    -- Ends a lease: to `p_outcome`, or back to the queue where that is NULL. The same call again, whose
    -- answer was lost, changes nothing.
    CREATE FUNCTION symbreak_v1.end_lease(
      p_lease symbreak.leases, p_outcome text, p_step bigint, p_now bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      DELETE FROM symbreak.leases WHERE sequence = p_lease.sequence;
      UPDATE symbreak.jobs j SET outcome = p_outcome, attempt = p_lease.attempt,
          revision = j.revision + p_lease.revision + 1, cancel_requested = p_lease.cancel_requested,
          step = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_lease.step, p_step) ELSE
            COALESCE((SELECT c.step FROM symbreak.checkpoints c WHERE c.sequence = j.sequence), 0) END,
          started_at = CASE WHEN p_outcome IS NOT NULL THEN p_lease.started_at END,
          finished_at = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_now, p_lease.started_at) END,
          error_code = CASE WHEN p_outcome = 'failed' THEN '' END,
          result = CASE WHEN p_outcome = 'succeeded' THEN ''::bytea END
        WHERE j.sequence = p_lease.sequence;
      IF p_outcome IS NULL THEN
        INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
            engine, suspicions)
          SELECT rank, sequence, batch_key, owner, cost, memory, shared_memory, engine,
            losses + suspicions
          FROM symbreak.jobs WHERE sequence = p_lease.sequence;
      ELSIF p_outcome = 'succeeded' THEN
        DELETE FROM symbreak.checkpoints WHERE sequence = p_lease.sequence;
      ELSE
        DELETE FROM symbreak.checkpoint_parts WHERE sequence = p_lease.sequence AND name = 'state';
      END IF;
    END $$;

    CREATE FUNCTION symbreak_v1.settle(
      p_id text, p_attempt bigint, p_step bigint, p_outcome text, p_result bytea,
      p_result_length bigint, p_names text[], p_lengths bigint[], p_bodies bytea, p_code text,
      p_message text, p_at bigint
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_lease symbreak.leases;
      v_bytes bigint := COALESCE(octet_length(p_result), 0) + COALESCE(octet_length(p_bodies), 0);
    BEGIN
      v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
      IF v_lease.sequence IS NULL THEN
        PERFORM FROM symbreak.jobs j WHERE j.id = p_id AND j.settled_attempt = p_attempt
          AND j.settlement = p_outcome AND j.result IS NOT DISTINCT FROM p_result
          AND j.error_code IS NOT DISTINCT FROM p_code
          AND j.error_message IS NOT DISTINCT FROM p_message;
        IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
        RETURN;
      END IF;
      PERFORM symbreak_v1.end_lease(v_lease, p_outcome, p_step, symbreak_v1.clock(p_at));
      UPDATE symbreak.jobs SET result = p_result, result_length = p_result_length,
          error_code = p_code, error_message = p_message, bytes = bytes + v_bytes,
          settled_attempt = p_attempt, settlement = p_outcome
        WHERE sequence = v_lease.sequence;
      IF p_outcome = 'succeeded' THEN
        INSERT INTO symbreak.artifacts (sequence, name, body)
          SELECT v_lease.sequence, name, body FROM symbreak_v1.parts(p_names, p_lengths, p_bodies);
        INSERT INTO symbreak.usage_changes (owner, jobs, bytes) VALUES (v_lease.owner, 0, v_bytes);
      END IF;
    END $$;

    CREATE FUNCTION symbreak_v1.release(p_id text, p_attempt bigint, p_step bigint, p_at bigint)
      RETURNS text \(kind) AS $$
    DECLARE
      v_lease symbreak.leases;
      v_outcome text;
    BEGIN
      v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
      IF v_lease.sequence IS NULL THEN
        SELECT CASE WHEN outcome = 'cancelled' AND attempt = settled_attempt THEN outcome
            ELSE 'queued' END
          INTO v_outcome FROM symbreak.jobs
          WHERE id = p_id AND settled_attempt = p_attempt AND settlement = 'released';
        IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
        RETURN v_outcome;
      END IF;
      IF v_lease.cancel_requested THEN v_outcome := 'cancelled'; END IF;
      PERFORM symbreak_v1.end_lease(v_lease, v_outcome, p_step, symbreak_v1.clock(p_at));
      UPDATE symbreak.jobs SET settled_attempt = p_attempt, settlement = 'released'
        WHERE sequence = v_lease.sequence;
      RETURN COALESCE(v_outcome, 'queued');
    END $$;

    CREATE FUNCTION symbreak_v1.save_checkpoint(
      p_id text, p_attempt bigint, p_step bigint, p_names text[], p_lengths bigint[], p_bodies bytea
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_lease symbreak.leases;
    BEGIN
      v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
      IF v_lease.sequence IS NULL THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
      INSERT INTO symbreak.checkpoints (sequence, step) VALUES (v_lease.sequence, p_step)
        ON CONFLICT (sequence) DO UPDATE SET step = excluded.step;
      INSERT INTO symbreak.checkpoint_parts (sequence, name, body)
        SELECT v_lease.sequence, name, body FROM symbreak_v1.parts(p_names, p_lengths, p_bodies)
        ON CONFLICT (sequence, name) DO UPDATE SET body = excluded.body;
    END $$;

    CREATE FUNCTION symbreak_v1.discard_checkpoint(p_id text, p_attempt bigint) RETURNS void \(kind)
    AS $$
    DECLARE
      v_lease symbreak.leases;
    BEGIN
      v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
      IF v_lease.sequence IS NULL THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
      DELETE FROM symbreak.checkpoints WHERE sequence = v_lease.sequence;
      UPDATE symbreak.leases SET step = 0, revision = revision + 1
        WHERE sequence = v_lease.sequence;
    END $$;

    """

  private static let takingBack = """
    -- At most 256 at a time, so that no transaction gets long.
    CREATE FUNCTION symbreak_v1.requeue_expired(
      p_process text, p_held text[], p_most_losses integer, p_code text, p_message text, p_at bigint
    ) RETURNS TABLE (id text, became text) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_lease symbreak.leases;
      v_now bigint := symbreak_v1.clock(p_at);
      v_job symbreak.jobs;
      v_counts boolean;
    BEGIN
      FOR v_lease IN SELECT l.* FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
        WHERE l.expires_at <= v_now
          AND NOT (l.process IS NOT DISTINCT FROM p_process AND j.id = ANY (p_held))
        ORDER BY l.sequence LIMIT 256 FOR UPDATE OF l SKIP LOCKED
      LOOP
        -- A process that lives and does not hold its own job lost an answer, not a worker.
        v_counts := v_lease.process IS DISTINCT FROM p_process;
        IF v_counts THEN
          UPDATE symbreak.jobs SET losses = losses + (NOT v_lease.had_company)::integer,
              suspicions = suspicions + v_lease.had_company::integer, suspected_step = v_lease.step
            WHERE sequence = v_lease.sequence;
        END IF;
        SELECT * INTO v_job FROM symbreak.jobs WHERE sequence = v_lease.sequence;
        id := v_job.id;
        became := CASE WHEN v_lease.cancel_requested THEN 'cancelled'
          WHEN v_counts AND NOT v_lease.had_company AND v_job.losses >= p_most_losses THEN 'failed'
          ELSE 'queued' END;
        PERFORM symbreak_v1.end_lease(v_lease, nullif(became, 'queued'), v_lease.step, v_now);
        IF became = 'failed' THEN
          UPDATE symbreak.jobs SET error_code = p_code, error_message = p_message
            WHERE sequence = v_lease.sequence;
        END IF;
        RETURN NEXT;
      END LOOP;
    END $$;

    -- `cancelled` and `requested`, the state that it had ended in, or NULL where there is no such job.
    CREATE FUNCTION symbreak_v1.request_cancel(p_id text, p_owner text, p_at bigint)
      RETURNS TABLE (answer text) \(kind) AS $$
    DECLARE
      v_sequence bigint;
      v_outcome text;
    BEGIN
      SELECT sequence INTO v_sequence FROM symbreak.jobs
        WHERE id = p_id AND (p_owner IS NULL OR owner = p_owner);
      IF NOT FOUND THEN
        RETURN QUERY SELECT NULL::text;
        RETURN;
      END IF;
      -- Again where it went from one state to another between two looks.
      LOOP
        UPDATE symbreak.leases SET cancel_requested = true,
            revision = revision + (NOT cancel_requested)::integer WHERE sequence = v_sequence;
        IF FOUND THEN
          RETURN QUERY SELECT 'requested';
          RETURN;
        END IF;
        DELETE FROM symbreak.ready WHERE sequence = v_sequence;
        IF FOUND THEN
          UPDATE symbreak.jobs SET outcome = 'cancelled', cancel_requested = true,
              finished_at = GREATEST(symbreak_v1.clock(p_at), created_at), revision = revision + 1
            WHERE sequence = v_sequence;
          DELETE FROM symbreak.checkpoint_parts WHERE sequence = v_sequence AND name = 'state';
          RETURN QUERY SELECT 'cancelled';
          RETURN;
        END IF;
        SELECT outcome INTO v_outcome FROM symbreak.jobs WHERE sequence = v_sequence;
        IF NOT FOUND OR v_outcome IS NOT NULL THEN
          RETURN QUERY SELECT 'was ' || v_outcome;
          RETURN;
        END IF;
      END LOOP;
    END $$;

    -- Removes the jobs that have ended, with all that belongs to them; their ids.
    CREATE FUNCTION symbreak_v1.remove(p_sequences bigint[]) RETURNS TABLE (id text) \(kind) AS $$
    #variable_conflict use_column
    BEGIN
      RETURN QUERY WITH gone AS (
          DELETE FROM symbreak.jobs WHERE sequence = ANY (p_sequences) AND outcome IS NOT NULL
          RETURNING sequence, id, owner, bytes),
        counted AS (
          INSERT INTO symbreak.usage_changes (owner, jobs, bytes)
          SELECT owner, -count(*), -sum(bytes) FROM gone GROUP BY owner)
        SELECT gone.id FROM unnest(p_sequences) WITH ORDINALITY AS p (sequence, place)
          JOIN gone USING (sequence) ORDER BY p.place;
    END $$;

    -- At most `p_limit` jobs that a rule does not keep, the longest ended of each owner first; a NULL part
    -- of the rule bounds nothing.
    CREATE FUNCTION symbreak_v1.remove_ended(
      p_age bigint, p_count bigint, p_limit bigint, p_at bigint
    ) RETURNS TABLE (id text) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_owner text;
      v_time bigint;
      v_sequence bigint;
      v_found bigint[] := '{}';
      v_sweep bigint;
      v_sweeps bigint[] := '{}';
    BEGIN
      FOR v_owner IN SELECT owner FROM symbreak.owner_usage ORDER BY owner LOOP
        v_time := NULL;
        v_sequence := 0;
        IF p_count IS NOT NULL THEN
          SELECT finished_at, sequence INTO v_time, v_sequence FROM symbreak.jobs
            WHERE owner = v_owner AND finished_at IS NOT NULL
            ORDER BY finished_at DESC, sequence DESC LIMIT 1 OFFSET p_count - 1;
        END IF;
        IF p_age IS NOT NULL AND symbreak_v1.clock(p_at) - p_age >= COALESCE(v_time, -1) THEN
          v_time := symbreak_v1.clock(p_at) - p_age;
          v_sequence := 0;
        END IF;
        v_found := v_found || ARRAY(
          SELECT sequence FROM symbreak.jobs WHERE owner = v_owner AND finished_at IS NOT NULL
            AND sweep IS NULL AND (finished_at, sequence) < (v_time, v_sequence)
          ORDER BY finished_at, sequence LIMIT p_limit - cardinality(v_found));
        -- A sweep goes as a whole, though not at once, when none of its jobs would be kept.
        FOR v_sweep IN SELECT w.sequence FROM symbreak.sweeps w
          WHERE w.owner = v_owner AND w.created_at <= v_time AND NOT EXISTS (
            SELECT FROM symbreak.jobs j WHERE j.sweep = w.sequence
              AND (j.finished_at IS NULL OR (j.finished_at, j.sequence) >= (v_time, v_sequence)))
          ORDER BY w.sequence
        LOOP
          EXIT WHEN cardinality(v_found) >= p_limit;
          v_found := v_found || ARRAY(
            SELECT sequence FROM symbreak.jobs WHERE sweep = v_sweep
            ORDER BY sweep_position LIMIT p_limit - cardinality(v_found));
          v_sweeps := v_sweeps || v_sweep;
        END LOOP;
        EXIT WHEN cardinality(v_found) >= p_limit;
      END LOOP;
      RETURN QUERY SELECT r.id FROM symbreak_v1.remove(v_found) r;
      PERFORM symbreak_v1.remove_sweeps(v_sweeps);
    END $$;
    """

  /// Sweeps. Their jobs are taken in by one statement: a call for each would take longer than the jobs.
  private static let sweeps = """

    -- Removes those of the sweeps that have no jobs any more.
    CREATE FUNCTION symbreak_v1.remove_sweeps(p_sequences bigint[]) RETURNS void \(kind) AS $$
    BEGIN
      WITH gone AS (
          DELETE FROM symbreak.sweeps w WHERE w.sequence = ANY (p_sequences)
            AND NOT EXISTS (SELECT FROM symbreak.jobs j WHERE j.sweep = w.sequence)
          RETURNING owner, bytes)
        INSERT INTO symbreak.usage_changes (owner, jobs, bytes)
          SELECT owner, 0, -sum(bytes) FROM gone GROUP BY owner;
    END $$;

    CREATE FUNCTION symbreak_v1.take_in_sweep(
      p_id text, p_owner text, p_summary bytea, p_digest text, p_key text, p_members bytea,
      p_members_length bigint, p_base bytea, p_base_length bigint, p_most_queued bigint,
      p_most_cost double precision, p_most_bytes bigint, p_ids text[], p_batch_keys text[],
      p_schemes text[], p_names text[], p_labels text[], p_digests text[], p_specs bytea,
      p_lengths bigint[], p_spec_lengths bigint[], p_steps bigint[], p_costs double precision[],
      p_memories bigint[], p_shared bigint[], p_most_seconds bigint[], p_engines integer[],
      p_at bigint, OUT id text, OUT is_earlier boolean
    ) \(kind) AS $$
    DECLARE
      v_known symbreak.sweeps;
      v_bytes bigint := octet_length(p_members) + COALESCE(octet_length(p_base), 0);
      v_used bigint;
      v_count bigint;
      v_cost double precision;
      v_rank double precision;
      v_sequence bigint;
      v_now bigint := symbreak_v1.clock(p_at);
      v_taken text;
    BEGIN
      v_used := symbreak_v1.lock_owner(p_owner);
      is_earlier := false;
      id := p_id;
      PERFORM FROM symbreak.sweeps w WHERE w.id = p_id AND w.owner = p_owner AND w.digest = p_digest
        AND w.summary = p_summary AND w.idempotency_key IS NOT DISTINCT FROM p_key;
      IF FOUND THEN RETURN; END IF;
      IF p_key IS NOT NULL THEN
        SELECT * INTO v_known FROM symbreak.sweeps w WHERE w.idempotency_key = p_key;
        IF FOUND THEN
          IF v_known.digest <> p_digest OR v_known.summary <> p_summary
          THEN PERFORM symbreak_v1.refuse('SB006', v_known.id); END IF;
          id := v_known.id;
          is_earlier := true;
          RETURN;
        END IF;
      END IF;
      IF p_most_queued IS NOT NULL THEN
        IF v_bytes + octet_length(p_specs) > p_most_bytes - v_used THEN
          PERFORM symbreak_v1.refuse('SB004', 'stored_bytes');
        END IF;
        SELECT count(*), COALESCE(sum(cost), 0) INTO v_count, v_cost FROM symbreak.ready r
          WHERE r.owner = p_owner;
        IF v_count + cardinality(p_ids) > p_most_queued THEN
          PERFORM symbreak_v1.refuse('SB004', 'queued');
        END IF;
        SELECT v_cost + COALESCE(sum(cost), 0) INTO v_cost FROM symbreak.leases l
          WHERE l.owner = p_owner;
        IF v_cost + (SELECT COALESCE(sum(c), 0) FROM unnest(p_costs) AS c) > p_most_cost THEN
          PERFORM symbreak_v1.refuse('SB004', 'cost');
        END IF;
      END IF;
      SELECT j.id INTO v_taken FROM symbreak.jobs j WHERE j.id = ANY (p_ids) ORDER BY j.id LIMIT 1;
      IF FOUND THEN PERFORM symbreak_v1.refuse('SB002', v_taken); END IF;
      v_rank := symbreak_v1.next_rank(p_owner);
      INSERT INTO symbreak.sweeps (id, owner, summary, digest, idempotency_key, created_at, bytes,
          members, members_length, base, base_length)
        VALUES (p_id, p_owner, p_summary, p_digest, p_key, v_now, v_bytes, p_members,
          p_members_length, p_base, p_base_length)
        RETURNING sequence INTO v_sequence;
      WITH parts AS (
          SELECT u.*, sum(u.length) OVER earlier AS start,
            sum(symbreak_v1.share(u.cost)) OVER earlier AS ahead
          FROM unnest(p_ids, p_batch_keys, p_schemes, p_names, p_labels, p_digests, p_lengths,
              p_spec_lengths, p_steps, p_costs, p_memories, p_shared, p_most_seconds, p_engines)
            WITH ORDINALITY AS u (id, batch_key, scheme, name, labels, digest, length, spec_length,
              steps, cost, memory, shared, most_seconds, engine, place)
          WINDOW earlier AS (ORDER BY u.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
        made AS (
          INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest, spec,
              spec_length, steps, cost, rank, memory, shared_memory, max_seconds, engine,
              created_at, bytes, sweep, sweep_position, is_difference)
            SELECT p.id, p_owner, p.batch_key, p.scheme, p.name, p.labels::jsonb, p.digest,
              substring(p_specs FROM (COALESCE(p.start, 0) + 1)::integer FOR p.length::integer),
              p.spec_length, p.steps, p.cost, v_rank + COALESCE(p.ahead, 0), p.memory, p.shared,
              p.most_seconds, p.engine, v_now, p.length, v_sequence, p.place - 1, p_base IS NOT NULL
            FROM parts p ORDER BY p.place
            RETURNING jobs.rank, sequence, batch_key, owner, cost, memory, shared_memory, engine)
        INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
            engine, suspicions)
          SELECT made.*, 0 FROM made;
      UPDATE symbreak.owner_usage u SET jobs = jobs + cardinality(p_ids),
          bytes = bytes + v_bytes + octet_length(p_specs) WHERE u.owner = p_owner;
    END $$;

    -- Of each job that had not ended, what `request_cancel` answers; in the order of the sweep.
    CREATE FUNCTION symbreak_v1.cancel_sweep(p_sequence bigint, p_at bigint)
      RETURNS TABLE (id text, answer text) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_jobs bigint[];
      v_now bigint := symbreak_v1.clock(p_at);
    BEGIN
      LOOP
        WITH gone AS (
            DELETE FROM symbreak.ready WHERE sequence IN (
              SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence)
            RETURNING sequence)
          SELECT COALESCE(array_agg(sequence), '{}') INTO v_jobs FROM gone;
        RETURN QUERY WITH ended AS (
            UPDATE symbreak.jobs SET outcome = 'cancelled', cancel_requested = true,
              finished_at = GREATEST(v_now, created_at), revision = revision + 1
            WHERE sequence = ANY (v_jobs) RETURNING id, sweep_position)
          SELECT id, 'cancelled' FROM ended ORDER BY sweep_position;
        DELETE FROM symbreak.checkpoint_parts WHERE sequence = ANY (v_jobs) AND name = 'state';
        PERFORM FROM symbreak.leases WHERE sequence IN (
            SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence)
          ORDER BY sequence FOR UPDATE;
        UPDATE symbreak.leases SET cancel_requested = true,
            revision = revision + (NOT cancel_requested)::integer
          WHERE sequence IN (SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence);
        -- Again where one went back to the queue between the two.
        EXIT WHEN NOT EXISTS (
          SELECT FROM symbreak.jobs j JOIN symbreak.ready r USING (sequence)
          WHERE j.sweep = p_sequence);
      END LOOP;
      RETURN QUERY SELECT j.id, 'requested' FROM symbreak.jobs j JOIN symbreak.leases l
        USING (sequence) WHERE j.sweep = p_sequence ORDER BY j.sweep_position;
    END $$;
    """

  /// A worker may call what a worker does, and reads and writes nothing else.
  private static let rights = """

    DO $$ BEGIN
      CREATE ROLE symbreak_worker NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA symbreak_v1 FROM PUBLIC;
    GRANT USAGE ON SCHEMA symbreak_v1 TO symbreak_worker;
    GRANT EXECUTE ON FUNCTION symbreak_v1.claim, symbreak_v1.renew, symbreak_v1.settle,
      symbreak_v1.release, symbreak_v1.save_checkpoint, symbreak_v1.discard_checkpoint
      TO symbreak_worker;
    """
}
