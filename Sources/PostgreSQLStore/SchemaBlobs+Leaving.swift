// What of jobs and data sets may be outside the database. The functions without blobs of the first migration
// stay, for processes of before.
extension SchemaBlobs {
  private static let kind = SchemaFunctions.kind

  static let leaving = """
    -- Named values that come as one, one after the other; those of a blob are not among the bytes.
    CREATE FUNCTION symbreak_v1.parts(
      p_names text[], p_lengths bigint[], p_blobs text[], p_bodies bytea
    ) RETURNS TABLE (name text, body bytea, length bigint, blob text) \(kind) AS $$
    DECLARE
      v_start bigint := 1;
    BEGIN
      FOR i IN 1 .. cardinality(p_names) LOOP
        name := p_names[i];
        length := p_lengths[i];
        blob := p_blobs[i];
        body := NULL;
        IF blob IS NULL THEN
          body := substring(p_bodies FROM v_start::integer FOR p_lengths[i]::integer);
          v_start := v_start + p_lengths[i];
        END IF;
        RETURN NEXT;
      END LOOP;
    END $$;

    CREATE FUNCTION symbreak_v1.settle(
      p_id text, p_attempt bigint, p_step bigint, p_outcome text, p_result bytea,
      p_result_length bigint, p_names text[], p_lengths bigint[], p_blobs text[], p_bodies bytea,
      p_code text, p_message text, p_at bigint
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_lease symbreak.leases;
      v_bytes bigint := COALESCE(octet_length(p_result), 0)
        + COALESCE((SELECT sum(u) FROM unnest(p_lengths) AS u), 0);
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
        PERFORM symbreak_v1.hold_blobs(p_blobs);
        INSERT INTO symbreak.artifacts (sequence, name, body, length, blob)
          SELECT v_lease.sequence, name, body, length, blob
          FROM symbreak_v1.parts(p_names, p_lengths, p_blobs, p_bodies);
        INSERT INTO symbreak.usage_changes (owner, jobs, bytes) VALUES (v_lease.owner, 0, v_bytes);
      END IF;
    END $$;

    CREATE FUNCTION symbreak_v1.save_checkpoint(
      p_id text, p_attempt bigint, p_step bigint, p_names text[], p_lengths bigint[],
      p_blobs text[], p_bodies bytea
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_lease symbreak.leases;
    BEGIN
      v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
      IF v_lease.sequence IS NULL THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
      PERFORM symbreak_v1.hold_blobs(p_blobs);
      INSERT INTO symbreak.checkpoints (sequence, step) VALUES (v_lease.sequence, p_step)
        ON CONFLICT (sequence) DO UPDATE SET step = excluded.step;
      INSERT INTO symbreak.checkpoint_parts (sequence, name, body, length, blob)
        SELECT v_lease.sequence, name, body, length, blob
        FROM symbreak_v1.parts(p_names, p_lengths, p_blobs, p_bodies)
        ON CONFLICT (sequence, name) DO UPDATE SET body = excluded.body, length = excluded.length,
          blob = excluded.blob;
    END $$;

    -- As `checkpoint_of`, with what is kept outside.
    CREATE FUNCTION symbreak_v1.checkpoint_parts_of(p_id text)
      RETURNS TABLE (step bigint, name text, body bytea, length bigint, blob text) \(kind) AS $$
    BEGIN
      RETURN QUERY SELECT c.step, p.name, p.body, p.length, p.blob
        FROM symbreak.jobs j JOIN symbreak.checkpoints c USING (sequence)
          LEFT JOIN symbreak.checkpoint_parts p USING (sequence) WHERE j.id = p_id;
    END $$;

    """

  static let datasets = """
    CREATE FUNCTION symbreak_v1.write_dataset(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_length bigint, p_blob text, p_inline boolean, p_at bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.hold_blobs(ARRAY[p_blob]);
      INSERT INTO symbreak.datasets AS d (owner, id, name, summary, bytes, created_at, inline, body,
          body_length, length, blob)
        VALUES (p_owner, p_id, p_name, p_summary, p_bytes, symbreak_v1.clock(p_at), p_inline, p_body,
          p_body_length, p_length, p_blob)
        ON CONFLICT (owner, id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at,
          inline = excluded.inline, deleted_at = NULL,
          body = CASE WHEN d.deleted_at IS NULL THEN d.body ELSE excluded.body END,
          body_length =
            CASE WHEN d.deleted_at IS NULL THEN d.body_length ELSE excluded.body_length END,
          length = CASE WHEN d.deleted_at IS NULL THEN d.length ELSE excluded.length END,
          blob = CASE WHEN d.deleted_at IS NULL THEN d.blob ELSE excluded.blob END;
    END $$;

    -- Whether it is new.
    CREATE FUNCTION symbreak_v1.insert_dataset(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_length bigint, p_blob text, p_most_count bigint, p_most_bytes bigint,
      p_at bigint
    ) RETURNS boolean \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.lock_owner(p_owner);
      PERFORM FROM symbreak.datasets
        WHERE owner = p_owner AND id = p_id AND deleted_at IS NULL AND NOT inline;
      IF FOUND THEN RETURN false; END IF;
      PERFORM symbreak_v1.check_datasets(p_owner, p_id, p_bytes, p_most_count, p_most_bytes);
      PERFORM symbreak_v1.write_dataset(p_owner, p_id, p_name, p_summary, p_bytes, p_body,
        p_body_length, p_length, p_blob, false, p_at);
      RETURN true;
    END $$;

    CREATE FUNCTION symbreak_v1.take_in_rows(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_length bigint, p_blob text, p_most_bytes bigint, p_at bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.check_datasets(p_owner, p_id, p_bytes, NULL, p_most_bytes);
      PERFORM symbreak_v1.write_dataset(p_owner, p_id, p_name, p_summary, p_bytes, p_body,
        p_body_length, p_length, p_blob, true, p_at);
    END $$;

    -- Without its row's content outside too.
    CREATE OR REPLACE FUNCTION symbreak_v1.delete_dataset(p_owner text, p_id text, p_at bigint)
      RETURNS TABLE (answer text, id text) \(kind) AS $$
    #variable_conflict use_column
    BEGIN
      PERFORM symbreak_v1.lock_owner(p_owner);
      PERFORM FROM symbreak.datasets WHERE owner = p_owner AND id = p_id AND deleted_at IS NULL
        FOR UPDATE;
      IF NOT FOUND THEN RETURN; END IF;
      RETURN QUERY SELECT 'in_use', id FROM symbreak.jobs
        WHERE owner = p_owner AND dataset = p_id AND outcome IS NULL ORDER BY sequence LIMIT 10;
      IF FOUND THEN RETURN; END IF;
      UPDATE symbreak.datasets SET deleted_at = symbreak_v1.clock(p_at), name = NULL, body = NULL,
        body_length = NULL, length = NULL, blob = NULL WHERE owner = p_owner AND id = p_id;
      -- This one or an earlier one, whose last job is gone since.
      DELETE FROM symbreak.datasets d WHERE d.owner = p_owner AND d.deleted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM symbreak.jobs j WHERE j.owner = d.owner AND j.dataset = d.id);
      RETURN QUERY SELECT 'deleted', NULL::text;
    END $$;

    -- What is known of a data set but its content, for those who may not read the table.
    CREATE FUNCTION symbreak_v1.dataset_of(p_owner text, p_id text)
      RETURNS TABLE (
        id text, name text, summary bytea, bytes bigint, created_at bigint, deleted_at bigint,
        inline boolean) \(kind) AS $$
    BEGIN
      RETURN QUERY SELECT d.id, d.name, d.summary, d.bytes, d.created_at, d.deleted_at, d.inline
        FROM symbreak.datasets d WHERE d.owner = p_owner AND d.id = p_id;
    END $$;

    -- As `dataset_content`, with what is kept outside.
    CREATE FUNCTION symbreak_v1.content_of_dataset(p_owner text, p_id text)
      RETURNS TABLE (body bytea, body_length bigint, length bigint, blob text) \(kind) AS $$
    BEGIN
      RETURN QUERY SELECT d.body, d.body_length, d.length, d.blob FROM symbreak.datasets d
        WHERE d.owner = p_owner AND d.id = p_id;
    END $$;

    """
}
