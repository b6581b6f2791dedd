import Jobs

// Messages to webhooks: a message and the state that it tells are of one transaction.
extension SchemaFunctions {
  static let webhooks = """
    -- Makes messages of these jobs, which have just ended, and of sweeps whose last jobs they were.
    CREATE FUNCTION symbreak_v1.tell(p_jobs bigint[]) RETURNS void \(kind) AS $$
    DECLARE
      v_sweeps bigint[];
    BEGIN
      PERFORM FROM symbreak.jobs j JOIN symbreak.webhooks w ON w.owner = j.owner
        WHERE j.sequence = ANY (p_jobs) AND w.ending IS NULL LIMIT 1;
      IF NOT FOUND THEN RETURN; END IF;
      PERFORM symbreak_v1.tell_event(w.sequence, 'job.' || j.outcome,
          array_agg(j.id ORDER BY j.sequence), array_agg(j.finished_at ORDER BY j.sequence))
        FROM symbreak.jobs j JOIN symbreak.webhooks w ON w.owner = j.owner
        WHERE j.sequence = ANY (p_jobs) AND w.ending IS NULL AND 'job.' || j.outcome = ANY (w.events)
        GROUP BY w.sequence, j.outcome;
      v_sweeps := ARRAY(
        SELECT DISTINCT j.sweep FROM symbreak.jobs j JOIN symbreak.webhooks w ON w.owner = j.owner
        WHERE j.sequence = ANY (p_jobs) AND j.sweep IS NOT NULL AND w.ending IS NULL
          AND 'sweep.finished' = ANY (w.events));
      IF v_sweeps = '{}' THEN RETURN; END IF;
      -- Of two that end at once the later one waits here, and then sees the other's end.
      PERFORM FROM symbreak.sweeps WHERE sequence = ANY (v_sweeps) ORDER BY sequence
        FOR NO KEY UPDATE;
      PERFORM symbreak_v1.tell_event(w.sequence, 'sweep.finished', ARRAY[s.id], ARRAY[(
          SELECT max(j.finished_at) FROM symbreak.jobs j
          WHERE j.sequence = ANY (p_jobs) AND j.sweep = s.sequence)])
        FROM symbreak.sweeps s JOIN symbreak.webhooks w ON w.owner = s.owner
        WHERE s.sequence = ANY (v_sweeps) AND w.ending IS NULL AND 'sweep.finished' = ANY (w.events)
          AND NOT EXISTS (
            SELECT FROM symbreak.jobs j WHERE j.sweep = s.sequence AND j.outcome IS NULL);
    END $$;

    -- Messages of one event to one webhook; what is beyond the most that may wait is counted.
    CREATE FUNCTION symbreak_v1.tell_event(
      p_webhook bigint, p_event text, p_subjects text[], p_moments bigint[]
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_room bigint;
    BEGIN
      SELECT \(WebhookLimits.pending) - count(*) INTO v_room FROM (
        SELECT FROM symbreak.webhook_deliveries WHERE webhook = p_webhook
        LIMIT \(WebhookLimits.pending)) AS waiting;
      INSERT INTO symbreak.webhook_deliveries (webhook, event, subject, at, due_at)
        SELECT p_webhook, p_event, u.subject, u.moment, u.moment
        FROM unnest(p_subjects, p_moments) WITH ORDINALITY AS u (subject, moment, place)
        WHERE u.place <= v_room ORDER BY u.place;
      IF cardinality(p_subjects) > v_room THEN
        UPDATE symbreak.webhooks SET dropped = dropped + cardinality(p_subjects) - v_room
          WHERE sequence = p_webhook;
      END IF;
    END $$;

    -- Whether it is registered; false where the owner has as many as it may.
    CREATE FUNCTION symbreak_v1.insert_webhook(
      p_id text, p_owner text, p_key text, p_url text, p_secret bytea, p_events text[],
      p_most bigint, p_at bigint
    ) RETURNS boolean \(kind) AS $$
    BEGIN
      PERFORM symbreak_v1.lock_owner(p_owner);
      -- The same call again, whose answer was lost.
      PERFORM FROM symbreak.webhooks WHERE id = p_id AND owner = p_owner AND url = p_url
        AND secret = p_secret AND events = p_events;
      IF FOUND THEN RETURN true; END IF;
      IF (SELECT count(*) FROM symbreak.webhooks WHERE owner = p_owner) >= p_most THEN
        RETURN false;
      END IF;
      INSERT INTO symbreak.webhooks (id, owner, access_key, url, secret, events, created_at)
        VALUES (p_id, p_owner, p_key, p_url, p_secret, p_events, symbreak_v1.clock(p_at));
      RETURN true;
    END $$;

    -- Milliseconds until a message is due; NULL where there is none.
    CREATE FUNCTION symbreak_v1.delivery_wait(p_now bigint) RETURNS bigint \(kind) AS $$
    BEGIN
      RETURN (
        SELECT GREATEST(0, min(GREATEST(w.not_before, d.due_at)) - p_now)
        FROM symbreak.webhooks w CROSS JOIN LATERAL (
          SELECT min(due_at) AS due_at FROM symbreak.webhook_deliveries
          WHERE webhook = w.sequence) AS d
        WHERE w.ending IS NULL AND d.due_at IS NOT NULL);
    END $$;

    -- One row a message that is given out, and a last one without, which tells how many were too old and
    -- when the next one is due. Whoever locks messages locks their webhooks before.
    CREATE FUNCTION symbreak_v1.claim_deliveries(
      p_limit bigint, p_lease bigint, p_age bigint, p_at bigint
    ) RETURNS TABLE (
      id text, webhook text, owner text, access_key text, url text, secret bytea, event text,
      subject text, at bigint, attempts bigint, failures bigint, expired bigint, wait bigint
    ) \(kind) AS $$
    #variable_conflict use_column
    DECLARE
      v_now bigint := symbreak_v1.clock(p_at);
      v_hook symbreak.webhooks;
      v_message symbreak.webhook_deliveries;
    BEGIN
      expired := 0;
      wait := symbreak_v1.delivery_wait(v_now);
      IF p_limit < 1 OR wait IS DISTINCT FROM 0 THEN
        RETURN NEXT;
        RETURN;
      END IF;
      PERFORM FROM symbreak.webhooks WHERE sequence IN (
          SELECT webhook FROM symbreak.webhook_deliveries WHERE at < v_now - p_age)
        ORDER BY sequence FOR NO KEY UPDATE;
      WITH gone AS (
          DELETE FROM symbreak.webhook_deliveries WHERE at < v_now - p_age RETURNING webhook),
        counts AS (SELECT webhook, count(*) AS count FROM gone GROUP BY webhook),
        counted AS (
          UPDATE symbreak.webhooks w SET given_up = w.given_up + c.count FROM counts c
          WHERE w.sequence = c.webhook)
        SELECT COALESCE(sum(count), 0) INTO expired FROM counts;
      FOR v_hook IN SELECT * FROM symbreak.webhooks w
        WHERE w.ending IS NULL AND w.not_before <= v_now AND EXISTS (
          SELECT FROM symbreak.webhook_deliveries d
          WHERE d.webhook = w.sequence AND d.due_at <= v_now)
        ORDER BY w.not_before, w.sequence LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED
      LOOP
        UPDATE symbreak.webhook_deliveries SET attempts = attempts + 1, due_at = v_now + p_lease
          WHERE sequence = (
            SELECT d.sequence FROM symbreak.webhook_deliveries d
            WHERE d.webhook = v_hook.sequence AND d.due_at <= v_now
            ORDER BY d.due_at, d.sequence LIMIT 1)
          RETURNING * INTO v_message;
        CONTINUE WHEN NOT FOUND;
        UPDATE symbreak.webhooks SET not_before = v_now + p_lease WHERE sequence = v_hook.sequence;
        RETURN QUERY SELECT v_message.id, v_hook.id, v_hook.owner, v_hook.access_key, v_hook.url,
          v_hook.secret, v_message.event, v_message.subject, v_message.at, v_message.attempts,
          v_hook.failures, NULL::bigint, NULL::bigint;
      END LOOP;
      RETURN QUERY SELECT NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::bytea,
        NULL::text, NULL::text, NULL::bigint, NULL::bigint, NULL::bigint, expired,
        symbreak_v1.delivery_wait(v_now);
    END $$;

    -- Records how a try ended: `delivered`, `failed` (tried again after `p_retry`, given up where that is
    -- NULL), `interrupted`, or why the webhook has ended.
    CREATE FUNCTION symbreak_v1.settle_delivery(
      p_id text, p_attempt bigint, p_outcome text, p_status bigint, p_fault text, p_retry bigint,
      p_pause bigint, p_at bigint
    ) RETURNS void \(kind) AS $$
    DECLARE
      v_webhook bigint;
      v_message bigint;
      v_now bigint := symbreak_v1.clock(p_at);
    BEGIN
      SELECT webhook INTO v_webhook FROM symbreak.webhook_deliveries WHERE id = p_id;
      PERFORM FROM symbreak.webhooks WHERE sequence = v_webhook FOR NO KEY UPDATE;
      SELECT sequence INTO v_message FROM symbreak.webhook_deliveries
        WHERE id = p_id AND attempts = p_attempt FOR UPDATE;
      IF NOT FOUND THEN RETURN; END IF;
      IF p_outcome = 'interrupted' THEN
        UPDATE symbreak.webhook_deliveries SET attempts = attempts - 1, due_at = v_now
          WHERE sequence = v_message;
        UPDATE symbreak.webhooks SET not_before = v_now WHERE sequence = v_webhook;
        RETURN;
      END IF;
      UPDATE symbreak.webhooks SET tried_at = v_now, tried_status = p_status, tried_fault = p_fault,
          not_before = v_now + COALESCE(p_pause, 0),
          failures = CASE WHEN p_outcome = 'delivered' THEN 0 ELSE failures + 1 END,
          delivered = delivered + (p_outcome = 'delivered')::integer,
          given_up = given_up + (p_outcome = 'failed' AND p_retry IS NULL)::integer,
          ending = CASE WHEN p_outcome NOT IN ('delivered', 'failed') THEN p_outcome END
        WHERE sequence = v_webhook;
      IF p_outcome NOT IN ('delivered', 'failed') THEN
        DELETE FROM symbreak.webhook_deliveries WHERE webhook = v_webhook;
      ELSIF p_outcome = 'failed' AND p_retry IS NOT NULL THEN
        UPDATE symbreak.webhook_deliveries SET due_at = v_now + p_retry WHERE sequence = v_message;
      ELSE
        DELETE FROM symbreak.webhook_deliveries WHERE sequence = v_message;
      END IF;
    END $$;

    """
}
