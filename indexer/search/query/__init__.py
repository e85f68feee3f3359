"""Text -> a plan, complete when it leaves this package.

::

    parsing      text -> Query: the query language
    clauses      Query -> nodes, their words cut as those of posts
    compounds    words that are made of others, parted or joined
    expansions   what stands for these
    spelling     better words for those that no post has
    planner      all of it -> Plan
"""
