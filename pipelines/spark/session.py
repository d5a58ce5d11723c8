"""A session of Spark for a build, or a refusal that says what it lacks: the package, Java, the master, an executor."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.refusals import Hindered, Refusal, WrongCall, said

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REQUIREMENTS = "requirements-spark.txt"
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # a timestamp of DuckDB has no zone
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",  # what does not fit fails, as in DuckDB, and becomes no null
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",  # a task that dies leaves no half of its rows
    "spark.sql.files.ignoreMissingFiles": "false",  # a cluster may have it otherwise, and rows would be lost in silence
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What the same rows depend on. Everything else is the cluster's: SPARK_CONF_DIR, PYSPARK_SUBMIT_ARGS."""
ROWS_PER_PARTITION = 500_000
_STANDALONE = re.compile(r"spark://(?P<hosts>[^/]+)")
_REACH_SECONDS = 5.0
EXECUTOR_SECONDS = 120.0


@contextmanager
def session(master: str, rows: int) -> Iterator[SparkSession]:
    """A session on a master, stopped afterwards; ``rows``: the largest table's, after which shuffles are cut up.

    As ``require``, and Hindered where the master gives no executor.
    """
    require(master)
    made = _started(master, rows)
    try:
        _require_executor(made, master)
        yield made
    finally:
        made.stop()


def require(master: str) -> None:
    """WrongCall without pyspark, sqlglot or Java; Hindered where a standalone master does not answer."""
    _require_packages()
    _require_java()
    _require_master(master)


def _require_packages() -> None:
    try:
        import pyspark  # noqa: F401
        import sqlglot  # noqa: F401
    except ImportError as error:
        raise WrongCall(
            Refusal(
                found=said("no {name} is installed", name=error.name or "pyspark"),
                where="--engine spark",
                expected=said("what {name} lists", name=REQUIREMENTS),
                what_to_do=said("run: pip install -r {name}", name=REQUIREMENTS),
            )
        ) from error


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise WrongCall(
            Refusal(
                found=said("no Java is installed"),
                where="JAVA_HOME" if home else "PATH",
                expected=said("Java 17 or 21, which Spark runs on"),
                what_to_do=said("install it, or let JAVA_HOME name its folder"),
            )
        )


def _require_master(master: str) -> None:
    """A standalone master is asked before Spark is: it would try for minutes. Others are Spark's to reach."""
    standalone = _STANDALONE.fullmatch(master)
    if standalone is None:
        return
    for address in standalone["hosts"].split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), _REACH_SECONDS).close()
            return
        except (OSError, ValueError):
            continue
    raise Hindered(_unreached(master))


def _unreached(master: str) -> Refusal:
    return Refusal(
        found=said("the master does not answer"),
        where=master,
        expected=said("a master that runs: local[4], spark://host:7077 or what else Spark knows"),
        what_to_do=said("check --master, and that the cluster runs"),
    )


def _started(master: str, rows: int) -> SparkSession:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # it warns of pandas 3; nothing of pandas passes between the two here
        warnings.simplefilter("ignore")
        builder = SparkSession.builder.appName("huiyin").master(master)
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        try:
            made = builder.getOrCreate()
        except (Py4JError, PySparkException) as error:
            raise Hindered(_unreached(master)) from error
    made.sparkContext.setLogLevel("ERROR")
    if not made.sparkContext.getConf().contains("spark.sql.shuffle.partitions"):
        partitions = max(2 * made.sparkContext.defaultParallelism, rows // ROWS_PER_PARTITION)
        made.conf.set("spark.sql.shuffle.partitions", str(partitions))
    return made


def _require_executor(made: SparkSession, master: str) -> None:
    if master.startswith("local["):
        return
    until = time.monotonic() + EXECUTOR_SECONDS
    while made.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:  # the driver is one of them
        if time.monotonic() > until:
            raise Hindered(
                Refusal(
                    found=said("no executor began within {seconds} seconds", seconds=f"{EXECUTOR_SECONDS:.0f}"),
                    where=master,
                    expected=said("at least one worker with room for an executor"),
                    what_to_do=said("check the workers in the master's page, and the memory and cores asked for"),
                )
            )
        time.sleep(0.5)
