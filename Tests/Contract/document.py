"""The OpenAPI document, and what it says of an answer."""
import json
import re

import jsonschema
import referencing
import referencing.jsonschema
import yaml

ROOT = "urn:symbreak:openapi"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
#: Fields that mean something to clients of this service, so that the document must name them.
TOLD_FIELDS = ("accept-post", "allow", "etag", "link", "location", "preference-applied", "retry-after")
#: Refusals that the document describes for all operations together, with this schema.
COMMON_REFUSALS = ("400", "401", "403", "404", "405", "406", "408", "413", "414", "417", "421", "429", "431", "501", "503", "505")
PROBLEM = ("application/problem+json", "/components/schemas/Problem")


class JSONLoader(yaml.SafeLoader):
    """YAML as JSON has it: a date is text, and only true and false are truth values."""


JSONLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
JSONLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_yaml(text):
    """The document of a YAML text, with text for the keys of `responses`."""
    return json.loads(json.dumps(yaml.load(text, JSONLoader)))


class Document:
    """An OpenAPI 3.1 document whose references stay within it."""

    def __init__(self, value):
        self.value = value
        # OpenAPI 3.1 schemas are JSON Schema 2020-12; pointers reach them from the document's root.
        resource = referencing.Resource(contents=value, specification=referencing.jsonschema.DRAFT202012)
        self.registry = referencing.Registry().with_resource(ROOT, resource)

    def at(self, pointer):
        """The pointer with its reference followed, and the value there."""
        value = self.value
        for token in pointer.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            value = value[int(token)] if isinstance(value, list) else value[token]
        if isinstance(value, dict) and "$ref" in value:
            return self.at(value["$ref"].removeprefix("#"))
        return pointer, value

    def operations(self):
        """(method, path, pointer, operation) of every operation."""
        for path, item in self.value["paths"].items():
            for method in METHODS:
                if method in item:
                    pointer = f"/paths/{escape(path)}/{method}"
                    yield method.upper(), path, pointer, item[method]

    def schema_faults(self, pointer, value, name):
        """What the schema at `pointer` has against `value`."""
        validator = jsonschema.Draft202012Validator(
            {"$ref": f"{ROOT}#{pointer}"}, registry=self.registry,
            format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        return [f"{name}: at {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]

    def examples(self, pointer, media):
        """(name, value) of the examples of a media type object or parameter."""
        if "example" in media:
            yield "example", media["example"]
        for name in media.get("examples", {}):
            _, example = self.at(f"{pointer}/examples/{escape(name)}")
            yield name, example["value"]

    def example_faults(self):
        """What the schemas have against the document's own examples."""
        faults = []
        for method, path, pointer, operation in self.operations():
            places = []
            if "requestBody" in operation:
                places.append(self.at(pointer + "/requestBody"))
            places += [self.at(f"{pointer}/responses/{status}") for status in operation["responses"]]
            for place, owner in places:
                for kind in owner.get("content", {}):
                    where, media = self.at(f"{place}/content/{escape(kind)}")
                    for name, value in self.examples(where, media):
                        faults += self.schema_faults(
                            where + "/schema", value, f"{method} {path}, example {name} at {where}")
        for name, schema in self.value.get("components", {}).get("schemas", {}).items():
            where = f"/components/schemas/{name}"
            for index, value in enumerate(schema.get("examples", [])):
                faults += self.schema_faults(where, value, f"schema {name}, example {index}")
        return faults

    def answer_faults(self, pointer, operation, answer, name):
        """What the document has against an answer: status, fields, media type and content."""
        status = str(answer.status)
        name = f"{name} -> {status}"
        if status not in operation["responses"]:
            if status not in COMMON_REFUSALS or answer.media_type != PROBLEM[0]:
                return [f"{name}: this status is not documented"]
            return self.schema_faults(PROBLEM[1], answer.json, name)
        place, response = self.at(f"{pointer}/responses/{status}")
        faults = self.field_faults(place, response, answer, name)
        content = response.get("content", {})
        if not content:
            return faults + ([f"{name}: has content, and none is documented"] if answer.body else [])
        if answer.media_type not in content:
            return faults + [f"{name}: {answer.media_type} is not documented, only {list(content)}"]
        if answer.media_type in ("application/json", "application/vnd.symbreak.rows+json", PROBLEM[0]):
            where, _ = self.at(f"{place}/content/{escape(answer.media_type)}")
            faults += self.schema_faults(where + "/schema", answer.json, name)
        return faults

    def field_faults(self, place, response, answer, name):
        """What the documented headers have against an answer's, and the other way round."""
        faults = []
        documented = {}
        for field in response.get("headers", {}):
            where, header = self.at(f"{place}/headers/{escape(field)}")
            documented[field.lower()] = (where, header)
            value = answer.headers.get(field.lower())
            if value is None:
                if header.get("required"):
                    faults.append(f"{name}: {field} is missing")
            elif "schema" in header:
                _, schema = self.at(where + "/schema")
                if schema.get("type") == "integer" and value.isdecimal():
                    value = int(value)
                faults += self.schema_faults(where + "/schema", value, f"{name}, {field}")
        for field in TOLD_FIELDS:
            if field in answer.headers and field not in documented:
                faults.append(f"{name}: {field} is not documented")
        return faults


def escape(token):
    """A member's name as it stands in a JSON Pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")
