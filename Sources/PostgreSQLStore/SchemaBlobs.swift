/// The second migration: values outside the database.
///
/// A row of `artifacts`, `checkpoint_parts` or `datasets` has its bytes in `body` or names a row of
/// `blobs`, whose bytes are in the blob store under its key. `blobs` knows of every blob that may be
/// there, since a blob is noted before it is put; so what no row names is found without listing a bucket.
///
/// A blob that no row has named for a while is removed in two steps. First its row is marked
/// (`going_at`), from when on no row may name it, and who stores the same bytes gets another key. Then the
/// blob is removed, and then the row. Who names blobs holds their rows (`hold_blobs`) until the transaction
/// ends, and the marking looks for names only once it holds the row itself. As no key comes twice, it does
/// no harm when a process that was stopped in between, for however long, goes on to name or to remove.
enum SchemaBlobs {
  static let text = tables + functions + rights

  private static let kind = SchemaFunctions.kind

  private static let tables = """
    CREATE TABLE symbreak.blobs (
      number bigint GENERATED ALWAYS AS IDENTITY,
      sha256 text COLLATE "C" NOT NULL,
      key text COLLATE "C" PRIMARY KEY GENERATED ALWAYS AS (sha256 || '-' || number::text) STORED,
      length bigint NOT NULL,
      noted_at bigint NOT NULL,
      going_at bigint
    );
    CREATE UNIQUE INDEX blobs_by_digest ON symbreak.blobs (sha256) WHERE going_at IS NULL;
    ALTER TABLE symbreak.artifacts ADD COLUMN blob text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, ALTER COLUMN body DROP NOT NULL,
      ADD CHECK (body IS NOT NULL OR (blob IS NOT NULL AND length IS NOT NULL));
    ALTER TABLE symbreak.checkpoint_parts
      ADD COLUMN blob text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, ALTER COLUMN body DROP NOT NULL,
      ADD CHECK (body IS NOT NULL OR (blob IS NOT NULL AND length IS NOT NULL));
    ALTER TABLE symbreak.datasets ADD COLUMN blob text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, DROP CONSTRAINT datasets_check,
      ADD CHECK ((body IS NULL AND blob IS NULL) = (deleted_at IS NOT NULL)),
      ADD CHECK (blob IS NULL OR length IS NOT NULL);
    CREATE INDEX artifacts_by_blob ON symbreak.artifacts (blob) WHERE blob IS NOT NULL;
    CREATE INDEX checkpoint_parts_by_blob ON symbreak.checkpoint_parts (blob)
      WHERE blob IS NOT NULL;
    CREATE INDEX datasets_by_blob ON symbreak.datasets (blob) WHERE blob IS NOT NULL;

    """

  private static let functions =
    noting + sweeping + leaving + datasets

  private static let noting = """
    -- Tells of blobs that are about to be put, so that none is there that nobody knows of, and none that is
    -- there goes before a row can name it. Their keys, one for each digest.
    CREATE FUNCTION symbreak_v1.note_blobs(p_hashes text[], p_lengths bigint[], p_at bigint)
      RETURNS SETOF text \(kind) AS $$
    BEGIN
      -- A row that was noted within the minute is left as it is, and locked all the same.
      INSERT INTO symbreak.blobs AS b (sha256, length, noted_at)
        SELECT u.sha256, max(u.length), symbreak_v1.clock(p_at)
        FROM unnest(p_hashes, p_lengths) AS u (sha256, length) GROUP BY u.sha256 ORDER BY u.sha256
        ON CONFLICT (sha256) WHERE going_at IS NULL DO UPDATE SET noted_at = excluded.noted_at
          WHERE b.noted_at < excluded.noted_at - 60000;
      RETURN QUERY SELECT b.key FROM symbreak.blobs b
        WHERE b.sha256 = ANY (p_hashes) AND b.going_at IS NULL;
    END $$;

    -- Keeps blobs that rows are about to name until the transaction ends; NULLs are none. Refuses one that
    -- is gone or going, as it may be where an hour lies between its noting and this.
    CREATE FUNCTION symbreak_v1.hold_blobs(p_blobs text[]) RETURNS void \(kind) AS $$
    DECLARE
      v_key text;
    BEGIN
      FOR v_key IN SELECT DISTINCT u FROM unnest(p_blobs) AS u WHERE u IS NOT NULL ORDER BY u LOOP
        PERFORM FROM symbreak.blobs WHERE key = v_key AND going_at IS NULL FOR KEY SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'a blob was removed before it was named' USING ERRCODE = '55006';
        END IF;
      END LOOP;
    END $$;

    """

  private static let sweeping = """
    CREATE FUNCTION symbreak_v1.is_named(p_blob text) RETURNS boolean \(kind) AS $$
    BEGIN
      RETURN EXISTS (SELECT FROM symbreak.artifacts WHERE blob = p_blob)
        OR EXISTS (SELECT FROM symbreak.checkpoint_parts WHERE blob = p_blob)
        OR EXISTS (SELECT FROM symbreak.datasets WHERE blob = p_blob);
    END $$;

    -- Looks at up to `p_limit` blobs after one, in the order of their keys, and marks those that have
    -- not been noted for `p_age` milliseconds and that no row names, and those whose removal was begun ten
    -- minutes ago and not ended: some node is gone. A hundred at most. One row for each that is to be
    -- removed, and a last one for the last that was looked at.
    CREATE FUNCTION symbreak_v1.mark_blobs(
      p_after text, p_age bigint, p_limit bigint, p_at bigint
    ) RETURNS TABLE (blob text, is_going boolean) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_now bigint := symbreak_v1.clock(p_at);
      v_old bigint := v_now - p_age;
      v_abandoned bigint := v_now - LEAST(p_age, 600000);
      v_key text;
      v_last text;
      v_marked integer := 0;
    BEGIN
      SELECT max(key) INTO v_last FROM
        (SELECT key FROM symbreak.blobs WHERE key > p_after ORDER BY key LIMIT p_limit) AS b;
      IF v_last IS NULL THEN RETURN; END IF;
      FOR v_key IN SELECT b.key FROM symbreak.blobs b
          WHERE b.key > p_after AND b.key <= v_last AND b.noted_at <= v_old
            AND COALESCE(b.going_at <= v_abandoned, true)
            AND NOT EXISTS (SELECT FROM symbreak.artifacts a WHERE a.blob = b.key)
            AND NOT EXISTS (SELECT FROM symbreak.checkpoint_parts p WHERE p.blob = b.key)
            AND NOT EXISTS (SELECT FROM symbreak.datasets d WHERE d.blob = b.key)
          ORDER BY b.key LIMIT 100 LOOP
        -- Apart from the lock: a row that names it and was committed while that was waited for is seen.
        PERFORM FROM symbreak.blobs b WHERE b.key = v_key FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
          UPDATE symbreak.blobs b SET going_at = v_now
            WHERE b.key = v_key AND b.noted_at <= v_old
              AND COALESCE(b.going_at <= v_abandoned, true) AND NOT symbreak_v1.is_named(b.key);
          IF FOUND THEN
            blob := v_key;
            is_going := true;
            RETURN NEXT;
          END IF;
        END IF;
        v_marked := v_marked + 1;
      END LOOP;
      blob := CASE WHEN v_marked = 100 THEN v_key ELSE v_last END;
      is_going := false;
      RETURN NEXT;
    END $$;

    -- Forgets a blob that was removed.
    CREATE FUNCTION symbreak_v1.forget_blob(p_blob text) RETURNS void \(kind) AS $$
    BEGIN
      DELETE FROM symbreak.blobs WHERE key = p_blob AND going_at IS NOT NULL;
    END $$;

    """

  private static let rights = """

    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA symbreak_v1 FROM PUBLIC;
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbreak_worker') THEN
        GRANT EXECUTE ON FUNCTION symbreak_v1.note_blobs(text[], bigint[], bigint),
          symbreak_v1.settle(text, bigint, bigint, text, bytea, bigint, text[], bigint[], text[],
            bytea, text, text, bigint),
          symbreak_v1.save_checkpoint(text, bigint, bigint, text[], bigint[], text[], bytea),
          symbreak_v1.checkpoint_parts_of(text), symbreak_v1.content_of_dataset(text, text),
          symbreak_v1.dataset_of(text, text)
          TO symbreak_worker;
      END IF;
    END $$;
    """
}
