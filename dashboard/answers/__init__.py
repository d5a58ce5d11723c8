"""Answers each question once: fetches, computes, releases; one file per question; imports queries, stats and the gate.

Every public function takes ``(…, build, chosen, scope)`` and gives a language-free ``Answer``. Figures, words, files
and the terminal show it and add nothing. What the pieces share: ``question`` (what is asked, resolved once), ``kinds``
(how each measure is counted, estimated and tested) and ``changes`` (verdicts against another period).
"""
