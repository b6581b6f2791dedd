/// The third migration: what jobs in training have recorded, for those who follow them at other processes.
///
/// A node at which somebody follows a job notes that in the job's lease (`watched_until`); the process
/// that trains it hears so at its next renewal, and adds its points to `live_points`. They go with the
/// lease. The table is not logged: a crash of the server empties it, and the process adds all points again
/// as far as they are wanted.
enum SchemaLivePoints {
  static let text = tables + functions + rights

  private static let kind = SchemaFunctions.kind

  private static let tables = """
    ALTER TABLE symbreak.leases ADD COLUMN watched_until bigint;

    CREATE UNLOGGED TABLE symbreak.live_points (
      sequence bigint NOT NULL,
      attempt bigint NOT NULL,
      first bigint NOT NULL,
      count bigint NOT NULL CHECK (count > 0),
      body bytea NOT NULL,
      PRIMARY KEY (sequence, attempt, first)
    );
    ALTER TABLE symbreak.live_points ALTER COLUMN body SET STORAGE EXTERNAL;

    CREATE FUNCTION symbreak_v1.forget_points() RETURNS trigger \(kind) AS $$
    BEGIN
      DELETE FROM symbreak.live_points WHERE sequence = OLD.sequence;
      RETURN NULL;
    END $$;

    -- A lease that nobody followed costs no more than this look at it.
    CREATE TRIGGER lease_ended AFTER DELETE ON symbreak.leases FOR EACH ROW
      WHEN (OLD.watched_until IS NOT NULL) EXECUTE FUNCTION symbreak_v1.forget_points();

    """

  private static let functions = """
    CREATE FUNCTION symbreak_v1.count_points(p_sequence bigint, p_attempt bigint) RETURNS bigint
      \(kind) AS $$
    BEGIN
      RETURN COALESCE((SELECT first + count FROM symbreak.live_points
        WHERE sequence = p_sequence AND attempt = p_attempt ORDER BY first DESC LIMIT 1), 0);
    END $$;

    -- As `renew`, with the number of points that there are of a job that somebody follows; NULL for others.
    CREATE FUNCTION symbreak_v1.renew_telling(
      p_ids text[], p_attempts bigint[], p_steps bigint[], p_lease bigint, p_at bigint
    ) RETURNS TABLE (id text, cancel_requested boolean, points bigint) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_now bigint := symbreak_v1.clock(p_at);
    BEGIN
      RETURN QUERY WITH wanted AS MATERIALIZED (
          SELECT l.sequence, l.attempt, j.id, u.step, l.cancel_requested, l.watched_until
          FROM unnest(p_ids, p_attempts, p_steps) AS u (id, attempt, step)
            JOIN symbreak.jobs j USING (id)
            JOIN symbreak.leases l ON l.sequence = j.sequence AND l.attempt = u.attempt),
        locked AS MATERIALIZED (
          SELECT l.sequence FROM symbreak.leases l
          WHERE l.sequence IN (SELECT sequence FROM wanted)
          ORDER BY l.sequence FOR UPDATE SKIP LOCKED),
        moved AS (
          UPDATE symbreak.leases l SET expires_at = v_now + p_lease,
            length = p_lease, step = GREATEST(l.step, w.step), revision = l.revision + (w.step > l.step)::integer
          FROM wanted w JOIN locked USING (sequence) WHERE l.sequence = w.sequence
          RETURNING l.sequence, l.cancel_requested)
        SELECT w.id, COALESCE(m.cancel_requested, w.cancel_requested),
          CASE WHEN w.watched_until > v_now
            THEN symbreak_v1.count_points(w.sequence, w.attempt) END
        FROM wanted w LEFT JOIN moved m USING (sequence);
    END $$;

    -- Adds points that follow those that are there, under a lease that somebody follows.
    CREATE FUNCTION symbreak_v1.add_points(
      p_id text, p_attempt bigint, p_first bigint, p_count bigint, p_body bytea
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_sequence bigint;
    BEGIN
      UPDATE symbreak.leases l SET revision = l.revision + 1 FROM symbreak.jobs j
        WHERE j.id = p_id AND l.sequence = j.sequence AND l.attempt = p_attempt
          AND l.watched_until IS NOT NULL
          AND symbreak_v1.count_points(l.sequence, p_attempt) = p_first
        RETURNING l.sequence INTO v_sequence;
      IF NOT FOUND THEN RETURN; END IF;
      INSERT INTO symbreak.live_points (sequence, attempt, first, count, body)
        VALUES (v_sequence, p_attempt, p_first, p_count, p_body) ON CONFLICT DO NOTHING;
    END $$;

    -- Notes for `p_for` milliseconds that somebody follows a running job, and not at every call; its points
    -- from one on.
    CREATE FUNCTION symbreak_v1.follow(p_id text, p_first bigint, p_for bigint, p_at bigint)
      RETURNS TABLE (first bigint, count bigint, body bytea) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_now bigint := symbreak_v1.clock(p_at);
      v_sequence bigint;
      v_attempt bigint;
      v_until bigint;
    BEGIN
      SELECT l.sequence, l.attempt, l.watched_until INTO v_sequence, v_attempt, v_until
        FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence) WHERE j.id = p_id;
      IF NOT FOUND THEN RETURN; END IF;
      IF COALESCE(v_until, 0) < v_now + p_for / 2 THEN
        UPDATE symbreak.leases SET watched_until = v_now + p_for
          WHERE sequence = v_sequence AND attempt = v_attempt;
      END IF;
      RETURN QUERY SELECT p.first, p.count, p.body FROM symbreak.live_points p
        WHERE p.sequence = v_sequence AND p.attempt = v_attempt AND p.first + p.count > p_first
        ORDER BY p.first;
    END $$;

    """

  private static let rights = """
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA symbreak_v1 FROM PUBLIC;
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'symbreak_worker') THEN
        GRANT EXECUTE ON FUNCTION symbreak_v1.renew_telling, symbreak_v1.add_points TO symbreak_worker;
      END IF;
    END $$;
    """
}
