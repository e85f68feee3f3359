"""An index on an OpenSearch cluster: it finds, filters and counts; what it finds is ranked and shown here.

::

    engine, moment     what answers: what is published, by the clock
    searcher           requests -> results
    planner            plans, and how the cluster is asked by them
    candidate_finder   plans -> candidates and counts
    suggester          what is being typed -> suggestions
    queries            what is asked            ─┐
    candidates         what was found, an index  ├─ of one search
    tables             of the whole site        ─┘
    build              a work folder -> a mirror of it on the cluster
"""
