"""Adds up the JUnit reports of one folder; the last line is the verdict of `make test`.

`totaux.py FOLDER`: each stage left `<stage>.xml` and `<stage>.code` (exit status of pytest).
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def read_stage(report: Path, code: int) -> tuple[int, int, int]:
    """Tests passed, failed and skipped. A stage that stopped without a failing test counts as one failure."""
    passed = failed = skipped = 0
    if report.exists():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 (pytest wrote it a second ago)
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
            elif "skipped" in kinds:
                skipped += 1
            else:
                passed += 1
    if code != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped


def main(folder: Path) -> int:
    totals = [0, 0, 0]
    for status in sorted(folder.glob("*.code"), key=lambda path: path.stat().st_mtime_ns):
        counts = read_stage(status.with_suffix(".xml"), int(status.read_text()))
        sys.stdout.write("{} : {} passed, {} failed, {} skipped\n".format(status.stem, *counts))
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
    sys.stdout.write("{} passed, {} failed, {} skipped\n".format(*totals))
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
