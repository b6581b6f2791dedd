// Taking jobs in, and their turns.
extension SchemaFunctions {
  /// A job's rank is the later of the front of the queue and of the end of its owner's job before it,
  /// served or waiting (start-time fair queueing: Goyal, Vin & Cheng, SIGCOMM 1996). The front is the
  /// lowest rank that waits: a counter of what was served would be one row that every claim has to wait for.
  static let taking = """
    -- For an owner who is locked.
    CREATE FUNCTION symbreak_v1.next_rank(p_owner text) RETURNS double precision \(kind) AS $$
    DECLARE
      v_front double precision;
      v_own double precision;
    BEGIN
      SELECT rank INTO v_front FROM symbreak.ready ORDER BY rank, sequence LIMIT 1;
      IF v_front IS NULL THEN
        -- Nobody waits: what owners had before is forgotten, and all begin alike.
        RETURN GREATEST((SELECT max(served) FROM symbreak.owner_usage),
          (SELECT max(served) FROM symbreak.usage_changes));
      END IF;
      SELECT rank + symbreak_v1.share(cost) INTO v_own FROM symbreak.ready
        WHERE owner = p_owner ORDER BY sequence DESC LIMIT 1;
      IF v_own IS NULL THEN
        SELECT served INTO v_own FROM symbreak.owner_usage WHERE owner = p_owner;
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
      WITH gone AS (
          DELETE FROM symbreak.usage_changes WHERE owner = p_owner RETURNING jobs, bytes, served),
        sums AS (
          SELECT COALESCE(sum(jobs), 0) AS jobs, COALESCE(sum(bytes), 0) AS bytes,
            max(served) AS served FROM gone)
        UPDATE symbreak.owner_usage u
          SET jobs = u.jobs + sums.jobs, bytes = u.bytes + sums.bytes,
            served = GREATEST(u.served, sums.served)
          FROM sums WHERE u.owner = p_owner RETURNING u.bytes INTO v_bytes;
      RETURN v_bytes;
    END $$;

    -- Adds up what has changed, of owners whom nobody else does it for.
    CREATE FUNCTION symbreak_v1.fold_usage() RETURNS void \(kind) AS $$
    DECLARE
      v_owner text;
    BEGIN
      FOR v_owner IN SELECT DISTINCT owner FROM symbreak.usage_changes ORDER BY owner LIMIT 100 LOOP
        PERFORM FROM symbreak.owner_usage WHERE owner = v_owner FOR UPDATE SKIP LOCKED;
        IF FOUND THEN PERFORM symbreak_v1.lock_owner(v_owner); END IF;
      END LOOP;
    END $$;

    -- Refuses where the owner, who has `p_used` bytes, has no room for so many more jobs of that cost and
    -- size together. A NULL bounds nothing.
    CREATE FUNCTION symbreak_v1.check_quota(
      p_owner text, p_count bigint, p_cost double precision, p_bytes bigint, p_used bigint,
      p_most_queued bigint, p_most_cost double precision, p_most_bytes bigint
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_count bigint;
      v_cost double precision;
    BEGIN
      IF p_bytes > p_most_bytes - p_used THEN
        PERFORM symbreak_v1.refuse('SB004', 'stored_bytes');
      END IF;
      IF p_most_queued IS NULL THEN RETURN; END IF;
      SELECT count(*), COALESCE(sum(cost), 0) INTO v_count, v_cost FROM symbreak.ready
        WHERE owner = p_owner;
      IF v_count + p_count > p_most_queued THEN PERFORM symbreak_v1.refuse('SB004', 'queued'); END IF;
      SELECT v_cost + COALESCE(sum(cost), 0) INTO v_cost FROM symbreak.leases WHERE owner = p_owner;
      IF v_cost + p_cost > p_most_cost THEN PERFORM symbreak_v1.refuse('SB004', 'cost'); END IF;
    END $$;

    -- The id of the job, whether it is an earlier one that the key belongs to, and when it was taken in;
    -- NULL where that was in another call.
    CREATE FUNCTION symbreak_v1.take_in(
      p_id text, p_owner text, p_batch_key text, p_scheme text, p_name text, p_labels jsonb,
      p_digest text, p_key text, p_spec bytea, p_spec_length bigint, p_steps bigint,
      p_cost double precision, p_memory bigint, p_shared_memory bigint, p_max_seconds bigint,
      p_engine integer, p_dataset text, p_most_queued bigint, p_most_cost double precision,
      p_most_bytes bigint, p_at bigint, OUT id text, OUT is_earlier boolean, OUT taken_in_at bigint
    ) \(kind) AS $$
    DECLARE
      v_known symbreak.jobs;
      v_used bigint;
      v_rank double precision;
      v_sequence bigint;
    BEGIN
      v_used := symbreak_v1.lock_owner(p_owner);
      is_earlier := false;
      id := p_id;
      SELECT * INTO v_known FROM symbreak.jobs j WHERE j.id = p_id;
      IF FOUND THEN
        IF v_known.owner <> p_owner OR v_known.spec_digest <> p_digest
          OR NOT v_known.renamed
            AND (v_known.name IS DISTINCT FROM p_name OR v_known.labels <> p_labels)
          OR v_known.idempotency_key IS DISTINCT FROM p_key
        THEN PERFORM symbreak_v1.refuse('SB002', p_id); END IF;
        RETURN;
      END IF;
      IF p_key IS NOT NULL THEN
        -- Keys of one owner come under its lock; those of others are others.
        SELECT * INTO v_known FROM symbreak.jobs j WHERE j.idempotency_key = p_key;
        IF FOUND THEN
          IF v_known.spec_digest <> p_digest OR NOT v_known.renamed
            AND (v_known.name IS DISTINCT FROM p_name OR v_known.labels <> p_labels)
          THEN PERFORM symbreak_v1.refuse('SB003', v_known.id); END IF;
          id := v_known.id;
          is_earlier := true;
          RETURN;
        END IF;
      END IF;
      PERFORM symbreak_v1.check_quota(p_owner, 1, p_cost, octet_length(p_spec), v_used, p_most_queued,
        p_most_cost, p_most_bytes);
      PERFORM symbreak_v1.hold_datasets(p_owner, ARRAY[p_dataset]);
      taken_in_at := symbreak_v1.clock(p_at);
      v_rank := symbreak_v1.next_rank(p_owner);
      INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest,
          idempotency_key, spec, spec_length, steps, cost, rank, memory, shared_memory, max_seconds,
          engine, dataset, created_at, bytes)
        VALUES (p_id, p_owner, p_batch_key, p_scheme, p_name, p_labels, p_digest, p_key, p_spec,
          p_spec_length, p_steps, p_cost, v_rank, p_memory, p_shared_memory, p_max_seconds, p_engine,
          p_dataset, taken_in_at, octet_length(p_spec))
        RETURNING sequence INTO v_sequence;
      INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
          engine, attempt, suspicions)
        VALUES (v_rank, v_sequence, p_batch_key, p_owner, p_cost, p_memory, p_shared_memory, p_engine,
          0, 0);
      UPDATE symbreak.owner_usage u SET jobs = jobs + 1, bytes = bytes + octet_length(p_spec)
        WHERE u.owner = p_owner;
    END $$;

    """
}
