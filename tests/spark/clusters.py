"""Spark for tests: a standalone master with two workers, and which executors an application has."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FEW_ROWS = (
    "--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
    " --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false --conf spark.executor.memory=1g pyspark-shell"
)
"""What Spark is told by the environment: a few hundred rows are not worth compiling much for."""


def executors(application_id: str) -> set[int]:
    """The processes that work for an application on this machine."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdigit() else []
        except OSError:  # it ended meanwhile
            continue
        if b"--app-id" in words and application_id.encode() in words and b"--executor-id" in words:
            found.add(int(folder.name))
    return found


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a master with so many workers of one core each, all of them gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    master = f"spark://127.0.0.1:{port}"
    environment = {**os.environ, "SPARK_WORKER_DIR": str(folder / "work"), "SPARK_LOCAL_IP": "127.0.0.1"}
    import pyspark

    spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
    begun: list[subprocess.Popen[bytes]] = []

    def begin(name: str, *arguments: str) -> None:
        with (folder / f"{name}.log").open("wb") as log:
            command = [str(spark_class), f"org.apache.spark.deploy.{name}", *arguments]
            begun.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))

    try:
        begin("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        _wait(folder / "master.Master.log", "I have been elected leader", 1)
        for _ in range(workers):
            begin("worker.Worker", "--cores", "1", "--memory", "1200M", "--webui-port", "0", master)
        _wait(folder / "master.Master.log", "Registering worker", workers)
        yield master
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.wait(60)


def _wait(log: Path, words: str, times: int) -> None:
    until = time.monotonic() + 180
    while log.read_text(errors="replace").count(words) < times:
        if time.monotonic() > until:
            raise TimeoutError(log.read_text(errors="replace")[-2000:])
        time.sleep(0.5)
