#!/bin/sh
# Run the tests of the Whoosh codec against another distribution of Whoosh than the installed one:
#
#     tests/run_with_whoosh.sh Whoosh-Reloaded 2.7.5
#     tests/run_with_whoosh.sh Whoosh 2.7.4 -k matcher
#
# The distribution is installed once, below .cache/, and comes before the installed one on Python's path. What
# follows the version goes to pytest. PYTHON names the interpreter (default: .venv/bin/python).
set -eu

name=$1
version=$2
shift 2
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
folder=$root/.cache/whoosh-$name-$version

if [ ! -d "$folder" ]; then
    unfinished=$folder.$$
    "$python" -m pip install --quiet --disable-pip-version-check --target "$unfinished" "$name==$version"
    mv "$unfinished" "$folder"
fi

cd "$root"
export PYTHONPATH="$folder${PYTHONPATH:+:$PYTHONPATH}" WHOOSH_FOLDER="$folder"
"$python" -c 'import whoosh; print("whoosh %d.%d.%d from" % whoosh.__version__, whoosh.__path__[0])'
exec "$python" -m pytest tests/whoosh_codec "$@"
