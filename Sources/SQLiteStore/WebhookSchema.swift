import Jobs

/// The tables of webhooks and of what is still to be sent to them.
enum WebhookSchema {
  /// `events` has a space before and after each; `ending` tells why nothing more is sent;
  /// `not_before` is when the next try may begin. Triggers count in `pending` the rows of
  /// `webhook_deliveries`, and make those when jobs end, whatever statement ends them: a message and the
  /// state that it tells are of one transaction. Of a sweep, the job claimed last is looked at first:
  /// while others run, it has not ended.
  static let tables = """
    CREATE TABLE webhooks (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      owner TEXT NOT NULL,
      access_key TEXT,
      url TEXT NOT NULL,
      secret BLOB NOT NULL,
      events TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      ending TEXT CHECK (ending IN ('gone', 'key')),
      pending INTEGER NOT NULL DEFAULT 0,
      delivered INTEGER NOT NULL DEFAULT 0,
      given_up INTEGER NOT NULL DEFAULT 0,
      dropped INTEGER NOT NULL DEFAULT 0,
      failures INTEGER NOT NULL DEFAULT 0,
      not_before INTEGER NOT NULL DEFAULT 0,
      tried_at INTEGER,
      tried_status INTEGER,
      tried_fault TEXT
    ) STRICT;
    CREATE INDEX webhooks_by_owner ON webhooks (owner, sequence);

    CREATE TABLE webhook_deliveries (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      webhook INTEGER NOT NULL REFERENCES webhooks ON DELETE CASCADE,
      id TEXT NOT NULL UNIQUE DEFAULT ('msg_' || lower(hex(randomblob(16)))),
      event TEXT NOT NULL,
      subject TEXT NOT NULL,
      at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, due_at, sequence);
    CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (at);

    CREATE TRIGGER webhook_deliveries_added AFTER INSERT ON webhook_deliveries BEGIN
      UPDATE webhooks SET pending = pending + 1 WHERE sequence = new.webhook;
    END;
    CREATE TRIGGER webhook_deliveries_removed AFTER DELETE ON webhook_deliveries BEGIN
      UPDATE webhooks SET pending = pending - 1 WHERE sequence = old.webhook;
    END;

    CREATE TRIGGER webhooks_told_of_jobs AFTER UPDATE OF state ON jobs
      WHEN new.finished_at IS NOT NULL AND old.finished_at IS NULL AND EXISTS (
        SELECT 1 FROM webhooks WHERE owner = new.owner AND ending IS NULL)
    BEGIN
      UPDATE webhooks SET dropped = dropped + 1
        WHERE owner = new.owner AND ending IS NULL AND pending >= \(WebhookLimits.pending)
          AND instr(events, ' job.' || new.state || ' ');
      INSERT INTO webhook_deliveries (webhook, event, subject, at, due_at)
        SELECT sequence, 'job.' || new.state, new.id, new.finished_at, new.finished_at
        FROM webhooks
        WHERE owner = new.owner AND ending IS NULL AND pending < \(WebhookLimits.pending)
          AND instr(events, ' job.' || new.state || ' ');
    END;

    CREATE TRIGGER webhooks_told_of_sweeps AFTER UPDATE OF state ON jobs
      WHEN new.finished_at IS NOT NULL AND old.finished_at IS NULL AND EXISTS (
        SELECT 1 FROM webhooks WHERE owner = new.owner AND ending IS NULL
          AND instr(events, ' sweep.finished '))
      AND (SELECT sweep FROM specs WHERE sequence = new.sequence) IS NOT NULL
      AND (
        SELECT 1 FROM specs s JOIN jobs j USING (sequence)
        WHERE s.sweep = (SELECT sweep FROM specs WHERE sequence = new.sequence)
          AND j.finished_at IS NULL
        ORDER BY s.sweep_position DESC LIMIT 1) IS NULL
    BEGIN
      UPDATE webhooks SET dropped = dropped + 1
        WHERE owner = new.owner AND ending IS NULL AND pending >= \(WebhookLimits.pending)
          AND instr(events, ' sweep.finished ');
      INSERT INTO webhook_deliveries (webhook, event, subject, at, due_at)
        SELECT w.sequence, 'sweep.finished', s.id, new.finished_at, new.finished_at
        FROM specs p JOIN sweeps s ON s.sequence = p.sweep JOIN webhooks w ON w.owner = s.owner
        WHERE p.sequence = new.sequence AND w.ending IS NULL
          AND w.pending < \(WebhookLimits.pending) AND instr(w.events, ' sweep.finished ');
    END;
    """
}
