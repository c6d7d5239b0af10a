"""The learned model: small networks, really trained on the answers of really executed trees (model.md 3).

`learn(settings, seed, number=i)` yields a Round at a time, for run i of a band; `Setting` holds the world and the
overseer behind a run, `executed` answers one question by an explicit tree. numpy only; OPENBLAS_NUM_THREADS=1 is set
by whoever starts the process, before numpy is imported.
"""
