"""The container: built from the recipe and run as the readme says, where a machine can do that.

The base image is the one that the recipe names, where it can be had, or the one that ``SEARCH_TEST_BASE_IMAGE`` names;
else a Debian made by debootstrap stands in for it. It takes minutes.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from recipes.live import POST, RECIPES, put

pytestmark = pytest.mark.slow

ROOT = RECIPES.parents[1]
RECIPE = RECIPES / "container/Containerfile"
NAMED_BASE = re.search(r"^ARG BASE=(\S+)", RECIPE.read_text(encoding="utf-8"), re.MULTILINE)[1]
MADE_BASE = "localhost/post-search-test-base"
IMAGE = "localhost/post-search-test"
CONFINED = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "all"]
TELL_KERNEL = "from indexer.native import describe_kernel; print(describe_kernel())"
WAYS = (
    ([], []),
    # Where this process has no right to raise limits, or the machine has cgroups of both versions.
    (["--cgroup-manager", "cgroupfs"], ["--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024"]),
)
"""Options of podman, and of its ``run``, the first that work."""


def run(*command, **options):
    command = [str(each) for each in command]
    return subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False, **options)


def need(program):
    return shutil.which(program) or pytest.skip(f"no {program}: install Debian's package {program}")


def must(done):
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The name of a base image."""
    buildah = need("buildah")
    for name in (os.environ.get("SEARCH_TEST_BASE_IMAGE"), NAMED_BASE):
        is_here = name and not run(buildah, "inspect", "--type", "image", name).returncode
        if is_here or (name and not run(buildah, "pull", name).returncode):
            return name
    rootfs = tmp_path_factory.mktemp("base") / "rootfs"
    made = run(need("debootstrap"), "--variant=minbase", "--include=python3-pip,ca-certificates", "stable", rootfs)
    if made.returncode:
        pytest.skip(f"{NAMED_BASE} cannot be had, nor a Debian made: {made.stdout[-300:]}{made.stderr[-300:]}")
    container = must(run(buildah, "from", "scratch")).strip()
    try:
        must(run(buildah, "add", container, rootfs, "/"))
        # Debian's own Python asks for these; that of the named image does not.
        settings = ["--env", "PIP_BREAK_SYSTEM_PACKAGES=1", "--env", "PIP_IGNORE_INSTALLED=1"]
        must(run(buildah, "config", *settings, container))
        must(run(buildah, "commit", container, MADE_BASE))
    finally:
        run(buildah, "rm", container)
    return MADE_BASE


@pytest.fixture(scope="module")
def image(base):
    """The name of the image that the recipe makes."""
    trusted = os.environ.get("SSL_CERT_FILE")
    certificates = ["--volume", f"{Path(trusted).resolve()}:/etc/ssl/certs/ca-certificates.crt:ro"] if trusted else []
    options = ["--isolation", "chroot", "--network", "host", *certificates, "--build-arg", f"BASE={base}"]
    must(run("buildah", "build", *options, "--file", RECIPE, "--tag", IMAGE, ROOT))
    return IMAGE


@pytest.fixture(scope="module")
def podman(image):
    """Return a function that runs the image in a way that this machine allows."""
    program, told = need("podman"), ""
    for general, special in WAYS:
        done = run(program, *general, "run", "--rm", *special, "--network", "none", image, "--version")
        if not done.returncode:
            return lambda *words: run(program, *general, "run", *special, *words)
        told = done.stderr
    return pytest.skip(f"this machine lets podman run nothing: {told.strip()}")


@pytest.fixture
def site(tmp_path):
    """A site that the image's user may read."""
    put(tmp_path / "site/canary.md", POST)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.geteuid() and path != path.parent:
            path.chmod(path.stat().st_mode | 0o055)
    return tmp_path / "site"


@pytest.fixture
def volume():
    name = f"post-search-test-{os.getpid()}"
    yield name
    run("podman", "volume", "rm", "--force", name)


@pytest.fixture
def containers():
    """The names of containers that are to be removed."""
    names = []
    yield names
    for name in names:
        run("podman", "rm", "--force", "--time", "5", name)


def test_what_is_saved_is_found_by_two_containers_of_which_only_one_may_write(podman, image, site, volume, containers):
    watch, serve = f"{volume}-watch", f"{volume}-serve"
    containers += [watch, serve]
    mounts = ["--volume", f"{site}:/site:ro", "--volume", f"{volume}:/index"]
    must(podman("--detach", "--name", watch, *CONFINED, "--network", "none", *mounts, image, "watch", "/site"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = ["--env", f"SEARCH_PORT={port}", "--env", "SEARCH_DEADLINE=60", "--network", "host"]
    must(podman("--detach", "--name", serve, *CONFINED, *settings, "--volume", f"{volume}:/index:ro", image))
    wait_until_found(port, "灰度", ["canary.md"])
    put(site / "second.md", POST.replace("灰度", "quetzal"))
    (site / "second.md").chmod(0o644)
    wait_until_found(port, "quetzal", ["second.md"])
    assert json.loads(get(port, "/healthz/ready"))["status"] == "ok"
    written = run("podman", "exec", serve, "touch", "/index/x")
    assert "Read-only file system" in written.stderr
    assert must(run("podman", "exec", serve, "id", "-u")).strip() == "10001"


def get(port, address):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=300) as answer:
        return answer.read().decode()


def wait_until_found(port, word, expected):
    end, found = time.monotonic() + 300, None
    while found != expected:
        assert time.monotonic() < end, found
        try:
            hits = json.loads(get(port, f"/api/search?q={urllib.request.quote(word)}"))["hits"]
            found = [hit["id"] for hit in hits]
        except (urllib.error.URLError, ConnectionError) as error:
            found = error
        time.sleep(0.2)


def test_the_image_holds_no_more_than_the_program(podman, image):
    told = must(run("buildah", "inspect", "--type", "image", image))
    config = json.loads(told)["OCIv1"]["config"]
    assert (config["User"], config["Entrypoint"], config["Cmd"]) == ("10001:10001", ["search-index"], ["serve"])
    assert must(podman("--rm", "--network", "none", image, "--version")).startswith("search-index, version ")
    found = podman("--rm", "--network", "none", "--entrypoint", "python3", image, "-c", "import ziglang")
    assert "No module named 'ziglang'" in found.stderr


def test_the_image_brings_the_native_kernel_though_its_base_has_no_compiler(podman, image):
    told = must(podman("--rm", "--network", "none", "--entrypoint", "python3", image, "-c", TELL_KERNEL))
    assert told.startswith("yes (")
