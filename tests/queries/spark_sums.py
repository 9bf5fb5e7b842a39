"""python spark_sums.py FOLDER: the sums of exported facts by Spark in local mode, as one line of JSON.

Runs in an environment of its own (.venv-spark), so it imports nothing of the house.
"""

import json
import sys
from pathlib import Path

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


def main() -> None:
    """Read, count, say it."""
    from pyspark.sql import SparkSession  # only where it runs: the tests are imported without it

    folder = Path(sys.argv[1])
    builder = SparkSession.builder.master("local[2]").appName("sums")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.read.parquet(str(folder / "facts")).createOrReplaceTempView("facts")
    rows = spark.sql((folder / "sums.sql").read_text()).collect()
    print(json.dumps([list(row) for row in rows]))
    spark.stop()


if __name__ == "__main__":
    main()
