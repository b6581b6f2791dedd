"use strict";

const query = new URLSearchParams(location.search);
const service = query.get("service");
const key = query.get("key");
const authorization = key ? { Authorization: `Bearer ${key}` } : {};
const spec = { architecture: [2, 2, 1], init: "constant", alpha: 0.5, seed: 1 };

/** What a page can tell of an answer; `text` leaves its content as it is. */
async function seen(target, options = {}, read = "json") {
  const { headers = {}, ...rest } = options;
  try {
    const answer = await fetch(service + target, {
      ...rest, headers: { ...authorization, ...headers }, cache: "no-store",
    });
    const text = await answer.text();
    return {
      status: answer.status,
      type: answer.type,
      content: read === "json" && text ? JSON.parse(text) : text.slice(-4000),
      fields: Object.fromEntries(
        ["etag", "location", "retry-after", "x-request-id", "link"]
          .map((name) => [name, answer.headers.get(name)])),
    };
  } catch (error) {
    return { error: error.name };
  }
}

function post(target, value, headers = {}) {
  return seen(target, {
    method: "POST", body: JSON.stringify(value),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

/** The names and data of a job's events, by the browser's own reader of event streams. */
function eventSource(target) {
  return new Promise((resolve) => {
    const events = [];
    const source = new EventSource(service + target);
    const end = (error) => {
      source.close();
      resolve({ events, error });
    };
    for (const name of ["state", "progress", "points"]) {
      source.addEventListener(name, (event) => {
        const data = JSON.parse(event.data);
        events.push({ name, state: data.state, points: data.total_points });
        if (["succeeded", "failed", "cancelled"].includes(data.state)) end(null);
      });
    }
    source.onerror = () => end("error");
  });
}

/** Whether a request without leave, such as a form sends, at least arrives somewhere unseen. */
async function unseen(target, options) {
  try {
    const answer = await fetch(service + target, { mode: "no-cors", ...options });
    return { type: answer.type, status: answer.status };
  } catch (error) {
    return { error: error.name };
  }
}

async function all() {
  const results = {};
  results.list = await seen("/v1/schemes", { headers: { "X-Request-Id": "page.1" } });
  results.created = await post("/v1/jobs", spec, { Prefer: "wait=60", "Idempotency-Key": "page" });
  const job = results.created.fields?.location;
  if (job) {
    const tag = results.created.fields.etag;
    results.unchanged = await seen(job, { headers: { "If-None-Match": tag } });
    results.events = key
      ? await seen(job + "/events", {}, "text") : await eventSource(job + "/events");
    results.queued = await post("/v1/jobs", { ...spec, training: { steps: 5000000 } });
    results.cancelled = await seen(results.queued.fields.location + "/cancel", { method: "POST" });
    results.deleted = await seen(job, { method: "DELETE" });
  } else {
    results.events = await eventSource("/v1/jobs/job_00000000000000000000000000/events");
  }
  results.unfit = await post("/v1/jobs", { ...spec, alpah: 1 });
  results.unknown = await post("/v1/job", spec);
  results.wrong = await seen("/v1/schemes", { method: "DELETE" });
  results.large = await post("/v1/jobs", { filling: " ".repeat(64 << 10) });
  results.keyless = await seen("/v1/jobs", { headers: { Authorization: "Bearer none" } });
  results.form = await unseen("/v1/jobs", {
    method: "POST", body: JSON.stringify(spec), headers: { "Content-Type": "text/plain" },
  });
  return results;
}

all()
  .catch((error) => ({ failure: String(error.stack || error) }))
  .then((results) => fetch("/results", { method: "POST", body: JSON.stringify(results) }));
