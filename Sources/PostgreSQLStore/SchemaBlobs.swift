/// The second migration: values outside the database.
///
/// A row of `artifacts`, `checkpoint_parts` or `datasets` has its bytes in `body` or names a row of
/// `blobs`, whose bytes are in the blob store under their digest. `blobs` knows of every blob that may be
/// there, since a blob is noted before it is put; so what no row names is found without listing a bucket.
///
/// A blob that no row has named for a while is removed in two steps. First its row is marked
/// (`going_at`), from when on nobody may name it: whoever wants to store the same bytes is told to try
/// later. Then the blob is removed, and then the row. Who names blobs holds their rows (`hold_blobs`) until
/// the transaction ends, and the marking looks for names only once it holds the row itself.
enum SchemaBlobs {
  static let text = tables + functions + rights

  private static let kind = SchemaFunctions.kind

  private static let tables = """
    CREATE TABLE symbreak.blobs (
      sha256 text COLLATE "C" PRIMARY KEY,
      length bigint NOT NULL,
      noted_at bigint NOT NULL,
      going_at bigint
    );
    ALTER TABLE symbreak.artifacts ADD COLUMN sha256 text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, ALTER COLUMN body DROP NOT NULL,
      ADD CHECK (body IS NOT NULL OR (sha256 IS NOT NULL AND length IS NOT NULL));
    ALTER TABLE symbreak.checkpoint_parts
      ADD COLUMN sha256 text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, ALTER COLUMN body DROP NOT NULL,
      ADD CHECK (body IS NOT NULL OR (sha256 IS NOT NULL AND length IS NOT NULL));
    ALTER TABLE symbreak.datasets ADD COLUMN sha256 text COLLATE "C" REFERENCES symbreak.blobs,
      ADD COLUMN length bigint, DROP CONSTRAINT datasets_check,
      ADD CHECK ((body IS NULL AND sha256 IS NULL) = (deleted_at IS NOT NULL)),
      ADD CHECK (sha256 IS NULL OR length IS NOT NULL);
    CREATE INDEX artifacts_by_blob ON symbreak.artifacts (sha256) WHERE sha256 IS NOT NULL;
    CREATE INDEX checkpoint_parts_by_blob ON symbreak.checkpoint_parts (sha256)
      WHERE sha256 IS NOT NULL;
    CREATE INDEX datasets_by_blob ON symbreak.datasets (sha256) WHERE sha256 IS NOT NULL;

    """

  private static let functions =
    noting + sweeping + leaving + datasets

  private static let noting = """
    -- Tells of blobs that are about to be put, so that none is there that nobody knows of, and none that is
    -- there goes before a row can name it. Refuses those that are being removed.
    CREATE FUNCTION symbreak_v1.note_blobs(p_hashes text[], p_lengths bigint[], p_at bigint)
      RETURNS void \(kind) AS $$
    BEGIN
      INSERT INTO symbreak.blobs AS b (sha256, length, noted_at)
        SELECT u.sha256, max(u.length), symbreak_v1.clock(p_at)
        FROM unnest(p_hashes, p_lengths) AS u (sha256, length) GROUP BY u.sha256 ORDER BY u.sha256
        ON CONFLICT (sha256) DO UPDATE SET noted_at = excluded.noted_at WHERE b.going_at IS NULL;
      PERFORM FROM symbreak.blobs WHERE sha256 = ANY (p_hashes) AND going_at IS NOT NULL;
      IF FOUND THEN
        RAISE EXCEPTION 'a blob is just being removed' USING ERRCODE = '55006';
      END IF;
    END $$;

    -- Keeps blobs that rows are about to name until the transaction ends; NULLs are none.
    CREATE FUNCTION symbreak_v1.hold_blobs(p_hashes text[]) RETURNS void \(kind) AS $$
    DECLARE
      v_hash text;
    BEGIN
      FOR v_hash IN SELECT DISTINCT u FROM unnest(p_hashes) AS u WHERE u IS NOT NULL ORDER BY u LOOP
        PERFORM FROM symbreak.blobs WHERE sha256 = v_hash AND going_at IS NULL FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'a blob is just being removed' USING ERRCODE = '55006';
        END IF;
      END LOOP;
    END $$;

    """

  private static let sweeping = """
    CREATE FUNCTION symbreak_v1.is_named(p_hash text) RETURNS boolean \(kind) AS $$
    BEGIN
      RETURN EXISTS (SELECT FROM symbreak.artifacts WHERE sha256 = p_hash)
        OR EXISTS (SELECT FROM symbreak.checkpoint_parts WHERE sha256 = p_hash)
        OR EXISTS (SELECT FROM symbreak.datasets WHERE sha256 = p_hash);
    END $$;

    -- Looks at up to `p_limit` blobs after one, in the order of their digests, and marks those that have
    -- not been noted for `p_age` milliseconds and that no row names, and those whose removal was begun ten
    -- minutes ago, which it never takes, and not ended; ten at most, so that few wait should the blob store go away. One row for
    -- each that was looked at.
    CREATE FUNCTION symbreak_v1.mark_blobs(
      p_after text, p_age bigint, p_limit bigint, p_at bigint
    ) RETURNS TABLE (sha256 text, is_going boolean) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_now bigint := symbreak_v1.clock(p_at);
      v_old bigint := v_now - p_age;
      v_abandoned bigint := v_now - LEAST(p_age, 600000);
      v_blob symbreak.blobs;
      v_marked integer := 0;
    BEGIN
      FOR v_blob IN SELECT b.* FROM symbreak.blobs b WHERE b.sha256 > p_after
          ORDER BY b.sha256 LIMIT p_limit LOOP
        is_going := false;
        IF v_blob.noted_at <= v_old AND COALESCE(v_blob.going_at <= v_abandoned, true)
          AND NOT symbreak_v1.is_named(v_blob.sha256) THEN
          -- Apart from the lock: a row that names it and was committed while that was waited for is seen.
          PERFORM FROM symbreak.blobs b WHERE b.sha256 = v_blob.sha256 FOR UPDATE SKIP LOCKED;
          IF FOUND THEN
            UPDATE symbreak.blobs b SET going_at = v_now
              WHERE b.sha256 = v_blob.sha256 AND b.noted_at <= v_old
                AND COALESCE(b.going_at <= v_abandoned, true) AND NOT symbreak_v1.is_named(b.sha256);
            is_going := FOUND;
          END IF;
        END IF;
        sha256 := v_blob.sha256;
        RETURN NEXT;
        IF is_going THEN v_marked := v_marked + 1; END IF;
        EXIT WHEN v_marked = 10;
      END LOOP;
    END $$;

    -- Forgets a blob that was removed.
    CREATE FUNCTION symbreak_v1.forget_blob(p_hash text) RETURNS void \(kind) AS $$
    BEGIN
      DELETE FROM symbreak.blobs WHERE sha256 = p_hash AND going_at IS NOT NULL;
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
          symbreak_v1.checkpoint_parts_of(text), symbreak_v1.content_of_dataset(text, text)
          TO symbreak_worker;
      END IF;
    END $$;
    """
}
