"""Look an index on a cluster over: what is served there, and the settings that lead there."""

import time

from indexer.doctor.checks.cluster import check_cluster, unreachable_cluster
from indexer.doctor.checks.configuration import check_configuration
from indexer.doctor.examine import Examination, Subject
from indexer.doctor.findings import Area, Commands
from indexer.engines.cluster.client import connect
from indexer.engines.cluster.inspection import find_damage, read_facts
from indexer.errors import SearchIndexError
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings


def examine_cluster(address: ClusterAddress, settings: Settings, subject: Subject) -> Examination:
    """Read every table and every post that a cluster serves, and judge them. Nothing is written.

    Args:
        address: Of the index.
        settings: How the cluster is reached.
        subject: The folder that the index is built in, which may not be there, and its site.
    """
    commands = Commands(subject.root, subject.site, str(address))
    areas = (_look(address, settings, commands), check_configuration(subject.trace))
    return Examination(areas, commands, subject.options)


def _look(address: ClusterAddress, settings: Settings, commands: Commands) -> Area:
    try:
        client = connect(address, settings)
        facts = read_facts(client, time.time())
        return check_cluster(facts, list(find_damage(client, facts.index)), commands)
    except SearchIndexError as error:
        return unreachable_cluster(str(error))
