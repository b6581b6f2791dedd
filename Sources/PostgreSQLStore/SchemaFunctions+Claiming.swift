// Giving jobs to workers, and renewing what they hold.
extension SchemaFunctions {
  static let claiming = """
    -- One row a claimed job; `waiting` is the job whose turn it is and that does not fit, in every row, or
    -- in one without a job. `rank` is that of the job whose turn it is.
    --
    -- Ranks below `p_low` are looked at only where there are no others, and the process's leases from the
    -- number `p_held` on: the caller found none below but what is gone, whose entries stay for as long as a
    -- transaction may still see them. `held` is that number for the next call.
    CREATE FUNCTION symbreak_v1.claim(
      p_process text, p_limit bigint, p_lease bigint, p_engine integer, p_alone boolean,
      p_memory bigint, p_overtaking double precision, p_low double precision,
      p_held bigint, p_at bigint
    ) RETURNS TABLE (waiting text, rank double precision, held bigint, job symbreak.job_rows)
      \(kind) SET enable_seqscan = off AS $$
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
      v_turn double precision;
      v_held bigint;
      v_joined bigint[];
    BEGIN
      SELECT * INTO v_head FROM symbreak.ready
        WHERE rank >= COALESCE(p_low, '-infinity') AND engine <= p_engine
        ORDER BY rank, sequence LIMIT 1 FOR UPDATE SKIP LOCKED;
      IF NOT FOUND AND p_low IS NOT NULL THEN
        SELECT * INTO v_head FROM symbreak.ready WHERE engine <= p_engine
          ORDER BY rank, sequence LIMIT 1 FOR UPDATE SKIP LOCKED;
      END IF;
      IF NOT FOUND THEN RETURN; END IF;
      v_turn := v_head.rank;
      IF NOT p_alone AND (v_head.suspicions > 0 OR v_head.memory > p_memory) THEN
        SELECT id INTO v_waiting FROM symbreak.jobs WHERE sequence = v_head.sequence;
        v_most := p_overtaking;
        SELECT r.* INTO v_head FROM (
            SELECT sequence FROM symbreak.ready WHERE rank >= v_turn AND engine <= p_engine
            ORDER BY rank, sequence LIMIT 64) AS near
          JOIN symbreak.ready r USING (sequence)
          WHERE r.suspicions = 0 AND r.memory <= p_memory AND r.cost <= p_overtaking
          ORDER BY r.rank, r.sequence LIMIT 1 FOR UPDATE OF r SKIP LOCKED;
        IF NOT FOUND THEN
          RETURN QUERY SELECT v_waiting, v_turn, p_held, NULL::symbreak.job_rows;
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
      SELECT number INTO v_held FROM symbreak.leases
        WHERE process = p_process AND number >= COALESCE(p_held, 0)
        ORDER BY process, number LIMIT 1;
      v_alone := p_alone AND cardinality(v_sequences) = 1 AND v_held IS NULL;
      IF v_held IS NOT NULL THEN
        v_joined := ARRAY(
          SELECT sequence FROM symbreak.leases
          WHERE process = p_process AND number >= v_held AND NOT had_company);
        IF v_joined <> '{}' THEN
          PERFORM FROM symbreak.leases WHERE sequence = ANY (v_joined) ORDER BY sequence FOR UPDATE;
          UPDATE symbreak.leases SET had_company = true
            WHERE sequence = ANY (v_joined) AND process = p_process;
        END IF;
      END IF;
      v_now := symbreak_v1.clock(p_at);
      WITH gone AS (DELETE FROM symbreak.ready WHERE sequence = ANY (v_sequences) RETURNING *),
        served AS (
          INSERT INTO symbreak.usage_changes (owner, jobs, bytes, served)
            SELECT owner, 0, 0, max(rank + symbreak_v1.share(cost)) FROM gone GROUP BY owner),
        made AS (INSERT INTO symbreak.leases (sequence, owner, process, attempt, step, had_company, cost,
            started_at, length, expires_at)
          SELECT gone.sequence, gone.owner, p_process, gone.attempt + 1, j.step, NOT v_alone, gone.cost,
            GREATEST(v_now, j.created_at), p_lease, v_now + p_lease
          FROM gone JOIN symbreak.jobs j USING (sequence) RETURNING number)
        SELECT COALESCE(v_held, min(number)) INTO v_held FROM made;
      RETURN QUERY SELECT v_waiting, v_turn, v_held, r FROM unnest(v_sequences) WITH ORDINALITY AS s (sequence, place)
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
            length = p_lease, step = GREATEST(l.step, w.step), revision = l.revision + (w.step > l.step)::integer
          FROM wanted w JOIN locked USING (sequence) WHERE l.sequence = w.sequence
          RETURNING l.sequence, l.cancel_requested)
        SELECT w.id, COALESCE(m.cancel_requested, w.cancel_requested)
        FROM wanted w LEFT JOIN moved m USING (sequence);
    END $$;

    """
}
