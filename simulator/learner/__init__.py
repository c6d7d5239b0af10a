"""The learned model: small networks, really trained on the answers of really executed trees (model.md 3).

`rounds`: `learn(settings, seed, number=i)` yields a Round at a time, for run i of a band; `Setting` holds the world and
the overseer behind a run, and `course(setting)` yields news from within each round (Training) as well. Any of them is
stopped by dropping it. `baselines`: the other methods, and the gap that is recovered.
`trees`: `executed` answers one question by an explicit tree.
`calibration`: `calibrate(setting, rounds)` estimates parameters of the effective model from rounds up to 2; `forecast`
draws them over all rounds. `idle`: settings without effect, and `essential(settings)`, what a run is kept under.

numpy only; OPENBLAS_NUM_THREADS=1 is set by whoever starts the process, before numpy is imported.
"""
