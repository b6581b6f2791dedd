/// What changes jobs, as functions of one schema for each version of them: processes of several versions
/// may call theirs side by side, workers need the right to call these and none to the tables, and their
/// plans are kept without statements that have names, which poolers of connections lose.
///
/// Every function takes `p_at`, the time in milliseconds since 1970, NULL for the database's clock (the
/// running one: `now()` would stand while a transaction waits). Whoever locks rows of `leases` locks
/// them in the order of their sequences, and before the row of `jobs`: so no two wait for each other.
enum SchemaFunctions {
  static let text =
    shared + taking + claiming + leaving + takingBack + sweeps + rights

  static let kind =
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

  private static let shared = """
    CREATE FUNCTION symbreak_v1.clock(p_at bigint) RETURNS bigint \(kind) AS $$
    BEGIN
      RETURN COALESCE(p_at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
    END $$;

    -- Refuses with a state that the program knows and what it is about.
    CREATE FUNCTION symbreak_v1.refuse(p_state text, p_subject text) RETURNS void \(kind) AS $$
    BEGIN
      RAISE EXCEPTION 'refused' USING ERRCODE = p_state, DETAIL = p_subject;
    END $$;

    -- What a job of this cost takes of its owner's share: every job takes a claim and a result, about as
    -- long as ten million multiply-adds.
    CREATE FUNCTION symbreak_v1.share(p_cost double precision) RETURNS double precision \(kind) AS $$
    BEGIN
      RETURN 1 + p_cost / 1e7;
    END $$;

    """

  /// A worker may call what a worker does, and reads and writes nothing else.
  private static let rights = """

    DO $$ BEGIN
      CREATE ROLE symbreak_worker NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA symbreak_v1 FROM PUBLIC;
    GRANT USAGE ON SCHEMA symbreak_v1 TO symbreak_worker;
    GRANT EXECUTE ON FUNCTION symbreak_v1.claim, symbreak_v1.renew, symbreak_v1.settle,
      symbreak_v1.release, symbreak_v1.save_checkpoint, symbreak_v1.discard_checkpoint
      TO symbreak_worker;
    """
}
