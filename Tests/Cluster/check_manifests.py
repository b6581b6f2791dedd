"""Holds docker/kubernetes against Kubernetes' own schemas, and docker/compose.yaml against what it names.

KEDA's kinds are not among those schemas: of them what the scaler cannot do without is looked for.
"""
import pathlib
import sys

import kubernetes_validate
import yaml

DOCKER = pathlib.Path(__file__).resolve().parent.parent.parent / "docker"
VERSION = "1.31"


def manifests():
    """What is wrong with the manifests, and how many there are."""
    wrong, count = [], 0
    for file in sorted((DOCKER / "kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            count += 1
            name = f"{file.name}: {document['kind']} {document['metadata']['name']}"
            if document["apiVersion"].startswith("keda.sh/"):
                wrong += [f"{name}: {text}" for text in scaling(document)]
                continue
            try:
                kubernetes_validate.validate(document, VERSION, strict=True)
            except kubernetes_validate.ValidationError as fault:
                wrong.append(f"{name}: {'/'.join(map(str, fault.path))}: {fault.message}")
    return wrong, count


def scaling(document):
    """What a ScaledObject lacks."""
    if document["kind"] != "ScaledObject":
        return []
    specification = document["spec"]
    targets = {
        other["metadata"]["name"]
        for file in (DOCKER / "kubernetes").glob("*.yaml")
        for other in yaml.safe_load_all(file.read_text()) if other["kind"] == "Deployment"}
    wrong = []
    if specification["scaleTargetRef"]["name"] not in targets:
        wrong.append("it scales nothing that is there")
    for trigger in specification["triggers"]:
        missing = {"host", "port", "userName", "dbName", "query", "targetQueryValue"} - set(
            trigger["metadata"])
        if missing:
            wrong.append(f"its trigger lacks {sorted(missing)}")
        if not all(isinstance(value, str) for value in trigger["metadata"].values()):
            wrong.append("its trigger's metadata are not all texts")
    return wrong


def compose():
    """What is wrong with the file for Compose."""
    document = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    wrong = []
    for name, service in document["services"].items():
        for other in service.get("depends_on", []):
            if other not in document["services"]:
                wrong.append(f"compose.yaml: {name} depends on {other}, which is not there")
        for secret in service.get("secrets", []):
            if secret not in document.get("secrets", {}):
                wrong.append(f"compose.yaml: {name} has the secret {secret}, which is not there")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                if not (DOCKER / source).exists():
                    wrong.append(f"compose.yaml: {name} mounts {source}, which is not there")
            elif source not in document["volumes"]:
                wrong.append(f"compose.yaml: {name} mounts {source}, which is not there")
    return wrong


wrong, count = manifests()
wrong += compose()
for text in wrong:
    print(text, file=sys.stderr)
print(f"{count} manifests for Kubernetes {VERSION}, {len(wrong)} faults")
sys.exit(1 if wrong else 0)
