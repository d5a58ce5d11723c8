"""Tests of the statistics room.

"METHOD" in these tests stands for the statistics notes the project was written from: each figure quoted from there was
computed twice, independently, and names its published source where there is one. Figures that were found by simulation
are compared within three standard errors of the simulation made here, never as exact numbers.
"""
