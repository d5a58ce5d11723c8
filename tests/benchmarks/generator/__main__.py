"""``python -m tests.benchmarks.generator --responses 1000000 --out DIR --format parquet|csv``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.benchmarks.generator.size import Size
from tests.benchmarks.generator.writing import FORMATS, write


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.generator", description="Write a bank's exports.")
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True, help="a folder that is not there yet, or is empty")
    parser.add_argument("--format", choices=FORMATS, default="parquet")
    parser.add_argument("--outlets", type=int, default=1200)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--clean", action="store_true", help="plant no faulty rows")
    chosen = parser.parse_args(arguments)
    if chosen.out.exists() and any(chosen.out.iterdir()):
        parser.error(f"{chosen.out} holds files already")
    size = Size(chosen.responses, chosen.outlets, chosen.years, chosen.seed, is_clean=chosen.clean)
    manifest = write(chosen.out, size, chosen.format)
    sys.stdout.write(f"{manifest['responses']['rows']:,} responses in {len(manifest['files'])} files: {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
