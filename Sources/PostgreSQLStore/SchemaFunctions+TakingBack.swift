// What happens to jobs without a worker.
extension SchemaFunctions {
  static let takingBack = """
    -- At most 256 at a time, so that no transaction gets long.
    --
    -- While the server was not there, or the caller did not reach it, nobody could renew: what expired
    -- then is left for the length of its lease. `p_reached` is how long the caller has reached it, NULL
    -- for always. (Not where a clock comes from outside: it knows nothing of the server's start.)
    CREATE FUNCTION symbreak_v1.requeue_expired(
      p_process text, p_held text[], p_most_losses integer, p_code text, p_message text,
      p_reached bigint, p_at bigint
    ) RETURNS TABLE (id text, became text) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_lease symbreak.leases;
      v_now bigint := symbreak_v1.clock(p_at);
      v_job symbreak.jobs;
      v_counts boolean;
      v_there bigint := LEAST(p_reached,
        (extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) * 1000)::bigint);
    BEGIN
      FOR v_lease IN SELECT l.* FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
        WHERE l.expires_at <= v_now AND (p_at IS NOT NULL OR l.length <= v_there)
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
        PERFORM symbreak_v1.end_lease(v_lease, nullif(became, 'queued'), v_lease.step, v_now, NULL,
          CASE WHEN became = 'failed' THEN p_code END, CASE WHEN became = 'failed' THEN p_message END,
          NULL, NULL, 0);
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
          PERFORM symbreak_v1.tell(ARRAY[v_sequence]);
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
    DECLARE
      v_ids text[];
      v_owners text[];
      v_datasets text[];
    BEGIN
      WITH gone AS (
          DELETE FROM symbreak.jobs WHERE sequence = ANY (p_sequences) AND outcome IS NOT NULL
          RETURNING sequence, id, owner, bytes, dataset),
        counted AS (
          INSERT INTO symbreak.usage_changes (owner, jobs, bytes)
          SELECT owner, -count(*), -sum(bytes) FROM gone GROUP BY owner)
        SELECT array_agg(gone.id ORDER BY p.place),
            array_agg(gone.owner) FILTER (WHERE gone.dataset IS NOT NULL),
            array_agg(gone.dataset) FILTER (WHERE gone.dataset IS NOT NULL)
          INTO v_ids, v_owners, v_datasets
          FROM unnest(p_sequences) WITH ORDINALITY AS p (sequence, place)
            JOIN gone USING (sequence);
      IF v_datasets IS NOT NULL THEN
        PERFORM symbreak_v1.remove_unnamed(v_owners, v_datasets);
      END IF;
      RETURN QUERY SELECT u FROM unnest(v_ids) AS u;
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
}
