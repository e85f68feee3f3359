"""The manifest of Kubernetes: its parts fit together, and it asks for no more than it needs."""

import re

import pytest
import yaml
from recipes.live import RECIPES
from web.engine import FixedEngine

from indexer.commands.names import all_commands
from indexer.settings.load import load_settings, variable_name
from indexer.settings.settings import SETTINGS
from search_app import create_app

DOCUMENTS = list(yaml.safe_load_all((RECIPES / "kubernetes/post-search.yaml").read_text(encoding="utf-8")))
BY_KIND = {document["kind"]: document for document in DOCUMENTS}
POD = BY_KIND["Deployment"]["spec"]["template"]["spec"]
SERVE, WATCH = POD["containers"]
CONTAINERFILE = (RECIPES / "container/Containerfile").read_text(encoding="utf-8")


def mounts(container):
    return {each["mountPath"]: each for each in container["volumeMounts"]}


def test_nobody_in_particular_runs_it_who_may_do_nothing_else():
    user = POD["securityContext"]["runAsUser"]
    assert f"USER {user}:{user}\n" in CONTAINERFILE
    assert POD["securityContext"]["runAsNonRoot"]
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not POD["automountServiceAccountToken"]
    for container in (SERVE, WATCH):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]


def test_who_serves_may_not_write_the_index_and_nobody_may_write_the_site():
    assert mounts(SERVE)["/data"]["readOnly"]
    assert "/site" not in mounts(SERVE)
    assert mounts(WATCH)["/site"]["readOnly"]
    assert "readOnly" not in mounts(WATCH)["/data"]


def test_every_volume_is_there():
    volumes = {volume["name"] for volume in POD["volumes"]}
    assert {each["name"] for container in (SERVE, WATCH) for each in container["volumeMounts"]} == volumes


def test_selectors_find_the_pod():
    labels = BY_KIND["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert BY_KIND["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert BY_KIND["Service"]["spec"]["selector"] == labels
    assert BY_KIND["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_every_probe_is_answered(probe):
    asked = SERVE[probe]["httpGet"]
    assert create_app(FixedEngine()).test_client().get(asked["path"]).status_code == 200
    [port] = SERVE["ports"]
    assert asked["port"] == port["name"]
    assert f"EXPOSE {port['containerPort']}\n" in CONTAINERFILE


def test_every_variable_is_a_setting_within_its_bounds():
    for container in (SERVE, WATCH):
        variables = {each["name"]: each["value"] for each in container["env"]}
        assert set(variables) <= {variable_name(name) for name in SETTINGS}
        assert str(load_settings(environment=variables).index) == "/data/index"


def test_every_command_is_one():
    assert 'ENTRYPOINT ["search-index"]' in CONTAINERFILE
    assert [container["args"][0] for container in (SERVE, WATCH)] == ["serve", "watch"]
    assert {"serve", "watch"} <= set(all_commands())


def test_the_base_image_of_both_stages_is_named_once_and_can_be_replaced():
    [named] = re.findall(r"^ARG (.*)$", CONTAINERFILE, re.MULTILINE)
    assert re.fullmatch(r"BASE=docker\.io/library/python:3\.\d+-slim", named)
    assert re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE) == ["${BASE}"] * 2
