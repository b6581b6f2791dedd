/// What changes jobs, as functions of one schema for each version of them: processes of several versions
/// may call theirs side by side, workers need the right to call these and none to the tables, and their
/// plans are kept without statements that have names, which poolers of connections lose.
///
/// Every function takes `p_at`, the time in milliseconds since 1970, NULL for the database's clock (the
/// running one: `now()` would stand while a transaction waits). Whoever locks rows of `leases` locks
/// them in the order of their sequences, and before the row of `jobs`: so no two wait for each other.
enum SchemaFunctions {
  static let text =
    shared + taking + claiming + leaving + takingBack + sweeps + datasets + webhooks + service
    + rights

  /// No lock is waited for longer than most calls' deadline; those of earlier versions of the program leave
  /// it to this alone that what waits does not stay on the server when its connection is gone.
  static let kind =
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '4s'"

  private static let shared = """
    CREATE FUNCTION symbreak_v1.clock(p_at bigint) RETURNS bigint LANGUAGE sql AS $$
      SELECT COALESCE(p_at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    $$;

    -- Refuses with a state that the program knows and what it is about.
    CREATE FUNCTION symbreak_v1.refuse(p_state text, p_subject text) RETURNS void \(kind) AS $$
    BEGIN
      RAISE EXCEPTION 'refused' USING ERRCODE = p_state, DETAIL = COALESCE(p_subject, '');
    END $$;

    -- What a job of this cost takes of its owner's share: every job takes a claim and a result, about as
    -- long as ten million multiply-adds.
    CREATE FUNCTION symbreak_v1.share(p_cost double precision) RETURNS double precision
      LANGUAGE sql IMMUTABLE AS $$ SELECT 1 + p_cost / 1e7 $$;

    """

  private static let service = """
    -- The number of the last migration, for those who may not read the table.
    CREATE FUNCTION symbreak_v1.schema_number() RETURNS bigint \(kind) AS $$
    BEGIN
      RETURN (SELECT COALESCE(max(number), 0) FROM symbreak.migrations);
    END $$;

    -- Whether the server takes writes; where it is asked to, it writes. Refuses where it does not.
    CREATE FUNCTION symbreak_v1.look(p_writes boolean) RETURNS void \(kind) AS $$
    BEGIN
      IF pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN
        PERFORM symbreak_v1.refuse('25006', NULL);
      END IF;
      IF p_writes THEN UPDATE symbreak.write_checks SET count = count + 1; END IF;
    END $$;

    """

  /// A worker may call what a worker does, and reads and writes nothing else. Where the tables' owner may
  /// make no roles and an administrator has not made this one, workers use the owner's.
  private static let rights = """

    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA symbreak_v1 FROM PUBLIC;
    DO $$ BEGIN
      BEGIN
        CREATE ROLE symbreak_worker NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
      END;
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbreak_worker') THEN
        GRANT USAGE ON SCHEMA symbreak_v1 TO symbreak_worker;
        GRANT EXECUTE ON FUNCTION symbreak_v1.claim, symbreak_v1.renew, symbreak_v1.settle,
          symbreak_v1.release, symbreak_v1.save_checkpoint, symbreak_v1.discard_checkpoint,
          symbreak_v1.checkpoint_of, symbreak_v1.dataset_content, symbreak_v1.requeue_expired,
          symbreak_v1.fold_usage, symbreak_v1.schema_number, symbreak_v1.look TO symbreak_worker;
      END IF;
    END $$;
    """
}
