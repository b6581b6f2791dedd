"""What the contract says of webhooks, put to the test; what they send is tested elsewhere, against a receiver."""

from document import escape

WEBHOOKS = "/v1/webhooks"
WEBHOOK = WEBHOOKS + "/{id}"
MISSING = "hook_00000000000000000000000000"


def check_webhooks(check):
    """Every example is registered, shown, listed and deleted; and what is refused."""
    pointer, body = check.document.at("/paths/~1v1~1webhooks/post/requestBody")
    where, media = check.document.at(pointer + "/content/application~1json")
    examples = list(check.document.examples(where, media))
    if not examples:
        check.faults.append(f"POST {WEBHOOKS} has no examples")
    ids = []
    for _, value in examples:
        answer = check.call("POST", WEBHOOKS, 201, body=value)
        ids.append(answer.json["id"])
        if answer.headers["location"] != f"{WEBHOOKS}/{ids[-1]}":
            check.faults.append(f"POST {WEBHOOKS}: Location is {answer.headers['location']}")
    listed = [item["id"] for item in check.get(WEBHOOKS).json["items"]]
    if listed != ids[::-1]:
        check.faults.append(f"{WEBHOOKS}: lists {listed}, not {ids[::-1]}")
    for id in ids:
        check.get(WEBHOOK, id)
        check.call("DELETE", WEBHOOK, 204, id=id)
        check.call("GET", WEBHOOK, 404, id=id)
    check.call("DELETE", WEBHOOK, 404, id=MISSING)
    for url in ("http://127.0.0.1/", "https://elsewhere.example/", "ftp://hooks.example/"):
        check.call("POST", WEBHOOKS, 422, body={"url": url})
    check.call("POST", WEBHOOKS, 415, body=b"{}", Content_Type="text/plain")
    check_messages(check)


def check_messages(check):
    """The examples of what is sent fit their schemas."""
    callbacks = "/paths/~1v1~1webhooks/post/callbacks"
    for name, callback in check.document.at(callbacks)[1].items():
        (url,) = callback
        where = f"{callbacks}/{name}/{escape(url)}/post/requestBody/content/application~1json"
        for _, value in check.document.examples(where, check.document.at(where)[1]):
            check.faults += check.document.schema_faults(where + "/schema", value, f"the example of {name}")
