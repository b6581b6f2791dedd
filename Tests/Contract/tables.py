"""What the contract says of tables: every series and list in every form."""
import csv
import io
import json

FORMS = {"rows": "application/vnd.symbreak.rows+json", "csv": "text/csv", "ndjson": "application/x-ndjson"}


def check_tables(check, id, other, sweep):
    """The forms of each hold the same rows, whether asked for by `Accept`, by `format` or by the path's end."""
    count = 0
    for (method, path), (_, operation) in check.operations.items():
        if FORMS["rows"] not in operation["responses"].get("200", {}).get("content", {}):
            continue
        count += 1
        name = "xor" if "datasets" in path else sweep if "sweeps" in path else id
        query = f"?jobs={id},{other}" if path in ("/v1/curves", "/v1/compare") else ""
        if method == "POST":
            for kind in FORMS.values():
                check.call(method, path, 200, id=name, body={"inputs": [[0, 1]]}, Accept=kind)
            continue
        check.get(path, name, query)
        texts = {}
        for form, kind in FORMS.items():
            answer = check.get(path, name, query, Accept=kind)
            texts[form] = answer.body.decode()
            end = check.service.send("GET", path.replace("{id}", name) + "." + form + query)
            named = check.service.send("GET", path.replace("{id}", name) + f"?format={form}" + query.replace("?", "&"))
            if not answer.body == end.body == named.body:
                check.faults.append(f"{path}: three ways to ask for {form} give different answers")
            file = answer.headers.get("content-disposition", "")
            if file.endswith(f'.{form}"') != (form != "rows"):
                check.faults.append(f"{path} as {form}: Content-Disposition is {file!r}")
        rows = json.loads(texts["rows"])
        if not rows or rows != [json.loads(line) for line in texts["ndjson"].splitlines()]:
            check.faults.append(f"{path}: {len(rows)} rows, which are not those of NDJSON")
            continue
        table = list(csv.DictReader(io.StringIO(texts["csv"], newline="")))
        for row, fields in zip(rows, table, strict=True):
            values = {key: value for key, value in row.items() if key != "non_finite"}
            if {key: read(field) for key, field in fields.items()} != {key: plain(value) for key, value in values.items()}:
                check.faults.append(f"{path}: {values} is {fields} in CSV")
                break
    if count < 16:
        check.faults.append(f"only {count} operations have rows")


def read(field):
    """A field of CSV as a number, where it is one, or JSON."""
    try:
        return json.loads(field)
    except ValueError:
        return field


def plain(value):
    """A value as `read` has it."""
    return "" if value is None else read(value) if isinstance(value, str) else value
