// What a service keeps beside its jobs: data sets, keys, webhooks.
extension SchemaTables {
  /// `bytes` of a data set is its content's length before it is packed. A row whose `deleted_at` is set
  /// has no `body` and stays while jobs name it. One that is `inline` came with a job's spec.
  ///
  /// `scopes` and `events` are words; `digest` is SHA-256 of a key's token. `ending` tells why nothing
  /// more is sent to a webhook, `not_before` when the next try may begin.
  static let service = """
    CREATE TABLE symbreak.datasets (
      sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      owner text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      name text COLLATE "C",
      summary bytea NOT NULL,
      bytes bigint NOT NULL,
      created_at bigint NOT NULL,
      deleted_at bigint,
      inline boolean NOT NULL,
      body bytea,
      body_length bigint,
      UNIQUE (owner, id),
      CHECK ((body IS NULL) = (deleted_at IS NOT NULL))
    );
    ALTER TABLE symbreak.datasets ALTER COLUMN body SET STORAGE EXTERNAL;

    CREATE TABLE symbreak.access_keys (
      id text COLLATE "C" PRIMARY KEY,
      owner text COLLATE "C" NOT NULL,
      digest bytea NOT NULL CHECK (octet_length(digest) = 32),
      scopes text[] NOT NULL,
      created_at bigint NOT NULL,
      expires_at bigint,
      revoked_at bigint
    );

    CREATE TABLE symbreak.webhooks (
      sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      owner text COLLATE "C" NOT NULL,
      access_key text COLLATE "C",
      url text COLLATE "C" NOT NULL,
      secret bytea NOT NULL,
      events text[] NOT NULL,
      created_at bigint NOT NULL,
      ending text CHECK (ending IN ('gone', 'key')),
      delivered bigint NOT NULL DEFAULT 0,
      given_up bigint NOT NULL DEFAULT 0,
      dropped bigint NOT NULL DEFAULT 0,
      failures bigint NOT NULL DEFAULT 0,
      not_before bigint NOT NULL DEFAULT 0,
      tried_at bigint,
      tried_status bigint,
      tried_fault text
    );
    CREATE INDEX webhooks_by_owner ON symbreak.webhooks (owner, sequence);

    CREATE TABLE symbreak.webhook_deliveries (
      sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      webhook bigint NOT NULL REFERENCES symbreak.webhooks ON DELETE CASCADE,
      id text COLLATE "C" NOT NULL UNIQUE
        DEFAULT 'msg_' || replace(gen_random_uuid()::text, '-', ''),
      event text NOT NULL,
      subject text NOT NULL,
      at bigint NOT NULL,
      due_at bigint NOT NULL,
      attempts bigint NOT NULL DEFAULT 0
    );
    CREATE INDEX webhook_deliveries_due ON symbreak.webhook_deliveries (webhook, due_at, sequence);
    CREATE INDEX webhook_deliveries_by_age ON symbreak.webhook_deliveries (at);

    CREATE VIEW symbreak.webhook_rows AS
      SELECT w.sequence, w.id, w.owner, w.url, array_to_string(w.events, ' ') AS events,
        w.created_at, w.ending, w.delivered, w.given_up, w.dropped, w.failures, w.tried_at,
        w.tried_status, w.tried_fault,
        (SELECT count(*) FROM symbreak.webhook_deliveries d WHERE d.webhook = w.sequence) AS pending
      FROM symbreak.webhooks w;

    -- Written when a service that could not write looks whether it can again.
    CREATE TABLE symbreak.write_checks (
      id integer PRIMARY KEY CHECK (id = 1),
      count bigint NOT NULL
    );
    INSERT INTO symbreak.write_checks (id, count) VALUES (1, 0);
    """
}
