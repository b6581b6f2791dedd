// Data sets.
extension SchemaFunctions {
  static let datasets = """
    -- Refuses where the owner, who is locked, has no room for a data set; those that came with jobs are
    -- not counted, but their bytes are. A NULL count bounds nothing.
    CREATE FUNCTION symbreak_v1.check_datasets(
      p_owner text, p_id text, p_bytes bigint, p_most_count bigint, p_most_bytes bigint
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_count bigint;
      v_bytes bigint;
    BEGIN
      SELECT count(*) FILTER (WHERE NOT inline), COALESCE(sum(bytes), 0) INTO v_count, v_bytes
        FROM symbreak.datasets WHERE owner = p_owner AND id <> p_id AND deleted_at IS NULL;
      IF v_count + 1 > p_most_count THEN PERFORM symbreak_v1.refuse('SB007', 'count'); END IF;
      IF v_bytes + p_bytes > p_most_bytes THEN PERFORM symbreak_v1.refuse('SB007', 'bytes'); END IF;
    END $$;

    -- Writes a data set that the owner has not, not any more, or only from a job.
    CREATE FUNCTION symbreak_v1.write_dataset(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_inline boolean, p_at bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      INSERT INTO symbreak.datasets AS d (owner, id, name, summary, bytes, created_at, inline, body,
          body_length)
        VALUES (p_owner, p_id, p_name, p_summary, p_bytes, symbreak_v1.clock(p_at), p_inline, p_body,
          p_body_length)
        ON CONFLICT (owner, id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at,
          inline = excluded.inline, deleted_at = NULL, body = COALESCE(d.body, excluded.body),
          body_length = CASE WHEN d.body IS NULL THEN excluded.body_length ELSE d.body_length END;
    END $$;

    -- Whether it is new.
    CREATE FUNCTION symbreak_v1.insert_dataset(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_most_count bigint, p_most_bytes bigint, p_at bigint
    ) RETURNS boolean \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.lock_owner(p_owner);
      PERFORM FROM symbreak.datasets
        WHERE owner = p_owner AND id = p_id AND deleted_at IS NULL AND NOT inline;
      IF FOUND THEN RETURN false; END IF;
      PERFORM symbreak_v1.check_datasets(p_owner, p_id, p_bytes, p_most_count, p_most_bytes);
      PERFORM symbreak_v1.write_dataset(p_owner, p_id, p_name, p_summary, p_bytes, p_body,
        p_body_length, false, p_at);
      RETURN true;
    END $$;

    -- Whether what is to be taken in under this id and key is new and its rows are not there.
    CREATE FUNCTION symbreak_v1.needs_rows(
      p_owner text, p_dataset text, p_id text, p_key text, p_is_sweep boolean
    ) RETURNS boolean \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.lock_owner(p_owner);
      IF p_is_sweep THEN
        PERFORM FROM symbreak.sweeps WHERE id = p_id OR idempotency_key = p_key;
      ELSE
        PERFORM FROM symbreak.jobs WHERE id = p_id OR idempotency_key = p_key;
      END IF;
      IF FOUND THEN RETURN false; END IF;
      RETURN NOT EXISTS (SELECT FROM symbreak.datasets
        WHERE owner = p_owner AND id = p_dataset AND deleted_at IS NULL);
    END $$;

    -- Rows that come with a job.
    CREATE FUNCTION symbreak_v1.take_in_rows(
      p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea,
      p_body_length bigint, p_most_bytes bigint, p_at bigint
    ) RETURNS void \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.check_datasets(p_owner, p_id, p_bytes, NULL, p_most_bytes);
      PERFORM symbreak_v1.write_dataset(p_owner, p_id, p_name, p_summary, p_bytes, p_body,
        p_body_length, true, p_at);
    END $$;

    -- Refuses where the owner does not have all of these; those that are there stay until the transaction
    -- ends. NULLs are none.
    CREATE FUNCTION symbreak_v1.hold_datasets(p_owner text, p_ids text[]) RETURNS void \(kind) AS $$
    DECLARE
      v_id text;
    BEGIN
      FOR v_id IN SELECT DISTINCT u FROM unnest(p_ids) AS u WHERE u IS NOT NULL ORDER BY u LOOP
        PERFORM FROM symbreak.datasets
          WHERE owner = p_owner AND id = v_id AND deleted_at IS NULL FOR KEY SHARE;
        IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB005', v_id); END IF;
      END LOOP;
    END $$;

    -- `deleted`, NULL where there is none, or `in_use` once for each of some jobs that need it.
    CREATE FUNCTION symbreak_v1.delete_dataset(p_owner text, p_id text, p_at bigint)
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
        body_length = NULL WHERE owner = p_owner AND id = p_id;
      -- This one or an earlier one, whose last job is gone since.
      DELETE FROM symbreak.datasets d WHERE d.owner = p_owner AND d.deleted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM symbreak.jobs j WHERE j.owner = d.owner AND j.dataset = d.id);
      RETURN QUERY SELECT 'deleted', NULL::text;
    END $$;

    -- Removes what of these came with jobs, or is deleted, and is named by no job any more.
    CREATE FUNCTION symbreak_v1.remove_unnamed(p_owners text[], p_ids text[]) RETURNS void \(kind)
    AS $$
    BEGIN
      PERFORM FROM symbreak.datasets d JOIN unnest(p_owners, p_ids) AS u (owner, id)
          ON d.owner = u.owner AND d.id = u.id
        WHERE d.inline OR d.deleted_at IS NOT NULL ORDER BY d.sequence FOR UPDATE OF d;
      IF NOT FOUND THEN RETURN; END IF;
      -- Apart from the lock: jobs that were taken in while it was waited for are seen.
      DELETE FROM symbreak.datasets d USING unnest(p_owners, p_ids) AS u (owner, id)
        WHERE d.owner = u.owner AND d.id = u.id AND (d.inline OR d.deleted_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM symbreak.jobs j WHERE j.owner = d.owner AND j.dataset = d.id);
    END $$;

    CREATE FUNCTION symbreak_v1.dataset_content(p_owner text, p_id text)
      RETURNS TABLE (body bytea, body_length bigint) \(kind) AS $$
    BEGIN
      RETURN QUERY SELECT d.body, d.body_length FROM symbreak.datasets d
        WHERE d.owner = p_owner AND d.id = p_id;
    END $$;

    """
}
