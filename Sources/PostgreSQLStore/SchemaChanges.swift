/// Which transaction made a job as others see it, so that processes that follow all jobs can ask for exactly
/// what was committed since they asked last.
///
/// Moments do not do: a job's is taken before its commit, which may take long, and who asks for what came
/// after the last look by moments misses it. A snapshot tells which transactions it does not see, and those
/// are all that can come later (`ChangeMark`).
enum SchemaChanges {
  /// A trigger, and no change of the functions that write: those of earlier versions write too. Jobs from
  /// before have no number and have no changes that anyone would ask for.
  static let text = """
    ALTER TABLE symbreak.jobs ADD COLUMN changed_by xid8;
    ALTER TABLE symbreak.jobs ALTER COLUMN changed_by SET DEFAULT pg_current_xact_id();
    CREATE INDEX jobs_by_change ON symbreak.jobs (changed_by) WHERE changed_by IS NOT NULL;

    CREATE FUNCTION symbreak_v1.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.changed_by := pg_catalog.pg_current_xact_id();
      RETURN NEW;
    END $$;
    REVOKE ALL ON FUNCTION symbreak_v1.note_change FROM PUBLIC;
    CREATE TRIGGER jobs_note_change BEFORE UPDATE ON symbreak.jobs FOR EACH ROW
      WHEN (OLD.revision IS DISTINCT FROM NEW.revision)
      EXECUTE FUNCTION symbreak_v1.note_change();
    """
}
