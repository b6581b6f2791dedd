--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: symbreak; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA symbreak;


--
-- Name: symbreak_v1; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA symbreak_v1;


--
-- Name: cancel_sweep(bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.cancel_sweep(p_sequence bigint, p_at bigint) RETURNS TABLE(id text, answer text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
#variable_conflict use_column
DECLARE
  v_found bigint[];
  v_jobs bigint[] := '{}';
BEGIN
  -- Again where one went back to the queue between the two.
  LOOP
    WITH gone AS (
        DELETE FROM symbreak.ready WHERE sequence IN (
          SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL)
        RETURNING sequence)
      SELECT COALESCE(array_agg(sequence), '{}') INTO v_found FROM gone;
    v_jobs := v_jobs || v_found;
    PERFORM FROM symbreak.leases WHERE sequence IN (
        SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL)
      ORDER BY sequence FOR UPDATE;
    UPDATE symbreak.leases SET cancel_requested = true,
        revision = revision + (NOT cancel_requested)::integer
      WHERE sequence IN (
        SELECT sequence FROM symbreak.jobs WHERE sweep = p_sequence AND outcome IS NULL);
    EXIT WHEN NOT EXISTS (
      SELECT FROM symbreak.jobs j JOIN symbreak.ready r USING (sequence)
      WHERE j.sweep = p_sequence AND j.outcome IS NULL);
  END LOOP;
  RETURN QUERY WITH ended AS (
      UPDATE symbreak.jobs SET outcome = 'cancelled', cancel_requested = true,
        finished_at = GREATEST(symbreak_v1.clock(p_at), created_at), revision = revision + 1
      WHERE sequence = ANY (v_jobs) RETURNING id, sweep_position)
    SELECT id, 'cancelled' FROM ended ORDER BY sweep_position;
  DELETE FROM symbreak.checkpoint_parts WHERE sequence = ANY (v_jobs) AND name = 'state';
  PERFORM symbreak_v1.tell(v_jobs);
  RETURN QUERY SELECT j.id, 'requested' FROM symbreak.jobs j JOIN symbreak.leases l
    USING (sequence) WHERE j.sweep = p_sequence ORDER BY j.sweep_position;
END $$;


--
-- Name: check_datasets(text, text, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.check_datasets(p_owner text, p_id text, p_bytes bigint, p_most_count bigint, p_most_bytes bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_count bigint;
  v_bytes bigint;
BEGIN
  SELECT count(*) FILTER (WHERE NOT inline), COALESCE(sum(bytes), 0) INTO v_count, v_bytes
    FROM symbreak.datasets WHERE owner = p_owner AND id <> p_id AND deleted_at IS NULL;
  IF v_count + 1 > p_most_count THEN PERFORM symbreak_v1.refuse('SB007', 'count'); END IF;
  IF v_bytes + p_bytes > p_most_bytes THEN PERFORM symbreak_v1.refuse('SB007', 'bytes'); END IF;
END $$;


--
-- Name: check_quota(text, bigint, double precision, bigint, bigint, bigint, double precision, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.check_quota(p_owner text, p_count bigint, p_cost double precision, p_bytes bigint, p_used bigint, p_most_queued bigint, p_most_cost double precision, p_most_bytes bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_count bigint;
  v_cost double precision;
BEGIN
  IF p_bytes > p_most_bytes - p_used THEN
    PERFORM symbreak_v1.refuse('SB004', 'stored_bytes');
  END IF;
  IF p_most_queued IS NULL THEN RETURN; END IF;
  SELECT count(*), COALESCE(sum(cost), 0) INTO v_count, v_cost FROM symbreak.ready
    WHERE owner = p_owner;
  IF v_count + p_count > p_most_queued THEN PERFORM symbreak_v1.refuse('SB004', 'queued'); END IF;
  SELECT v_cost + COALESCE(sum(cost), 0) INTO v_cost FROM symbreak.leases WHERE owner = p_owner;
  IF v_cost + p_cost > p_most_cost THEN PERFORM symbreak_v1.refuse('SB004', 'cost'); END IF;
END $$;


--
-- Name: checkpoint_of(text); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.checkpoint_of(p_id text) RETURNS TABLE(step bigint, name text, body bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  RETURN QUERY SELECT c.step, p.name, p.body
    FROM symbreak.jobs j JOIN symbreak.checkpoints c USING (sequence)
      LEFT JOIN symbreak.checkpoint_parts p USING (sequence) WHERE j.id = p_id;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: jobs; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.jobs (
    sequence bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    batch_key text NOT NULL COLLATE pg_catalog."C",
    scheme text NOT NULL COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    labels jsonb NOT NULL,
    renamed boolean DEFAULT false NOT NULL,
    spec_digest text NOT NULL COLLATE pg_catalog."C",
    idempotency_key text COLLATE pg_catalog."C",
    spec bytea NOT NULL,
    spec_length bigint,
    steps bigint NOT NULL,
    cost double precision NOT NULL,
    rank double precision NOT NULL,
    memory bigint NOT NULL,
    shared_memory bigint NOT NULL,
    max_seconds bigint,
    engine integer NOT NULL,
    outcome text,
    step bigint DEFAULT 0 NOT NULL,
    attempt bigint DEFAULT 0 NOT NULL,
    losses integer DEFAULT 0 NOT NULL,
    suspicions integer DEFAULT 0 NOT NULL,
    suspected_step bigint DEFAULT 0 NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    cancel_requested boolean DEFAULT false NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint,
    finished_at bigint,
    settled_attempt bigint,
    settlement text,
    bytes bigint NOT NULL,
    dataset text COLLATE pg_catalog."C",
    sweep bigint,
    sweep_position bigint,
    is_difference boolean DEFAULT false NOT NULL,
    result bytea,
    result_length bigint,
    error_code text,
    error_message text,
    CONSTRAINT jobs_check CHECK (((outcome IS NULL) = (finished_at IS NULL))),
    CONSTRAINT jobs_check1 CHECK (((result IS NOT NULL) = (NOT (outcome IS DISTINCT FROM 'succeeded'::text)))),
    CONSTRAINT jobs_check2 CHECK (((error_code IS NOT NULL) = (NOT (outcome IS DISTINCT FROM 'failed'::text)))),
    CONSTRAINT jobs_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text])))
);
ALTER TABLE ONLY symbreak.jobs ALTER COLUMN spec SET STORAGE EXTERNAL;
ALTER TABLE ONLY symbreak.jobs ALTER COLUMN result SET STORAGE EXTERNAL;


--
-- Name: leases; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.leases (
    sequence bigint NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    process text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    attempt bigint NOT NULL,
    step bigint NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    had_company boolean NOT NULL,
    cancel_requested boolean DEFAULT false NOT NULL,
    cost double precision NOT NULL,
    started_at bigint NOT NULL,
    length bigint NOT NULL,
    expires_at bigint NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000');


--
-- Name: sweeps; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.sweeps (
    sequence bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    summary bytea NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    idempotency_key text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    bytes bigint NOT NULL,
    renamed boolean DEFAULT false NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    members bytea NOT NULL,
    members_length bigint,
    base bytea,
    base_length bigint
);
ALTER TABLE ONLY symbreak.sweeps ALTER COLUMN members SET STORAGE EXTERNAL;


--
-- Name: job_rows; Type: VIEW; Schema: symbreak; Owner: -
--

CREATE VIEW symbreak.job_rows AS
 SELECT j.sequence,
    j.id,
    j.owner,
    j.batch_key,
    j.scheme,
    j.name,
    (j.labels)::text AS labels,
    j.spec_digest,
    j.spec,
    j.spec_length,
    j.steps,
    j.bytes,
        CASE
            WHEN (j.outcome IS NOT NULL) THEN j.outcome
            WHEN (l.sequence IS NOT NULL) THEN 'running'::text
            ELSE 'queued'::text
        END AS state,
    COALESCE(l.step, j.step) AS step,
    COALESCE(l.attempt, j.attempt) AS attempt,
    (j.revision + COALESCE(l.revision, (0)::bigint)) AS revision,
    (j.cancel_requested OR COALESCE(l.cancel_requested, false)) AS cancel_requested,
    j.created_at,
    COALESCE(l.started_at, j.started_at) AS started_at,
    j.finished_at,
    j.result,
    j.result_length,
    j.error_code,
    j.error_message,
    j.cost,
    j.memory,
    j.shared_memory,
    j.max_seconds,
    ((j.losses + j.suspicions))::bigint AS suspicions,
    j.suspected_step,
    w.id AS sweep,
    j.sweep AS sweep_sequence,
    j.sweep_position,
    j.is_difference,
        CASE
            WHEN j.is_difference THEN w.base
            ELSE NULL::bytea
        END AS base,
        CASE
            WHEN j.is_difference THEN w.base_length
            ELSE NULL::bigint
        END AS base_length
   FROM ((symbreak.jobs j
     LEFT JOIN symbreak.leases l USING (sequence))
     LEFT JOIN symbreak.sweeps w ON ((w.sequence = j.sweep)));


--
-- Name: claim(text, bigint, bigint, integer, boolean, bigint, double precision, double precision, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.claim(p_process text, p_limit bigint, p_lease bigint, p_engine integer, p_alone boolean, p_memory bigint, p_overtaking double precision, p_low double precision, p_held bigint, p_at bigint) RETURNS TABLE(waiting text, rank double precision, held bigint, job symbreak.job_rows)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
  v_head symbreak.ready;
  v_next symbreak.ready;
  v_most double precision := 'infinity';
  v_left bigint;
  v_waiting text;
  v_sequences bigint[];
  v_alone boolean;
  v_now bigint;
  v_turn double precision;
  v_held bigint;
  v_joined bigint[];
BEGIN
  SELECT * INTO v_head FROM symbreak.ready
    WHERE rank >= COALESCE(p_low, '-infinity') AND engine <= p_engine
    ORDER BY rank, sequence LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND AND p_low IS NOT NULL THEN
    SELECT * INTO v_head FROM symbreak.ready WHERE engine <= p_engine
      ORDER BY rank, sequence LIMIT 1 FOR UPDATE SKIP LOCKED;
  END IF;
  IF NOT FOUND THEN RETURN; END IF;
  v_turn := v_head.rank;
  IF NOT p_alone AND (v_head.suspicions > 0 OR v_head.memory > p_memory) THEN
    SELECT id INTO v_waiting FROM symbreak.jobs WHERE sequence = v_head.sequence;
    v_most := p_overtaking;
    SELECT r.* INTO v_head FROM (
        SELECT sequence FROM symbreak.ready WHERE rank >= v_turn AND engine <= p_engine
        ORDER BY rank, sequence LIMIT 64) AS near
      JOIN symbreak.ready r USING (sequence)
      WHERE r.suspicions = 0 AND r.memory <= p_memory AND r.cost <= p_overtaking
      ORDER BY r.rank, r.sequence LIMIT 1 FOR UPDATE OF r SKIP LOCKED;
    IF NOT FOUND THEN
      RETURN QUERY SELECT v_waiting, v_turn, p_held, NULL::symbreak.job_rows;
      RETURN;
    END IF;
  END IF;
  v_sequences := ARRAY[v_head.sequence];
  IF p_limit > 1 AND v_head.suspicions = 0 THEN
    v_left := p_memory - v_head.memory;
    FOR v_next IN SELECT * FROM symbreak.ready
      WHERE batch_key = v_head.batch_key
        AND (rank, sequence) > (v_head.rank, v_head.sequence)
        AND suspicions = 0 AND engine <= p_engine
      ORDER BY rank, sequence LIMIT p_limit - 1 FOR UPDATE SKIP LOCKED
    LOOP
      EXIT WHEN v_next.memory - v_next.shared_memory > v_left OR v_next.cost > v_most;
      v_left := v_left - (v_next.memory - v_next.shared_memory);
      v_sequences := v_sequences || v_next.sequence;
    END LOOP;
  END IF;
  SELECT number INTO v_held FROM symbreak.leases
    WHERE process = p_process AND number >= COALESCE(p_held, 0)
    ORDER BY process, number LIMIT 1;
  v_alone := p_alone AND cardinality(v_sequences) = 1 AND v_held IS NULL;
  IF v_held IS NOT NULL THEN
    v_joined := ARRAY(
      SELECT sequence FROM symbreak.leases
      WHERE process = p_process AND number >= v_held AND NOT had_company);
    IF v_joined <> '{}' THEN
      PERFORM FROM symbreak.leases WHERE sequence = ANY (v_joined) ORDER BY sequence FOR UPDATE;
      UPDATE symbreak.leases SET had_company = true
        WHERE sequence = ANY (v_joined) AND process = p_process;
    END IF;
  END IF;
  v_now := symbreak_v1.clock(p_at);
  WITH gone AS (DELETE FROM symbreak.ready WHERE sequence = ANY (v_sequences) RETURNING *),
    served AS (
      INSERT INTO symbreak.usage_changes (owner, jobs, bytes, served)
        SELECT owner, 0, 0, max(rank + symbreak_v1.share(cost)) FROM gone GROUP BY owner),
    made AS (INSERT INTO symbreak.leases (sequence, owner, process, attempt, step, had_company, cost,
        started_at, length, expires_at)
      SELECT gone.sequence, gone.owner, p_process, gone.attempt + 1, j.step, NOT v_alone, gone.cost,
        GREATEST(v_now, j.created_at), p_lease, v_now + p_lease
      FROM gone JOIN symbreak.jobs j USING (sequence) RETURNING number)
    SELECT COALESCE(v_held, min(number)) INTO v_held FROM made;
  RETURN QUERY SELECT v_waiting, v_turn, v_held, r FROM unnest(v_sequences) WITH ORDINALITY AS s (sequence, place)
    JOIN symbreak.job_rows r USING (sequence) ORDER BY s.place;
END $$;


--
-- Name: claim_deliveries(bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.claim_deliveries(p_limit bigint, p_lease bigint, p_age bigint, p_at bigint) RETURNS TABLE(id text, webhook text, owner text, access_key text, url text, secret bytea, event text, subject text, at bigint, attempts bigint, failures bigint, expired bigint, wait bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: clock(bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.clock(p_at bigint) RETURNS bigint
    LANGUAGE sql
    AS $$
  SELECT COALESCE(p_at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
$$;


--
-- Name: dataset_content(text, text); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.dataset_content(p_owner text, p_id text) RETURNS TABLE(body bytea, body_length bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  RETURN QUERY SELECT d.body, d.body_length FROM symbreak.datasets d
    WHERE d.owner = p_owner AND d.id = p_id;
END $$;


--
-- Name: delete_dataset(text, text, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.delete_dataset(p_owner text, p_id text, p_at bigint) RETURNS TABLE(answer text, id text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: delivery_wait(bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.delivery_wait(p_now bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  RETURN (
    SELECT GREATEST(0, min(GREATEST(w.not_before, d.due_at)) - p_now)
    FROM symbreak.webhooks w CROSS JOIN LATERAL (
      SELECT min(due_at) AS due_at FROM symbreak.webhook_deliveries
      WHERE webhook = w.sequence) AS d
    WHERE w.ending IS NULL AND d.due_at IS NOT NULL);
END $$;


--
-- Name: discard_checkpoint(text, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.discard_checkpoint(p_id text, p_attempt bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_lease symbreak.leases;
BEGIN
  v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
  IF v_lease.sequence IS NULL THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
  DELETE FROM symbreak.checkpoints WHERE sequence = v_lease.sequence;
  UPDATE symbreak.leases SET step = 0, revision = revision + 1
    WHERE sequence = v_lease.sequence;
END $$;


--
-- Name: end_lease(symbreak.leases, text, bigint, bigint, text, text, text, bytea, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.end_lease(p_lease symbreak.leases, p_outcome text, p_step bigint, p_now bigint, p_settlement text, p_code text, p_message text, p_result bytea, p_result_length bigint, p_bytes bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  DELETE FROM symbreak.leases WHERE sequence = p_lease.sequence;
  UPDATE symbreak.jobs j SET outcome = p_outcome, attempt = p_lease.attempt,
      revision = j.revision + p_lease.revision + 1, cancel_requested = p_lease.cancel_requested,
      step = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_lease.step, p_step) ELSE
        COALESCE((SELECT c.step FROM symbreak.checkpoints c WHERE c.sequence = j.sequence), 0) END,
      started_at = CASE WHEN p_outcome IS NOT NULL THEN p_lease.started_at END,
      finished_at = CASE WHEN p_outcome IS NOT NULL THEN GREATEST(p_now, p_lease.started_at) END,
      error_code = p_code, error_message = p_message, result = p_result,
      result_length = p_result_length, bytes = j.bytes + p_bytes,
      settled_attempt =
        CASE WHEN p_settlement IS NULL THEN j.settled_attempt ELSE p_lease.attempt END,
      settlement = COALESCE(p_settlement, j.settlement)
    WHERE j.sequence = p_lease.sequence;
  IF p_outcome IS NULL THEN
    INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
        engine, attempt, suspicions)
      SELECT rank, sequence, batch_key, owner, cost, memory, shared_memory, engine, attempt,
        losses + suspicions
      FROM symbreak.jobs WHERE sequence = p_lease.sequence;
  ELSIF p_outcome = 'succeeded' THEN
    DELETE FROM symbreak.checkpoints WHERE sequence = p_lease.sequence;
  ELSE
    DELETE FROM symbreak.checkpoint_parts WHERE sequence = p_lease.sequence AND name = 'state';
  END IF;
  IF p_outcome IS NOT NULL THEN PERFORM symbreak_v1.tell(ARRAY[p_lease.sequence]); END IF;
END $$;


--
-- Name: fold_usage(); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.fold_usage() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_owner text;
BEGIN
  FOR v_owner IN SELECT DISTINCT owner FROM symbreak.usage_changes ORDER BY owner LIMIT 100 LOOP
    PERFORM FROM symbreak.owner_usage WHERE owner = v_owner FOR UPDATE SKIP LOCKED;
    IF FOUND THEN PERFORM symbreak_v1.lock_owner(v_owner); END IF;
  END LOOP;
END $$;


--
-- Name: hold_datasets(text, text[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.hold_datasets(p_owner text, p_ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_id text;
BEGIN
  FOR v_id IN SELECT DISTINCT u FROM unnest(p_ids) AS u WHERE u IS NOT NULL ORDER BY u LOOP
    PERFORM FROM symbreak.datasets
      WHERE owner = p_owner AND id = v_id AND deleted_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB005', v_id); END IF;
  END LOOP;
END $$;


--
-- Name: insert_dataset(text, text, text, bytea, bigint, bytea, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.insert_dataset(p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea, p_body_length bigint, p_most_count bigint, p_most_bytes bigint, p_at bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: insert_webhook(text, text, text, text, bytea, text[], bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.insert_webhook(p_id text, p_owner text, p_key text, p_url text, p_secret bytea, p_events text[], p_most bigint, p_at bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: lock_lease(text, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.lock_lease(p_id text, p_attempt bigint) RETURNS symbreak.leases
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_lease symbreak.leases;
BEGIN
  SELECT l.* INTO v_lease FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
    WHERE j.id = p_id AND l.attempt = p_attempt FOR UPDATE OF l;
  RETURN v_lease;
END $$;


--
-- Name: lock_owner(text); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.lock_owner(p_owner text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_bytes bigint;
BEGIN
  INSERT INTO symbreak.owner_usage (owner, jobs, bytes) VALUES (p_owner, 0, 0)
    ON CONFLICT DO NOTHING;
  PERFORM FROM symbreak.owner_usage WHERE owner = p_owner FOR UPDATE;
  WITH gone AS (
      DELETE FROM symbreak.usage_changes WHERE owner = p_owner RETURNING jobs, bytes, served),
    sums AS (
      SELECT COALESCE(sum(jobs), 0) AS jobs, COALESCE(sum(bytes), 0) AS bytes,
        max(served) AS served FROM gone)
    UPDATE symbreak.owner_usage u
      SET jobs = u.jobs + sums.jobs, bytes = u.bytes + sums.bytes,
        served = GREATEST(u.served, sums.served)
      FROM sums WHERE u.owner = p_owner RETURNING u.bytes INTO v_bytes;
  RETURN v_bytes;
END $$;


--
-- Name: look(boolean); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.look(p_writes boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  IF pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN
    PERFORM symbreak_v1.refuse('25006', NULL);
  END IF;
  IF p_writes THEN UPDATE symbreak.write_checks SET count = count + 1; END IF;
END $$;


--
-- Name: needs_rows(text, text, text, text, boolean); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.needs_rows(p_owner text, p_dataset text, p_id text, p_key text, p_is_sweep boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: next_rank(text); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.next_rank(p_owner text) RETURNS double precision
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_front double precision;
  v_own double precision;
BEGIN
  SELECT rank INTO v_front FROM symbreak.ready ORDER BY rank, sequence LIMIT 1;
  IF v_front IS NULL THEN
    -- Nobody waits: what owners had before is forgotten, and all begin alike.
    RETURN GREATEST((SELECT max(served) FROM symbreak.owner_usage),
      (SELECT max(served) FROM symbreak.usage_changes));
  END IF;
  SELECT rank + symbreak_v1.share(cost) INTO v_own FROM symbreak.ready
    WHERE owner = p_owner ORDER BY sequence DESC LIMIT 1;
  IF v_own IS NULL THEN
    SELECT served INTO v_own FROM symbreak.owner_usage WHERE owner = p_owner;
  END IF;
  RETURN GREATEST(v_front, v_own);
END $$;


--
-- Name: parts(text[], bigint[], bytea); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.parts(p_names text[], p_lengths bigint[], p_bodies bytea) RETURNS TABLE(name text, body bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_start bigint := 1;
BEGIN
  FOR i IN 1 .. cardinality(p_names) LOOP
    name := p_names[i];
    body := substring(p_bodies FROM v_start::integer FOR p_lengths[i]::integer);
    v_start := v_start + p_lengths[i];
    RETURN NEXT;
  END LOOP;
END $$;


--
-- Name: refuse(text, text); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.refuse(p_state text, p_subject text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  RAISE EXCEPTION 'refused' USING ERRCODE = p_state, DETAIL = COALESCE(p_subject, '');
END $$;


--
-- Name: release(text, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.release(p_id text, p_attempt bigint, p_step bigint, p_at bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_lease symbreak.leases;
  v_outcome text;
BEGIN
  v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
  IF v_lease.sequence IS NULL THEN
    SELECT CASE WHEN outcome = 'cancelled' AND attempt = settled_attempt THEN outcome
        ELSE 'queued' END
      INTO v_outcome FROM symbreak.jobs
      WHERE id = p_id AND settled_attempt = p_attempt AND settlement = 'released';
    IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
    RETURN v_outcome;
  END IF;
  IF v_lease.cancel_requested THEN v_outcome := 'cancelled'; END IF;
  PERFORM symbreak_v1.end_lease(v_lease, v_outcome, p_step, symbreak_v1.clock(p_at), 'released',
    NULL, NULL, NULL, NULL, 0);
  RETURN COALESCE(v_outcome, 'queued');
END $$;


--
-- Name: remove(bigint[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.remove(p_sequences bigint[]) RETURNS TABLE(id text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
#variable_conflict use_column
DECLARE
  v_ids text[];
  v_owners text[];
  v_datasets text[];
BEGIN
  WITH gone AS (
      DELETE FROM symbreak.jobs WHERE sequence = ANY (p_sequences) AND outcome IS NOT NULL
      RETURNING sequence, id, owner, bytes, dataset),
    counted AS (
      INSERT INTO symbreak.usage_changes (owner, jobs, bytes)
      SELECT owner, -count(*), -sum(bytes) FROM gone GROUP BY owner)
    SELECT array_agg(gone.id ORDER BY p.place),
        array_agg(gone.owner) FILTER (WHERE gone.dataset IS NOT NULL),
        array_agg(gone.dataset) FILTER (WHERE gone.dataset IS NOT NULL)
      INTO v_ids, v_owners, v_datasets
      FROM unnest(p_sequences) WITH ORDINALITY AS p (sequence, place)
        JOIN gone USING (sequence);
  IF v_datasets IS NOT NULL THEN
    PERFORM symbreak_v1.remove_unnamed(v_owners, v_datasets);
  END IF;
  RETURN QUERY SELECT u FROM unnest(v_ids) AS u;
END $$;


--
-- Name: remove_ended(bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.remove_ended(p_age bigint, p_count bigint, p_limit bigint, p_at bigint) RETURNS TABLE(id text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
#variable_conflict use_column
DECLARE
  v_owner text;
  v_time bigint;
  v_sequence bigint;
  v_found bigint[] := '{}';
  v_sweep bigint;
  v_sweeps bigint[] := '{}';
BEGIN
  FOR v_owner IN SELECT owner FROM symbreak.owner_usage ORDER BY owner LOOP
    v_time := NULL;
    v_sequence := 0;
    IF p_count IS NOT NULL THEN
      SELECT finished_at, sequence INTO v_time, v_sequence FROM symbreak.jobs
        WHERE owner = v_owner AND finished_at IS NOT NULL
        ORDER BY finished_at DESC, sequence DESC LIMIT 1 OFFSET p_count - 1;
    END IF;
    IF p_age IS NOT NULL AND symbreak_v1.clock(p_at) - p_age >= COALESCE(v_time, -1) THEN
      v_time := symbreak_v1.clock(p_at) - p_age;
      v_sequence := 0;
    END IF;
    v_found := v_found || ARRAY(
      SELECT sequence FROM symbreak.jobs WHERE owner = v_owner AND finished_at IS NOT NULL
        AND sweep IS NULL AND (finished_at, sequence) < (v_time, v_sequence)
      ORDER BY finished_at, sequence LIMIT p_limit - cardinality(v_found));
    -- A sweep goes as a whole, though not at once, when none of its jobs would be kept.
    FOR v_sweep IN SELECT w.sequence FROM symbreak.sweeps w
      WHERE w.owner = v_owner AND w.created_at <= v_time AND NOT EXISTS (
        SELECT FROM symbreak.jobs j WHERE j.sweep = w.sequence
          AND (j.finished_at IS NULL OR (j.finished_at, j.sequence) >= (v_time, v_sequence)))
      ORDER BY w.sequence
    LOOP
      EXIT WHEN cardinality(v_found) >= p_limit;
      v_found := v_found || ARRAY(
        SELECT sequence FROM symbreak.jobs WHERE sweep = v_sweep
        ORDER BY sweep_position LIMIT p_limit - cardinality(v_found));
      v_sweeps := v_sweeps || v_sweep;
    END LOOP;
    EXIT WHEN cardinality(v_found) >= p_limit;
  END LOOP;
  RETURN QUERY SELECT r.id FROM symbreak_v1.remove(v_found) r;
  PERFORM symbreak_v1.remove_sweeps(v_sweeps);
END $$;


--
-- Name: remove_sweeps(bigint[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.remove_sweeps(p_sequences bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  WITH gone AS (
      DELETE FROM symbreak.sweeps w WHERE w.sequence = ANY (p_sequences)
        AND NOT EXISTS (SELECT FROM symbreak.jobs j WHERE j.sweep = w.sequence)
      RETURNING owner, bytes)
    INSERT INTO symbreak.usage_changes (owner, jobs, bytes)
      SELECT owner, 0, -sum(bytes) FROM gone GROUP BY owner;
END $$;


--
-- Name: remove_unnamed(text[], text[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.remove_unnamed(p_owners text[], p_ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
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


--
-- Name: renew(text[], bigint[], bigint[], bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.renew(p_ids text[], p_attempts bigint[], p_steps bigint[], p_lease bigint, p_at bigint) RETURNS TABLE(id text, cancel_requested boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH wanted AS MATERIALIZED (
      SELECT l.sequence, j.id, u.step, l.cancel_requested
      FROM unnest(p_ids, p_attempts, p_steps) AS u (id, attempt, step)
        JOIN symbreak.jobs j USING (id)
        JOIN symbreak.leases l ON l.sequence = j.sequence AND l.attempt = u.attempt),
    locked AS MATERIALIZED (
      SELECT l.sequence FROM symbreak.leases l
      WHERE l.sequence IN (SELECT sequence FROM wanted)
      ORDER BY l.sequence FOR UPDATE SKIP LOCKED),
    moved AS (
      UPDATE symbreak.leases l SET expires_at = symbreak_v1.clock(p_at) + p_lease,
        length = p_lease, step = GREATEST(l.step, w.step), revision = l.revision + (w.step > l.step)::integer
      FROM wanted w JOIN locked USING (sequence) WHERE l.sequence = w.sequence
      RETURNING l.sequence, l.cancel_requested)
    SELECT w.id, COALESCE(m.cancel_requested, w.cancel_requested)
    FROM wanted w LEFT JOIN moved m USING (sequence);
END $$;


--
-- Name: request_cancel(text, text, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.request_cancel(p_id text, p_owner text, p_at bigint) RETURNS TABLE(answer text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_sequence bigint;
  v_outcome text;
BEGIN
  SELECT sequence INTO v_sequence FROM symbreak.jobs
    WHERE id = p_id AND (p_owner IS NULL OR owner = p_owner);
  IF NOT FOUND THEN
    RETURN QUERY SELECT NULL::text;
    RETURN;
  END IF;
  -- Again where it went from one state to another between two looks.
  LOOP
    UPDATE symbreak.leases SET cancel_requested = true,
        revision = revision + (NOT cancel_requested)::integer WHERE sequence = v_sequence;
    IF FOUND THEN
      RETURN QUERY SELECT 'requested';
      RETURN;
    END IF;
    DELETE FROM symbreak.ready WHERE sequence = v_sequence;
    IF FOUND THEN
      UPDATE symbreak.jobs SET outcome = 'cancelled', cancel_requested = true,
          finished_at = GREATEST(symbreak_v1.clock(p_at), created_at), revision = revision + 1
        WHERE sequence = v_sequence;
      DELETE FROM symbreak.checkpoint_parts WHERE sequence = v_sequence AND name = 'state';
      PERFORM symbreak_v1.tell(ARRAY[v_sequence]);
      RETURN QUERY SELECT 'cancelled';
      RETURN;
    END IF;
    SELECT outcome INTO v_outcome FROM symbreak.jobs WHERE sequence = v_sequence;
    IF NOT FOUND OR v_outcome IS NOT NULL THEN
      RETURN QUERY SELECT 'was ' || v_outcome;
      RETURN;
    END IF;
  END LOOP;
END $$;


--
-- Name: requeue_expired(text, text[], integer, text, text, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.requeue_expired(p_process text, p_held text[], p_most_losses integer, p_code text, p_message text, p_reached bigint, p_at bigint) RETURNS TABLE(id text, became text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
#variable_conflict use_column
DECLARE
  v_lease symbreak.leases;
  v_now bigint := symbreak_v1.clock(p_at);
  v_job symbreak.jobs;
  v_counts boolean;
  v_there bigint := LEAST(p_reached,
    (extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) * 1000)::bigint);
BEGIN
  FOR v_lease IN SELECT l.* FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
    WHERE l.expires_at <= v_now AND (p_at IS NOT NULL OR l.length <= v_there)
      AND NOT (l.process IS NOT DISTINCT FROM p_process AND j.id = ANY (p_held))
    ORDER BY l.sequence LIMIT 256 FOR UPDATE OF l SKIP LOCKED
  LOOP
    -- A process that lives and does not hold its own job lost an answer, not a worker.
    v_counts := v_lease.process IS DISTINCT FROM p_process;
    IF v_counts THEN
      UPDATE symbreak.jobs SET losses = losses + (NOT v_lease.had_company)::integer,
          suspicions = suspicions + v_lease.had_company::integer, suspected_step = v_lease.step
        WHERE sequence = v_lease.sequence;
    END IF;
    SELECT * INTO v_job FROM symbreak.jobs WHERE sequence = v_lease.sequence;
    id := v_job.id;
    became := CASE WHEN v_lease.cancel_requested THEN 'cancelled'
      WHEN v_counts AND NOT v_lease.had_company AND v_job.losses >= p_most_losses THEN 'failed'
      ELSE 'queued' END;
    PERFORM symbreak_v1.end_lease(v_lease, nullif(became, 'queued'), v_lease.step, v_now, NULL,
      CASE WHEN became = 'failed' THEN p_code END, CASE WHEN became = 'failed' THEN p_message END,
      NULL, NULL, 0);
    RETURN NEXT;
  END LOOP;
END $$;


--
-- Name: save_checkpoint(text, bigint, bigint, text[], bigint[], bytea); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.save_checkpoint(p_id text, p_attempt bigint, p_step bigint, p_names text[], p_lengths bigint[], p_bodies bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_lease symbreak.leases;
BEGIN
  v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
  IF v_lease.sequence IS NULL THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
  INSERT INTO symbreak.checkpoints (sequence, step) VALUES (v_lease.sequence, p_step)
    ON CONFLICT (sequence) DO UPDATE SET step = excluded.step;
  INSERT INTO symbreak.checkpoint_parts (sequence, name, body)
    SELECT v_lease.sequence, name, body FROM symbreak_v1.parts(p_names, p_lengths, p_bodies)
    ON CONFLICT (sequence, name) DO UPDATE SET body = excluded.body;
END $$;


--
-- Name: schema_number(); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.schema_number() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  RETURN (SELECT COALESCE(max(number), 0) FROM symbreak.migrations);
END $$;


--
-- Name: settle(text, bigint, bigint, text, bytea, bigint, text[], bigint[], bytea, text, text, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.settle(p_id text, p_attempt bigint, p_step bigint, p_outcome text, p_result bytea, p_result_length bigint, p_names text[], p_lengths bigint[], p_bodies bytea, p_code text, p_message text, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_lease symbreak.leases;
  v_bytes bigint := COALESCE(octet_length(p_result), 0) + COALESCE(octet_length(p_bodies), 0);
BEGIN
  v_lease := symbreak_v1.lock_lease(p_id, p_attempt);
  IF v_lease.sequence IS NULL THEN
    PERFORM FROM symbreak.jobs j WHERE j.id = p_id AND j.settled_attempt = p_attempt
      AND j.settlement = p_outcome AND j.result IS NOT DISTINCT FROM p_result
      AND j.error_code IS NOT DISTINCT FROM p_code
      AND j.error_message IS NOT DISTINCT FROM p_message;
    IF NOT FOUND THEN PERFORM symbreak_v1.refuse('SB001', p_id); END IF;
    RETURN;
  END IF;
  PERFORM symbreak_v1.end_lease(v_lease, p_outcome, p_step, symbreak_v1.clock(p_at), p_outcome,
    p_code, p_message, p_result, p_result_length, v_bytes);
  IF p_outcome = 'succeeded' THEN
    INSERT INTO symbreak.artifacts (sequence, name, body)
      SELECT v_lease.sequence, name, body FROM symbreak_v1.parts(p_names, p_lengths, p_bodies);
    INSERT INTO symbreak.usage_changes (owner, jobs, bytes) VALUES (v_lease.owner, 0, v_bytes);
  END IF;
END $$;


--
-- Name: settle_delivery(text, bigint, text, bigint, text, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.settle_delivery(p_id text, p_attempt bigint, p_outcome text, p_status bigint, p_fault text, p_retry bigint, p_pause bigint, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: share(double precision); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.share(p_cost double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT 1 + p_cost / 1e7 $$;


--
-- Name: take_in(text, text, text, text, text, jsonb, text, text, bytea, bigint, bigint, double precision, bigint, bigint, bigint, integer, text, bigint, double precision, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.take_in(p_id text, p_owner text, p_batch_key text, p_scheme text, p_name text, p_labels jsonb, p_digest text, p_key text, p_spec bytea, p_spec_length bigint, p_steps bigint, p_cost double precision, p_memory bigint, p_shared_memory bigint, p_max_seconds bigint, p_engine integer, p_dataset text, p_most_queued bigint, p_most_cost double precision, p_most_bytes bigint, p_at bigint, OUT id text, OUT is_earlier boolean, OUT taken_in_at bigint) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_known symbreak.jobs;
  v_used bigint;
  v_rank double precision;
  v_sequence bigint;
BEGIN
  v_used := symbreak_v1.lock_owner(p_owner);
  is_earlier := false;
  id := p_id;
  SELECT * INTO v_known FROM symbreak.jobs j WHERE j.id = p_id;
  IF FOUND THEN
    IF v_known.owner <> p_owner OR v_known.spec_digest <> p_digest
      OR NOT v_known.renamed
        AND (v_known.name IS DISTINCT FROM p_name OR v_known.labels <> p_labels)
      OR v_known.idempotency_key IS DISTINCT FROM p_key
    THEN PERFORM symbreak_v1.refuse('SB002', p_id); END IF;
    RETURN;
  END IF;
  IF p_key IS NOT NULL THEN
    -- Keys of one owner come under its lock; those of others are others.
    SELECT * INTO v_known FROM symbreak.jobs j WHERE j.idempotency_key = p_key;
    IF FOUND THEN
      IF v_known.spec_digest <> p_digest OR NOT v_known.renamed
        AND (v_known.name IS DISTINCT FROM p_name OR v_known.labels <> p_labels)
      THEN PERFORM symbreak_v1.refuse('SB003', v_known.id); END IF;
      id := v_known.id;
      is_earlier := true;
      RETURN;
    END IF;
  END IF;
  PERFORM symbreak_v1.check_quota(p_owner, 1, p_cost, octet_length(p_spec), v_used, p_most_queued,
    p_most_cost, p_most_bytes);
  PERFORM symbreak_v1.hold_datasets(p_owner, ARRAY[p_dataset]);
  taken_in_at := symbreak_v1.clock(p_at);
  v_rank := symbreak_v1.next_rank(p_owner);
  INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest,
      idempotency_key, spec, spec_length, steps, cost, rank, memory, shared_memory, max_seconds,
      engine, dataset, created_at, bytes)
    VALUES (p_id, p_owner, p_batch_key, p_scheme, p_name, p_labels, p_digest, p_key, p_spec,
      p_spec_length, p_steps, p_cost, v_rank, p_memory, p_shared_memory, p_max_seconds, p_engine,
      p_dataset, taken_in_at, octet_length(p_spec))
    RETURNING sequence INTO v_sequence;
  INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
      engine, attempt, suspicions)
    VALUES (v_rank, v_sequence, p_batch_key, p_owner, p_cost, p_memory, p_shared_memory, p_engine,
      0, 0);
  UPDATE symbreak.owner_usage u SET jobs = jobs + 1, bytes = bytes + octet_length(p_spec)
    WHERE u.owner = p_owner;
END $$;


--
-- Name: take_in_rows(text, text, text, bytea, bigint, bytea, bigint, bigint, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.take_in_rows(p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea, p_body_length bigint, p_most_bytes bigint, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  PERFORM symbreak_v1.check_datasets(p_owner, p_id, p_bytes, NULL, p_most_bytes);
  PERFORM symbreak_v1.write_dataset(p_owner, p_id, p_name, p_summary, p_bytes, p_body,
    p_body_length, true, p_at);
END $$;


--
-- Name: take_in_sweep(text, text, bytea, text, text, bytea, bigint, bytea, bigint, bigint, double precision, bigint, text[], text[], text[], text[], text[], text[], bytea, bigint[], bigint[], bigint[], double precision[], bigint[], bigint[], bigint[], integer[], text[], bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.take_in_sweep(p_id text, p_owner text, p_summary bytea, p_digest text, p_key text, p_members bytea, p_members_length bigint, p_base bytea, p_base_length bigint, p_most_queued bigint, p_most_cost double precision, p_most_bytes bigint, p_ids text[], p_batch_keys text[], p_schemes text[], p_names text[], p_labels text[], p_digests text[], p_specs bytea, p_lengths bigint[], p_spec_lengths bigint[], p_steps bigint[], p_costs double precision[], p_memories bigint[], p_shared bigint[], p_most_seconds bigint[], p_engines integer[], p_datasets text[], p_at bigint, OUT id text, OUT is_earlier boolean) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_known symbreak.sweeps;
  v_bytes bigint := octet_length(p_members) + COALESCE(octet_length(p_base), 0);
  v_used bigint;
  v_rank double precision;
  v_sequence bigint;
  v_now bigint;
  v_taken text;
BEGIN
  v_used := symbreak_v1.lock_owner(p_owner);
  is_earlier := false;
  id := p_id;
  PERFORM FROM symbreak.sweeps w WHERE w.id = p_id AND w.owner = p_owner AND w.digest = p_digest
    AND (w.summary = p_summary OR w.renamed) AND w.idempotency_key IS NOT DISTINCT FROM p_key;
  IF FOUND THEN RETURN; END IF;
  IF p_key IS NOT NULL THEN
    SELECT * INTO v_known FROM symbreak.sweeps w WHERE w.idempotency_key = p_key;
    IF FOUND THEN
      IF v_known.digest <> p_digest OR v_known.summary <> p_summary AND NOT v_known.renamed
      THEN PERFORM symbreak_v1.refuse('SB006', v_known.id); END IF;
      id := v_known.id;
      is_earlier := true;
      RETURN;
    END IF;
  END IF;
  PERFORM symbreak_v1.check_quota(p_owner, cardinality(p_ids),
    (SELECT COALESCE(sum(c), 0) FROM unnest(p_costs) AS c), v_bytes + octet_length(p_specs), v_used,
    p_most_queued, p_most_cost, p_most_bytes);
  SELECT j.id INTO v_taken FROM symbreak.jobs j WHERE j.id = ANY (p_ids) ORDER BY j.id LIMIT 1;
  IF FOUND THEN PERFORM symbreak_v1.refuse('SB002', v_taken); END IF;
  PERFORM symbreak_v1.hold_datasets(p_owner, p_datasets);
  -- Not before the owner's lock, which may be waited for: whoever looks for what is new looks back a
  -- little way only.
  v_now := symbreak_v1.clock(p_at);
  v_rank := symbreak_v1.next_rank(p_owner);
  INSERT INTO symbreak.sweeps (id, owner, summary, digest, idempotency_key, created_at, bytes,
      members, members_length, base, base_length)
    VALUES (p_id, p_owner, p_summary, p_digest, p_key, v_now, v_bytes, p_members,
      p_members_length, p_base, p_base_length)
    RETURNING sequence INTO v_sequence;
  WITH parts AS (
      SELECT u.*, sum(u.length) OVER earlier AS start,
        sum(symbreak_v1.share(u.cost)) OVER earlier AS ahead
      FROM unnest(p_ids, p_batch_keys, p_schemes, p_names, p_labels, p_digests, p_lengths,
          p_spec_lengths, p_steps, p_costs, p_memories, p_shared, p_most_seconds, p_engines,
          p_datasets)
        WITH ORDINALITY AS u (id, batch_key, scheme, name, labels, digest, length, spec_length,
          steps, cost, memory, shared, most_seconds, engine, dataset, place)
      WINDOW earlier AS (ORDER BY u.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
    made AS (
      INSERT INTO symbreak.jobs (id, owner, batch_key, scheme, name, labels, spec_digest, spec,
          spec_length, steps, cost, rank, memory, shared_memory, max_seconds, engine,
          dataset, created_at, bytes, sweep, sweep_position, is_difference)
        SELECT p.id, p_owner, p.batch_key, p.scheme, p.name, p.labels::jsonb, p.digest,
          substring(p_specs FROM (COALESCE(p.start, 0) + 1)::integer FOR p.length::integer),
          p.spec_length, p.steps, p.cost, v_rank + COALESCE(p.ahead, 0), p.memory, p.shared,
          p.most_seconds, p.engine, p.dataset, v_now, p.length, v_sequence, p.place - 1,
          p_base IS NOT NULL
        FROM parts p ORDER BY p.place
        RETURNING jobs.rank, sequence, batch_key, owner, cost, memory, shared_memory, engine)
    INSERT INTO symbreak.ready (rank, sequence, batch_key, owner, cost, memory, shared_memory,
        engine, attempt, suspicions)
      SELECT made.*, 0, 0 FROM made;
  UPDATE symbreak.owner_usage u SET jobs = jobs + cardinality(p_ids),
      bytes = bytes + v_bytes + octet_length(p_specs) WHERE u.owner = p_owner;
END $$;


--
-- Name: tell(bigint[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.tell(p_jobs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
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


--
-- Name: tell_event(bigint, text, text[], bigint[]); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.tell_event(p_webhook bigint, p_event text, p_subjects text[], p_moments bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
DECLARE
  v_room bigint;
BEGIN
  SELECT 10000 - count(*) INTO v_room FROM (
    SELECT FROM symbreak.webhook_deliveries WHERE webhook = p_webhook
    LIMIT 10000) AS waiting;
  INSERT INTO symbreak.webhook_deliveries (webhook, event, subject, at, due_at)
    SELECT p_webhook, p_event, u.subject, u.moment, u.moment
    FROM unnest(p_subjects, p_moments) WITH ORDINALITY AS u (subject, moment, place)
    WHERE u.place <= v_room ORDER BY u.place;
  IF cardinality(p_subjects) > v_room THEN
    UPDATE symbreak.webhooks SET dropped = dropped + cardinality(p_subjects) - v_room
      WHERE sequence = p_webhook;
  END IF;
END $$;


--
-- Name: write_dataset(text, text, text, bytea, bigint, bytea, bigint, boolean, bigint); Type: FUNCTION; Schema: symbreak_v1; Owner: -
--

CREATE FUNCTION symbreak_v1.write_dataset(p_owner text, p_id text, p_name text, p_summary bytea, p_bytes bigint, p_body bytea, p_body_length bigint, p_inline boolean, p_at bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '4s'
    AS $$
BEGIN
  INSERT INTO symbreak.datasets AS d (owner, id, name, summary, bytes, created_at, inline, body,
      body_length)
    VALUES (p_owner, p_id, p_name, p_summary, p_bytes, symbreak_v1.clock(p_at), p_inline, p_body,
      p_body_length)
    ON CONFLICT (owner, id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at,
      inline = excluded.inline, deleted_at = NULL, body = COALESCE(d.body, excluded.body),
      body_length = CASE WHEN d.body IS NULL THEN excluded.body_length ELSE d.body_length END;
END $$;


--
-- Name: access_keys; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.access_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    CONSTRAINT access_keys_digest_check CHECK ((octet_length(digest) = 32))
);


--
-- Name: artifacts; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.artifacts (
    sequence bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    body bytea NOT NULL
);
ALTER TABLE ONLY symbreak.artifacts ALTER COLUMN body SET STORAGE EXTERNAL;


--
-- Name: checkpoint_parts; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.checkpoint_parts (
    sequence bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    body bytea NOT NULL
);
ALTER TABLE ONLY symbreak.checkpoint_parts ALTER COLUMN body SET STORAGE EXTERNAL;


--
-- Name: checkpoints; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.checkpoints (
    sequence bigint NOT NULL,
    step bigint NOT NULL
);


--
-- Name: datasets; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.datasets (
    sequence bigint NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    summary bytea NOT NULL,
    bytes bigint NOT NULL,
    created_at bigint NOT NULL,
    deleted_at bigint,
    inline boolean NOT NULL,
    body bytea,
    body_length bigint,
    CONSTRAINT datasets_check CHECK (((body IS NULL) = (deleted_at IS NOT NULL)))
);
ALTER TABLE ONLY symbreak.datasets ALTER COLUMN body SET STORAGE EXTERNAL;


--
-- Name: datasets_sequence_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.datasets ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.datasets_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: jobs_sequence_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.jobs ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.jobs_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: leases_number_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.leases ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.leases_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: migrations; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.migrations (
    number bigint NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: owner_usage; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.owner_usage (
    owner text NOT NULL COLLATE pg_catalog."C",
    jobs bigint NOT NULL,
    bytes bigint NOT NULL,
    served double precision DEFAULT 0 NOT NULL
);


--
-- Name: ready; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.ready (
    rank double precision NOT NULL,
    sequence bigint NOT NULL,
    batch_key text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    cost double precision NOT NULL,
    memory bigint NOT NULL,
    shared_memory bigint NOT NULL,
    engine integer NOT NULL,
    attempt bigint NOT NULL,
    suspicions integer NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000');


--
-- Name: sweeps_sequence_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.sweeps ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.sweeps_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: usage_changes; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.usage_changes (
    owner text NOT NULL COLLATE pg_catalog."C",
    jobs bigint NOT NULL,
    bytes bigint NOT NULL,
    served double precision DEFAULT 0 NOT NULL
);


--
-- Name: webhook_deliveries; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.webhook_deliveries (
    sequence bigint NOT NULL,
    webhook bigint NOT NULL,
    id text DEFAULT ('msg_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)) NOT NULL COLLATE pg_catalog."C",
    event text NOT NULL,
    subject text NOT NULL,
    at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL
);


--
-- Name: webhook_deliveries_sequence_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.webhook_deliveries ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.webhook_deliveries_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: webhooks; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.webhooks (
    sequence bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    access_key text COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    secret bytea NOT NULL,
    events text[] NOT NULL,
    created_at bigint NOT NULL,
    ending text,
    delivered bigint DEFAULT 0 NOT NULL,
    given_up bigint DEFAULT 0 NOT NULL,
    dropped bigint DEFAULT 0 NOT NULL,
    failures bigint DEFAULT 0 NOT NULL,
    not_before bigint DEFAULT 0 NOT NULL,
    tried_at bigint,
    tried_status bigint,
    tried_fault text,
    CONSTRAINT webhooks_ending_check CHECK ((ending = ANY (ARRAY['gone'::text, 'key'::text])))
);


--
-- Name: webhook_rows; Type: VIEW; Schema: symbreak; Owner: -
--

CREATE VIEW symbreak.webhook_rows AS
 SELECT w.sequence,
    w.id,
    w.owner,
    w.url,
    array_to_string(w.events, ' '::text) AS events,
    w.created_at,
    w.ending,
    w.delivered,
    w.given_up,
    w.dropped,
    w.failures,
    w.tried_at,
    w.tried_status,
    w.tried_fault,
    ( SELECT count(*) AS count
           FROM symbreak.webhook_deliveries d
          WHERE (d.webhook = w.sequence)) AS pending
   FROM symbreak.webhooks w;


--
-- Name: webhooks_sequence_seq; Type: SEQUENCE; Schema: symbreak; Owner: -
--

ALTER TABLE symbreak.webhooks ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME symbreak.webhooks_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: write_checks; Type: TABLE; Schema: symbreak; Owner: -
--

CREATE TABLE symbreak.write_checks (
    id integer NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT write_checks_id_check CHECK ((id = 1))
);


--
-- Data for Name: access_keys; Type: TABLE DATA; Schema: symbreak; Owner: -
--



--
-- Data for Name: artifacts; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.artifacts VALUES (1, 'curves', '\x5342435552564532070565706f6368077365636f6e64730a747261696e5f6c6f73730e747261696e5f61636375726163790d6772616469656e745f6e6f726d0f6772616469656e745f6e6f726d5f310f6772616469656e745f6e6f726d5f32030807021911091918198310010104500a010083014dacf62ade3a42bf003244edb6bf3e30abb98cd00c3804830100000048dc30e6bf1b120b56f6e00782000000000000e03f830154ed114ad458a2bf0131350a823f89fd8f8ab80a36bb028301ad7384e1de679bbf022e4d291477c9ad94c93c96010d8301c0115528786698bf00340f575aa62600dcea7fbd7fafb4');
INSERT INTO symbreak.artifacts VALUES (1, 'health', '\x5342435552564532091161637469766174696f6e5f6d65616e5f311161637469766174696f6e5f6d65616e5f321561637469766174696f6e5f76617269616e63655f311561637469766174696f6e5f76617269616e63655f320f646561645f6672616374696f6e5f310f646561645f6672616374696f6e5f32147361747572617465645f6672616374696f6e5f31146261636b70726f706167617465645f726d735f31146261636b70726f706167617465645f726d735f32030a071413181909020218188310010104500a83010000002af339d1bf131e06f6ba1d283fb80883001a2648d525ed6fd0a5e0faabf3899afe028301248d17c6a1edbabf002fc70da46979dd70c60289361b830150061618c0019fbf0131010688910e9e2b990aefbb9e02820000000000000000010501058301186b253f179ec7bf0030db1990bde7ccc568bb2ff6b383015741bbb84902e0bf002d95f62def2def34a182750e02');
INSERT INTO symbreak.artifacts VALUES (1, 'similarity', '\x534253494d494c31020d73696e676c655f6e6575726f6e136e6f5f6f7574676f696e675f77656967687473022901020002000201010100035307091a02020202021118180902020202021111111a0202020202121818190202020202121918171c180209030202020202021802030202020202020202020202020202021802020202020202021902021c18028310010104500a8200000000000000408301380908d8eef53f4000358c044812e629d4956c303c4aa003010201020102010201028301000000fcff3aeabf1d1425e9f7cc8783016e1ca7916d2ae1bf002ee9f15ccd68fe901b3bf7df018301ad8146e45969edbf012e804fe22836b55e21b7f5a60d82000000000000f0bf010b010b010b010b010b830100000060dbb0e9bf1c13f9fecc2f16830100000080e18cd0bf1d1326b795f02b8301000000a06a6ae1bf1d130f5b2d102183016b08a652b0c943400036aa2ea1f9455e1357978d2c538e080114011401140114011483001b25444fdcfc375e8d99ff726d09f35f830193d24b507853e7bf0030da01c852ff3eaa6067d2cbae83017e9f3620312feebf0030deed6cc1c6aff2f95e0ac1a38301a17dee254ffcefbf00332bda9c7c1854eb926d47df972c011d011d011d011d011d83001d23622e73fc6da320e4afc1fd227f0183010c0629b66eb87abf0033348155d12265b3f6a2bac6a32483018b0a25edb6f096bf00305cdb96c8fd883e7338d335f98301631940ba86d6febf002c4717bc215ddb8af052725b8300013f00000000000000c0e1f19de1b1fafcafcba69e821a7d00188301000000000000f0bf012dfcc96899474ea738294dac02010182000000000000f03f000301012b012b012b012b012b012b83012fca80611e48e3bf022d4d49be4593fc770cb0977402013200030201340134013401340134013401340134012b012b012b012b012b012b012b8301d0880259b389d8bf032f6fd352efb8e57854da0353200144012b012b012b012b012b012b012b8301674188d879bc8abf0034edd3274fa3421abd7d81f85874014d012a830000400000000000000080b9f2d7d14557edbfa9207d60b5affbbf8301000000000000f0bf00309705d6ceb1bdad113ddc6682012a');
INSERT INTO symbreak.artifacts VALUES (1, 'weights/0', '\x5342504c414e453101c402018a0178010b760a77f708313064618000260234239a3c8c3f33abcff68416877df0d2647bff3fb9fba0ca184283b9ed79d25bc0fc602ad9f5516697edb748367b6ef554fb3ecbc27d2fe359779fbce76673762987fd7ca7f67df77ef4eea1965d92779fdb66c8b2daaf5890661f35a7745f7eeeec5d47271fb0393585cd7e0563d73eaf57dff6000073b6340a');


--
-- Data for Name: checkpoint_parts; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.checkpoint_parts VALUES (2, 'recording', '\x53425245435244320d000000000000000b000000000000007a65726f5f766563746f721300000000000000636f6e7374616e745f61637469766174696f6e0d0000000000000073696e676c655f6e6575726f6e0a000000000000006e6f745f66696e69746513000000000000006e6f5f6f7574676f696e675f776569676874730f00000000000000737461727465645f61745f7a65726f0c00000000000000746f6f5f6665775f726f77730e000000000000006e6f5f66697865645f706f696e740d000000000000006e6f745f636f6e7365727665640a000000000000006e6f745f72616e646f6d0d000000000000006d65616e5f6e6f745f7a65726f1100000000000000646f65735f6e6f745f73617475726174650c000000000000006e6f745f636f6d7075746564010000000000000000000000000000000000004009dae63f01000000000000e03f00000002000000000000008a992f61b1f1c13fa5cf9dfe7457bb3f00010000000000000033b51e1ebf404b3f01000000000000000000000000000000020000000000000000007c3bd4b2773f0f15afcd6017aa3f0000000000000000010000000000000000d3924667f30fbe3f00000014cebcd13feb07d676b504be3f000000000000000000d8173821bf56e03f01000000000000000000000000000000010000000000000001000000000000000000000000000000020000000000000001000000000000002000000000000000002000000000000000000000000000000001000000000000002000000000000000010000000000000000edaff51a2859a0bfafa2addffcffefbfd293428ffcffef3f087cce767eeee8bfac97d06c6e4ea8bfa063454f03e5e53f01000000000000000000000000e0f0afea3f1f9c6cd9126dad3f999447885e99e13f010000000000000000841042082184703f000000000000f0bf000000000000f03f000000000000f0bf000000000000f03f000000000000f03f01000000000000000000000000b01a2dea3f0000004067e5843f00000060cdf9da3f010000000000000000aa596f866757a0bf53d6d00cfbffefbf6d5121c1fcffef3f5198e48a92fbe8bfe7e010a33a06a8bf664a8142f9f0e53f0100000000000000000000000070f554f13f9fe9eaf7187dad3f47b6830d5e3be73f01000000000000000019bc4b829be6883fc1729b00feffefbf27e909fcffffef3ff6c10f2e7c91efbfd49e4d213cd8e33f832ceb6d40aeef3f01000000000000000000000000b085cbb03fa768feecddac463fda35a367b714a33f0100000000000000005defb963a29aff3f0100000000000000000000000000000000010000000000000000000000000000f03f01000000000000000000000000000026400200000000000000010000000000000001010000000000000000000000000000000100000000000000010000000000000001000000000000000301000000000000000003132de234e9cff53f132de234e9cff53f010000000000000005010000000000000005010000000000000003010000000000000000034b55153db831ec3f4b55153db831ec3f010000000000000003010000000000000000038783819f6f50b53f8783819f6f50b53f010000000000000000000000000000f03f0100000000000000000000000000000000010000000000000000000000000000f03f010000000000000000000000000000f03f0000000000000000');
INSERT INTO symbreak.checkpoint_parts VALUES (2, 'state', '\x53425354415445318bdbdd4ec467db6972eb1e8d0f758ef180b1058410966f8e9398d0e947c4df0f01000000000000004000000000000000663237623033303832616564613065313333613139666366623830636539396337613636623963343435373136633531333066376133623966393739626239642988000000000000ea20af0793b6014004020000000000004143233f0abb643d1b5e5f409cf9d7bd01b6a9bd30b8f7bdcd9aa33e151d833ed6bc0ebfdbc6083f76b209405941f23ea3361f3e93d3913f490409c0f3de163f88a4c4bfdd9c4f3cde4ed53f32c1c2bee6118dbe3e27c9be3bd9693e5a88223fa01201beef79043d8824343fe9d901be308e04c015b210bfbe771dc0e9c7353da37ed63e8b24203fa27233c090f17cbd0bc81ebfdeab183fe4d3ff3e280e91bf47d187bd379461be4a750b405c92993ddc5063bf95ce923f22c038402f30e93c41381540e7f57bbffc4fda3f713b46bedf764b3e305327be9daf03bc081aa63eb1906b3fe82b46bf892031be769ffe3e5f46a13faef70dbf18ac1fc0d196ba3e76f145bff04683be9faba43fe30963bdd2dc963e87033ebd12470abf2b55d83d4a0d793e5bfd863dfa5f0cbf6b2251be341acd3d24d0923e4cde773fe48968be3d85273fa1b3c23ee96a40bee6d809be99bf15bdff6d833e7574efbd2f292abf10852abe35195e3e30f11cbcdf33d0bb957df3beae2a583f23833f3f7eb6ecbd4dbe8ebf84df13bffa2fb0c0eabc793b73f41f3ff67bafbe2e1352bf97fe813fd140063fe92898be4a263c4042bee8be693a4c3ffa12a03f112e6cc0ec1521bf82fd20c0bb2f863f9720064008ff893caed2e63dbbbef53e76b38fbe158687bffd1043bf12c0453f48210ebfcd6688be30cb0940046c923f16a065c0c0ce9bbecbf9253f00000000000000000000000000000000010000000000000000000000000000002988000000000000000000000000f03f0200000000000000000000000000f03f000000000000f03f00000000000000000000000000000000020000000000000009000000000000007265636f7264696e6727254330c0b7ac7f064d75b0906dcb4d9d8494a75096d7d87bfbf66510e25c170900000000000000776569676874732f3031875fe8f7e7791436ae152b59f7a69c0fb24e909dd8cd892b1a2a581615bee7');
INSERT INTO symbreak.checkpoint_parts VALUES (2, 'weights/0', '\x534257474854303104000000000000000200000000000000200000000000000002000000000000002000000000000000010000000000000020000000000000000100000000000000b6f61b3ec538ce3d643e10bd7f8ac03e7bd5b83e4c6ed4be824a34be8687aebd8cf3053d7089afbe3d8678bef75cc43ef08b1e3d8f147d3ec040233e757983be074fbebef33e9ebc5a88653e45cec4be1fead43e5f09673e77e7973e7056be39e375a43e378120be40f9b13ec673633ece44babe8212bf3e0505ef3d3fb623be4fb8aebe872d823e8a5a0e3da7f8a7be267a653ec290d63eea57cabe3922aebc1edbd2bdebd6b63ea06558be2a448abdff4097bce8d679be79dc2e3d059c1dbd0e21c7bd57c2cf3e0cdf773e9d5c32bef8fe193e163da6bea27f92bef5228f3ea52007be8ced943edbe221be5f348bbe3f2d60be2054b4be9b32b1bdce03623e0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000052e96be695b45bd041a63beaea33dbe183cc53d8ce4a0bced6650be1031b53e30d68dbd061095bd579c693ea680543d4003cb3e4adf263e6f9da5be899c47be6bced7bedc70b63ed403153ef9a885be334c1f3e3a2b273cb74785be7686c1be416ce1bd440fb33e2f7131bea1c9d1bd61e7b93ebbe5873e24cfaabedcf026bd00000000');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.checkpoints VALUES (2, 34857);


--
-- Data for Name: datasets; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.datasets OVERRIDING SYSTEM VALUE VALUES (1, 'local', 'ds_1k5qjq5f4rdqwjg0w2v2jf83pf', NULL, '\x7b22726f7773223a342c22746573745f726f7773223a302c226665617475726573223a322c227461736b223a22636c617373696669636174696f6e222c22636c6173736573223a322c227461726765745f636f6c756d6e73223a312c226f757470757473223a5b312c325d2c2264697669736f72223a312c22666561747572655f6e616d6573223a5b2278222c2279225d2c227461726765745f6e616d6573223a5b226b696e64225d2c22636c6173735f6e616d6573223a6e756c6c2c226279746573223a3137332c22736861323536223a2233333264653537326263393836646639323830333832643861346634306563663966623438336232323265313562373830613466646365343464393666373466227d', 173, 1795788871684, NULL, false, '\x53594d4244533031930000007b22636c6173735f6e616d6573223a5b5d2c22636c6173736573223a322c2264697669736f72223a312c22666561747572655f6e616d6573223a5b2278222c2279225d2c226665617475726573223a322c22726f7773223a342c227461726765745f636f6c756d6e73223a312c227461726765745f6e616d6573223a5b226b696e64225d2c22746573745f726f7773223a307d0100000001010001010100010100', NULL);


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.jobs OVERRIDING SYSTEM VALUE VALUES (1, 'job_01m8enq5wtpzkjxjm6ds1wbna6', 'local', '1a31352bbb8d25d595471c6f8f69d7e88e0fe705a7ecf97a1a870839c48acae7', 'xavier_uniform', NULL, '{}', false, 'b43b4395a532488f16a95517a51ee6488557bbef149041008753fe82f2240835', NULL, '\x789cdd53dd6eea300c7e975c5713b073c5ab4c4795979ad65a9a4476ca0688773f5f5260d3d99e6057c4aef3fdc55c1ca99fa4b02f8bb2db5f9cc4bc1473fb5de7029d58717cb9b825caad49bec8918aa4e8f6ae509c5ce75e85f0b1e8c21dee4ba938e6279e81e83ee828ac3d100e49674c8f24b8bb0554c813b5536605ffeb0d76735d21fb6f5867d664eea7f941534e0ba637ebd9a71861aad596498dfb99ecadd5113a28c8f9ee22a6c8eeda3d5c6eff73192432e96ff1f91728c63c34410315326ee491561ba93a359a736098fd5361c4782568d770286ca5b789f4d6c71e0ca4839c511f281883a328fc4b1c9bb1c2b9ae0f6661c64fbdb5d1b884d0b9948bcca8f58b0a1b07a898d3ccb12cf3ea069c88e5f8c910f02a95a1572a55c8130cd5088725f0172c4454051600be93ce4b5e930cc920090f10494fbd47e0d6830d999e3019b68d34ecdacfa834083ef63e48beeb7e346f01addd7796717af436ddfa877ad420ceca5e6c7d924348549e77204433e95065e724b1aee1737b51df22fcdc4143568154cae9be891629db94da95ebf51f665d4d3b', 978, 20, 3407366, 0, 286600, 480, NULL, 1, 'succeeded', 20, 1, 0, 0, 0, 3, false, 1795788871584, 1795788871587, 1795788871592, 1, 'succeeded', 2770, NULL, NULL, NULL, false, '\x789ccd55d98edb3810fc173e7b0dde877f2508084a6a798848a297a29c3881ff7d9bf278c693b13748900079a3fa6257b1d4fd8da4a5b46904b223872114080bd9902e1e21efa1f3a190ddb40cc386c429961806b2fb46e60207b2a31b527288931fd23ce3e7563b21b5944c70abb852f2ea0f6dbbe4d09e6a8c3a6f481fa7db3afc4e212634735a18699d60ee51a106e652ebfc42f666bd7cfe3efbb5979be8f3f9057dfc1a4a4c534d1bc20932a67c783e921ddb90cf10f74f652d3bb74fb0b2fa251c2364bf4cb14f795cc99d4b8ecd72a9445e1d7d987c4413bf1cf161d6f33e5423abc6b6a4cb4507c865c9cd7337d8f5903e93dd3f6ccbb934525ac38463ca22f827ec0853de3be612a62ee4ce77708cd7425b430da3da58c6ac56d22051238479c9d05550785ea304934a5bc7b8665432a6e5a37292e36dc6e0855629c711cd88548ecb88cdd22d175c52635037946bc32c021bc3978b9b6ead751cd5e48cb0d472ebea3b3431ccf096dfaf90d3fc9ed6364db5a5f2235e2feafe21b5f4ca247d00f52e518f63af2cd05bc86784f82227fe27e4c47e524e9249ce84d25c18419d62af7a7aefb9af008bea705a59eab831a897fb82c26296534b95608c53f1504e9449e6a4a3ca28e3a8fc4e4eca2a67354e1f2d9535f28d9a94942836ee94b5daa1e27eab9ad85faaa68f08723e8d23947c7a38b450315563fc023a4e6df1132c1911af46f87789253403f87608f3ca175a9fcf7e39f892fc1cf7d33d731b06b8925241f836cd7182f5b528be11d5554054481c36fc4d883f84583bc5fea0efa12db8917c0ed3a7aa3dc715ce038393c50965b47983d33719c2a70b4c82195d1afdf547fa880f829cc6f67fa7f85d1a5233433ee24afc09925e72eebbc77444aa42f13d422dfeb20e4b5ee026b3c67417ebb976ffbca26bebaf6b97491c9e1407ac930aff9dd4a36287d0c0e0612a391d4e6495ce09e3fb30cc70beb960ddc60f9767e5750a87f92955897ca01b46379c622319da943bcc3fa438559fa8bcedd78d4c7ace7bd529d98740ad10e0a4a1b87baceba1a11d50683ad133c5a0ed9d6af0af6c8dd0b207aa82e97a6a6abb587fead69e28a59a736dc5f93f488cc24b', 2221, NULL, NULL);
INSERT INTO symbreak.jobs OVERRIDING SYSTEM VALUE VALUES (2, 'job_01m8enq60x89qbrnsffketz004', 'local', '0e9b14a795e4bcaa11598d381786e5e877412b937e10f101563b7acdd92700d7', 'xavier_uniform', NULL, '{}', false, 'f27b03082aeda0e133a19fcfb80ce99c7a66b9c445716c5130f7a3b9f979bb9d', NULL, '\x789cdd535d6edb300cbe8b9e8d2149f794ab1483c1ca4c4c549604524e9b04b9fb3e49495a6c3bc1fc629196be3fca5747ea6729eccbaaecf6572731afc5dc7e37b84067562c5faf6e8d529b2fe8922f72a22229babd2b146737b837217c2dbaf200002915c8fccc0b20dd279d847504c421e982dd47129cdd022ae499da2ab342c0db1d7673eb90e35f5817d664ee5ffb274d39add8bde96b9f6284ab565b26351e17b2f75647e8a02097878b9822bbdbf0b4b9fdc36590c8a4ff8bcf5f4031e6a9cd78a242c68d3c52b791aa53a3250786d99f15468c3b413b8645612ba3cda4f73eeec1443ac905f5818231388ac2bfc463335638d76037fd816d2a7e1ead1d886b08834bb9c8825abf69b1e3042d4b5a389675e99ec08c704e5f3c01b3a93ca352a9727e20e71ae4b406fe8685a0aacc02c00fd265cd3dcf900cc23086487a1e3d62b7116c48f68c9d61db48c3aebd8e4a93e0e3e883e487ee67f31e53ef7eb01ce7676f33f4ffea5983382b7bb13e984348545e76204433e95465e724b1fd736daebe05f975130d59055229e7c77db448d9e6d48edc6ebf01b9cb4e8e', 985, 10000000, 115483968496, 1.3407366, 336536, 480, NULL, 1, NULL, 34857, 1, 0, 0, 0, 4, false, 1795788871711, NULL, NULL, 1, 'released', 415, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL);


--
-- Data for Name: leases; Type: TABLE DATA; Schema: symbreak; Owner: -
--



--
-- Data for Name: migrations; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.migrations VALUES (1, '2026-11-27 14:14:31.327899+00');


--
-- Data for Name: owner_usage; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.owner_usage VALUES ('local', 2, 3185, 1.3407366);


--
-- Data for Name: ready; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.ready VALUES (1.3407366, 2, '0e9b14a795e4bcaa11598d381786e5e877412b937e10f101563b7acdd92700d7', 'local', 115483968496, 336536, 480, 1, 1, 0);


--
-- Data for Name: sweeps; Type: TABLE DATA; Schema: symbreak; Owner: -
--



--
-- Data for Name: usage_changes; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.usage_changes VALUES ('local', 0, 0, 11550.737586199999);


--
-- Data for Name: webhook_deliveries; Type: TABLE DATA; Schema: symbreak; Owner: -
--



--
-- Data for Name: webhooks; Type: TABLE DATA; Schema: symbreak; Owner: -
--



--
-- Data for Name: write_checks; Type: TABLE DATA; Schema: symbreak; Owner: -
--

INSERT INTO symbreak.write_checks VALUES (1, 0);


--
-- Name: datasets_sequence_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.datasets_sequence_seq', 1, true);


--
-- Name: jobs_sequence_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.jobs_sequence_seq', 2, true);


--
-- Name: leases_number_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.leases_number_seq', 2, true);


--
-- Name: sweeps_sequence_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.sweeps_sequence_seq', 1, false);


--
-- Name: webhook_deliveries_sequence_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.webhook_deliveries_sequence_seq', 1, false);


--
-- Name: webhooks_sequence_seq; Type: SEQUENCE SET; Schema: symbreak; Owner: -
--

SELECT pg_catalog.setval('symbreak.webhooks_sequence_seq', 1, false);


--
-- Name: access_keys access_keys_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.access_keys
    ADD CONSTRAINT access_keys_pkey PRIMARY KEY (id);


--
-- Name: artifacts artifacts_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.artifacts
    ADD CONSTRAINT artifacts_pkey PRIMARY KEY (sequence, name);


--
-- Name: checkpoint_parts checkpoint_parts_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.checkpoint_parts
    ADD CONSTRAINT checkpoint_parts_pkey PRIMARY KEY (sequence, name);


--
-- Name: checkpoints checkpoints_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (sequence);


--
-- Name: datasets datasets_owner_id_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.datasets
    ADD CONSTRAINT datasets_owner_id_key UNIQUE (owner, id);


--
-- Name: datasets datasets_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.datasets
    ADD CONSTRAINT datasets_pkey PRIMARY KEY (sequence);


--
-- Name: jobs jobs_id_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.jobs
    ADD CONSTRAINT jobs_id_key UNIQUE (id);


--
-- Name: jobs jobs_idempotency_key_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.jobs
    ADD CONSTRAINT jobs_idempotency_key_key UNIQUE (idempotency_key);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (sequence);


--
-- Name: leases leases_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (sequence);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);


--
-- Name: owner_usage owner_usage_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.owner_usage
    ADD CONSTRAINT owner_usage_pkey PRIMARY KEY (owner);


--
-- Name: ready ready_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.ready
    ADD CONSTRAINT ready_pkey PRIMARY KEY (rank, sequence);


--
-- Name: sweeps sweeps_id_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.sweeps
    ADD CONSTRAINT sweeps_id_key UNIQUE (id);


--
-- Name: sweeps sweeps_idempotency_key_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.sweeps
    ADD CONSTRAINT sweeps_idempotency_key_key UNIQUE (idempotency_key);


--
-- Name: sweeps sweeps_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.sweeps
    ADD CONSTRAINT sweeps_pkey PRIMARY KEY (sequence);


--
-- Name: webhook_deliveries webhook_deliveries_id_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_id_key UNIQUE (id);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (sequence);


--
-- Name: webhooks webhooks_id_key; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.webhooks
    ADD CONSTRAINT webhooks_id_key UNIQUE (id);


--
-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (sequence);


--
-- Name: write_checks write_checks_pkey; Type: CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.write_checks
    ADD CONSTRAINT write_checks_pkey PRIMARY KEY (id);


--
-- Name: jobs_by_creation; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_creation ON symbreak.jobs USING btree (created_at);


--
-- Name: jobs_by_dataset; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_dataset ON symbreak.jobs USING btree (owner, dataset, sequence) WHERE (dataset IS NOT NULL);


--
-- Name: jobs_by_end; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_end ON symbreak.jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: jobs_by_label; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_label ON symbreak.jobs USING gin (labels jsonb_path_ops);


--
-- Name: jobs_by_name; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_name ON symbreak.jobs USING btree (name, sequence) WHERE (name IS NOT NULL);


--
-- Name: jobs_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_owner ON symbreak.jobs USING btree (owner, sequence);


--
-- Name: jobs_by_scheme; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_scheme ON symbreak.jobs USING btree (scheme, sequence);


--
-- Name: jobs_by_sweep; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_by_sweep ON symbreak.jobs USING btree (sweep, sweep_position) WHERE (sweep IS NOT NULL);


--
-- Name: jobs_ended; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_ended ON symbreak.jobs USING btree (owner, finished_at, sequence) WHERE (finished_at IS NOT NULL);


--
-- Name: jobs_unfinished_by_sweep; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX jobs_unfinished_by_sweep ON symbreak.jobs USING btree (sweep) WHERE ((sweep IS NOT NULL) AND (outcome IS NULL));


--
-- Name: leases_alone; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX leases_alone ON symbreak.leases USING btree (process, number) WHERE (NOT had_company);


--
-- Name: leases_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX leases_by_owner ON symbreak.leases USING btree (owner);


--
-- Name: leases_by_process; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX leases_by_process ON symbreak.leases USING btree (process, number);


--
-- Name: ready_by_job; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE UNIQUE INDEX ready_by_job ON symbreak.ready USING btree (sequence);


--
-- Name: ready_by_key; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX ready_by_key ON symbreak.ready USING btree (batch_key, rank, sequence);


--
-- Name: ready_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX ready_by_owner ON symbreak.ready USING btree (owner, sequence);


--
-- Name: sweeps_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX sweeps_by_owner ON symbreak.sweeps USING btree (owner, sequence);


--
-- Name: usage_changes_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX usage_changes_by_owner ON symbreak.usage_changes USING btree (owner);


--
-- Name: webhook_deliveries_by_age; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX webhook_deliveries_by_age ON symbreak.webhook_deliveries USING btree (at);


--
-- Name: webhook_deliveries_due; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX webhook_deliveries_due ON symbreak.webhook_deliveries USING btree (webhook, due_at, sequence);


--
-- Name: webhooks_by_owner; Type: INDEX; Schema: symbreak; Owner: -
--

CREATE INDEX webhooks_by_owner ON symbreak.webhooks USING btree (owner, sequence);


--
-- Name: artifacts artifacts_sequence_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.artifacts
    ADD CONSTRAINT artifacts_sequence_fkey FOREIGN KEY (sequence) REFERENCES symbreak.jobs(sequence) ON DELETE CASCADE;


--
-- Name: checkpoint_parts checkpoint_parts_sequence_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.checkpoint_parts
    ADD CONSTRAINT checkpoint_parts_sequence_fkey FOREIGN KEY (sequence) REFERENCES symbreak.checkpoints(sequence) ON DELETE CASCADE;


--
-- Name: checkpoints checkpoints_sequence_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.checkpoints
    ADD CONSTRAINT checkpoints_sequence_fkey FOREIGN KEY (sequence) REFERENCES symbreak.jobs(sequence) ON DELETE CASCADE;


--
-- Name: jobs jobs_sweep_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.jobs
    ADD CONSTRAINT jobs_sweep_fkey FOREIGN KEY (sweep) REFERENCES symbreak.sweeps(sequence);


--
-- Name: leases leases_sequence_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.leases
    ADD CONSTRAINT leases_sequence_fkey FOREIGN KEY (sequence) REFERENCES symbreak.jobs(sequence) ON DELETE CASCADE;


--
-- Name: ready ready_sequence_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.ready
    ADD CONSTRAINT ready_sequence_fkey FOREIGN KEY (sequence) REFERENCES symbreak.jobs(sequence) ON DELETE CASCADE;


--
-- Name: webhook_deliveries webhook_deliveries_webhook_fkey; Type: FK CONSTRAINT; Schema: symbreak; Owner: -
--

ALTER TABLE ONLY symbreak.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (webhook) REFERENCES symbreak.webhooks(sequence) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


