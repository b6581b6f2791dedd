// How jobs end at their workers' word, and what is kept of them before.
extension SchemaFunctions {
  static let leaving = """
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
    --
    -- `p_settlement` is the worker's word, NULL where it is not that.
    CREATE FUNCTION symbreak_v1.end_lease(
      p_lease symbreak.leases, p_outcome text, p_step bigint, p_now bigint, p_settlement text,
      p_code text, p_message text, p_result bytea, p_result_length bigint, p_bytes bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      DELETE FROM symbreak.leases WHERE sequence = p_lease.sequence;
      UPDATE symbreak.jobs j SET outcome = p_outcome, attempt = p_lease.attempt,
          revision = j.revision + p_lease.revision + 1, cancel_requested = p_lease.cancel_requested,
          step = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_lease.step, p_step) ELSE
            COALESCE((SELECT c.step FROM symbreak.checkpoints c WHERE c.sequence = j.sequence), 0) END,
          started_at = CASE WHEN p_outcome IS NOT NULL THEN p_lease.started_at END,
          finished_at = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_now, p_lease.started_at) END,
          error_code = p_code, error_message = p_message, result = p_result,
          result_length = p_result_length, bytes = j.bytes + p_bytes,
          settled_attempt =
            CASE WHEN p_settlement IS NULL THEN j.settled_attempt ELSE p_lease.attempt END,
          settlement = COALESCE(p_settlement, j.settlement)
        WHERE j.sequence = p_lease.sequence;
      IF p_outcome IS NULL THEN
        INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
            engine, attempt, suspicions)
          SELECT rank, sequence, batch_key, owner, cost, memory, shared_memory, engine, attempt,
            losses + suspicions
          FROM symbreak.jobs WHERE sequence = p_lease.sequence;
      ELSIF p_outcome = 'succeeded' THEN
        DELETE FROM symbreak.checkpoints WHERE sequence = p_lease.sequence;
      ELSE
        DELETE FROM symbreak.checkpoint_parts WHERE sequence = p_lease.sequence AND name = 'state';
      END IF;
      IF p_outcome IS NOT NULL THEN PERFORM symbreak_v1.tell(ARRAY[p_lease.sequence]); END IF;
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
      PERFORM symbreak_v1.end_lease(v_lease, p_outcome, p_step, symbreak_v1.clock(p_at), p_outcome,
        p_code, p_message, p_result, p_result_length, v_bytes);
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
      PERFORM symbreak_v1.end_lease(v_lease, v_outcome, p_step, symbreak_v1.clock(p_at), 'released',
        NULL, NULL, NULL, NULL, 0);
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

    -- One row a part, and one without a name where there is none; no row without a checkpoint.
    CREATE FUNCTION symbreak_v1.checkpoint_of(p_id text)
      RETURNS TABLE (step bigint, name text, body bytea) \(kind) AS $$
    BEGIN
      RETURN QUERY SELECT c.step, p.name, p.body
        FROM symbreak.jobs j JOIN symbreak.checkpoints c USING (sequence)
          LEFT JOIN symbreak.checkpoint_parts p USING (sequence) WHERE j.id = p_id;
    END $$;

    """
}
