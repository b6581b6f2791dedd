// Many jobs at a time.
extension SchemaFunctions {
  /// Sweeps. Their jobs are taken in by one statement: a call for each would take longer than the jobs.
  static let sweeps = """

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
      p_datasets text[], p_at bigint, OUT id text, OUT is_earlier boolean
    ) \(kind) AS $$
    DECLARE
      v_known symbreak.sweeps;
      v_bytes bigint := octet_length(p_members) + COALESCE(octet_length(p_base), 0);
      v_used bigint;
      v_rank double precision;
      v_sequence bigint;
      v_now bigint;
      v_taken text;
    BEGIN
      v_used := symbreak_v1.lock_owner(p_owner);
      is_earlier := false;
      id := p_id;
      PERFORM FROM symbreak.sweeps w WHERE w.id = p_id AND w.owner = p_owner AND w.digest = p_digest
        AND (w.summary = p_summary OR w.renamed) AND w.idempotency_key IS NOT DISTINCT FROM p_key;
      IF FOUND THEN RETURN; END IF;
      IF p_key IS NOT NULL THEN
        SELECT * INTO v_known FROM symbreak.sweeps w WHERE w.idempotency_key = p_key;
        IF FOUND THEN
          IF v_known.digest <> p_digest OR v_known.summary <> p_summary AND NOT v_known.renamed
          THEN PERFORM symbreak_v1.refuse('SB006', v_known.id); END IF;
          id := v_known.id;
          is_earlier := true;
          RETURN;
        END IF;
      END IF;
      PERFORM symbreak_v1.check_quota(p_owner, cardinality(p_ids),
        (SELECT COALESCE(sum(c), 0) FROM unnest(p_costs) AS c), v_bytes + octet_length(p_specs), v_used,
        p_most_queued, p_most_cost, p_most_bytes);
      SELECT j.id INTO v_taken FROM symbreak.jobs j WHERE j.id = ANY (p_ids) ORDER BY j.id LIMIT 1;
      IF FOUND THEN PERFORM symbreak_v1.refuse('SB002', v_taken); END IF;
      PERFORM symbreak_v1.hold_datasets(p_owner, p_datasets);
      -- Not before the owner's lock, which may be waited for: whoever looks for what is new looks back a
      -- little way only.
      v_now := symbreak_v1.clock(p_at);
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
              p_spec_lengths, p_steps, p_costs, p_memories, p_shared, p_most_seconds, p_engines,
              p_datasets)
            WITH ORDINALITY AS u (id, batch_key, scheme, name, labels, digest, length, spec_length,
              steps, cost, memory, shared, most_seconds, engine, dataset, place)
          WINDOW earlier AS (ORDER BY u.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
        made AS (
          INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest, spec,
              spec_length, steps, cost, rank, memory, shared_memory, max_seconds, engine,
              dataset, created_at, bytes, sweep, sweep_position, is_difference)
            SELECT p.id, p_owner, p.batch_key, p.scheme, p.name, p.labels::jsonb, p.digest,
              substring(p_specs FROM (COALESCE(p.start, 0) + 1)::integer FOR p.length::integer),
              p.spec_length, p.steps, p.cost, v_rank + COALESCE(p.ahead, 0), p.memory, p.shared,
              p.most_seconds, p.engine, p.dataset, v_now, p.length, v_sequence, p.place - 1,
              p_base IS NOT NULL
            FROM parts p ORDER BY p.place
            RETURNING jobs.rank, sequence, batch_key, owner, cost, memory, shared_memory, engine)
        INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
            engine, attempt, suspicions)
          SELECT made.*, 0, 0 FROM made;
      UPDATE symbreak.owner_usage u SET jobs = jobs + cardinality(p_ids),
          bytes = bytes + v_bytes + octet_length(p_specs) WHERE u.owner = p_owner;
    END $$;

    -- Of each job that had not ended, what `request_cancel` answers; in the order of the sweep.
    CREATE FUNCTION symbreak_v1.cancel_sweep(p_sequence bigint, p_at bigint)
      RETURNS TABLE (id text, answer text) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_found bigint[];
      v_jobs bigint[] := '{}';
    BEGIN
      -- Again where one went back to the queue between the two.
      LOOP
        WITH gone AS (
            DELETE FROM symbreak.ready WHERE sequence IN (
              SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL)
            RETURNING sequence)
          SELECT COALESCE(array_agg(sequence), '{}') INTO v_found FROM gone;
        v_jobs := v_jobs || v_found;
        PERFORM FROM symbreak.leases WHERE sequence IN (
            SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL)
          ORDER BY sequence FOR UPDATE;
        UPDATE symbreak.leases SET cancel_requested = true,
            revision = revision + (NOT cancel_requested)::integer
          WHERE sequence IN (
            SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL);
        EXIT WHEN NOT EXISTS (
          SELECT FROM symbreak.jobs j JOIN symbreak.ready r USING (sequence)
          WHERE j.sweep = p_sequence AND j.outcome IS NULL);
      END LOOP;
      RETURN QUERY WITH ended AS (
          UPDATE symbreak.jobs SET outcome = 'cancelled', cancel_requested = true,
            finished_at = GREATEST(symbreak_v1.clock(p_at), created_at), revision = revision + 1
          WHERE sequence = ANY (v_jobs) RETURNING id, sweep_position)
        SELECT id, 'cancelled' FROM ended ORDER BY sweep_position;
      DELETE FROM symbreak.checkpoint_parts WHERE sequence = ANY (v_jobs) AND name = 'state';
      PERFORM symbreak_v1.tell(v_jobs);
      RETURN QUERY SELECT j.id, 'requested' FROM symbreak.jobs j JOIN symbreak.leases l
        USING (sequence) WHERE j.sweep = p_sequence ORDER BY j.sweep_position;
    END $$;

    """
}
